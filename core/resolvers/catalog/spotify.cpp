#include "core/json/json.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/services/table.hpp"
#include "core/text/html.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <charconv>
#include <utility>

namespace musiclink::catalog {
namespace {

constexpr std::string_view dot = " \xc2\xb7 ";

std::optional<std::int64_t> number_of(std::string_view digits) {
  std::int64_t value = 0;
  const auto* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end)
    return std::nullopt;
  return value;
}

/// "music:duration" is in seconds, as the Open Graph vocabulary has it.
std::optional<milliseconds> duration_of(std::string_view seconds) {
  const auto value = number_of(seconds).value_or(0);
  if (value <= 0 || value >= 24 * 3600)
    return std::nullopt;
  return std::chrono::seconds(value);
}

/// "Billie Eilish · single · 2021 · 1 songs": the kind is the first of its words behind the artist.
void read_album(std::string_view description, facts& into) {
  for (auto rest = split_first(description, dot); rest.found;) {
    rest = split_first(rest.after, dot);
    if (into.issued_as == album_kind::unknown) {
      into.issued_as = album_kind_of(rest.before);
    } else if (const auto songs = split_first(rest.before, " song"); songs.found) {
      into.tracks = track_count(number_of(songs.before));
    } else {
      into.year = year_of(rest.before);
    }
  }
}

/// "NDA - Single by Billie Eilish | Spotify"
album_kind kind_in_title(std::string_view title) {
  const auto behind = split_last(title, " - ").after;
  return album_kind_of(split_first(behind, " by ").before);
}

/// "The xx · xx · Song · 2009": what stands between the artist and the word.
std::string_view album_in(std::string_view description) {
  const auto behind = split_first(description, dot).after;
  const auto album = split_last(behind, std::string(dot).append("Song").append(dot));
  return album.found ? album.before : std::string_view{};
}

/// og:title is the title, og:description "Artist · Album · Song · 2013"; without
/// og:title the title is that of the browser, which names the artist as well.
/// A page without an item (a login, a robot check) has a bare "Spotify", or nothing
/// of the service in its title.
findings read_page(const std::string& body, const link& about) {
  const auto said = read_html_metadata(body);
  auto title = said.text_of("og:title");
  const auto description = said.text_of("og:description");
  if (title.empty() && said.title && said.title->ends_with("| Spotify"))
    title = without_references(*said.title);
  auto credits = services::read_credits(service::spotify, about.type, title, description);
  if (credits.title.empty() || credits.title.starts_with("Spotify"))
    return std::vector<candidate>{};
  candidate result;
  result.what.type = about.type;
  result.what.title = std::move(credits.title);
  if (credits.artist.empty())
    credits.artist = plain(said.text_of("music:musician_description"));
  if (about.type != item_type::artist && !credits.artist.empty())
    result.what.artists.push_back(std::move(credits.artist));
  if (about.type == item_type::track) {
    result.what.duration = duration_of(said.text_of("music:duration"));
    result.what.album = plain(album_in(description));
  } else if (about.type == item_type::album) {
    read_album(description, result.what);
    if (result.what.issued_as == album_kind::unknown)
      result.what.issued_as = kind_in_title(title);
  }
  return std::vector<candidate>{std::move(result)};
}

findings read_oembed(const std::string& body, const link& about) {
  const auto document = json::parsed(body);
  if (!document)
    return nonsense("not JSON");
  candidate result;
  result.what.type = about.type;
  result.what.title = plain(document->root()["title"].string_or({}));
  if (result.what.title.empty())
    return nonsense("not of the expected shape");
  return std::vector<candidate>{std::move(result)};
}

std::vector<question> ask(const link& about, std::string_view) {
  if (!about.id ||
      !services::is_any_of(about.type, {item_type::track, item_type::album, item_type::artist}))
    return {};
  return {{endpoint::spotify, "/" + std::string(to_key(about.type)) + "/" + *about.id, read_page},
          {endpoint::spotify, "/oembed?url=" + percent_encoded(about.canonical), read_oembed}};
}

} // namespace

const back_end spotify = {
    .knows = service::spotify,
    .ask = ask,
    .sample = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc",
};

} // namespace musiclink::catalog
