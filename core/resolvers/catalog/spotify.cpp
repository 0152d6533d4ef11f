#include "core/json/json.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/services/table.hpp"
#include "core/text/html.hpp"
#include "core/text/url.hpp"

#include <charconv>
#include <utility>

namespace musiclink::catalog {
namespace {

/// "music:duration" is in seconds, as the Open Graph vocabulary has it.
std::optional<milliseconds> duration_of(std::string_view seconds) {
  unsigned value = 0;
  const auto end = seconds.data() + seconds.size();
  const auto read = std::from_chars(seconds.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value == 0 || value >= 24 * 3600)
    return std::nullopt;
  return std::chrono::seconds(value);
}

/// og:title is the title, og:description "Artist · Album · Song · 2013"; without
/// og:title the title is that of the browser, which names the artist as well.
/// A page without an item (a login, a robot check) has a bare "Spotify", or nothing
/// of the service in its title.
findings read_page(const std::string& body, const link& about) {
  const auto said = read_html_metadata(body);
  auto title = said.text_of("og:title");
  if (title.empty() && said.title && said.title->ends_with("| Spotify"))
    title = without_references(*said.title);
  auto credits =
      services::read_credits(service::spotify, about.type, title, said.text_of("og:description"));
  if (credits.title.empty() || credits.title.starts_with("Spotify"))
    return std::vector<candidate>{};
  candidate result;
  result.what.type = about.type;
  result.what.title = std::move(credits.title);
  if (credits.artist.empty())
    credits.artist = plain(said.text_of("music:musician_description"));
  if (about.type != item_type::artist && !credits.artist.empty())
    result.what.artists.push_back(std::move(credits.artist));
  if (about.type == item_type::track)
    result.what.duration = duration_of(said.text_of("music:duration"));
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
