#include "core/resolvers/catalog/schema_org.hpp"

#include "core/json/json.hpp"
#include "core/text/ascii.hpp"
#include "core/text/html.hpp"

#include <string>

namespace musiclink::catalog {
namespace {

constexpr std::size_t most_artists = 10;

/// "PT3M22S", and Bandcamp's "P00H03M22S"; days and longer are no duration of a song.
std::optional<milliseconds> duration_of(std::string_view text) {
  if (!text.starts_with('P'))
    return std::nullopt;
  long total = 0;
  long number = 0;
  for (const char c : text.substr(1)) {
    if (is_digit(c) && number < 100000)
      number = number * 10 + (c - '0');
    else if (c == 'H' || c == 'M' || c == 'S') {
      total += number * (c == 'H' ? 3600 : c == 'M' ? 60 : 1);
      number = 0;
    } else if (c != 'T')
      return std::nullopt;
  }
  if (number != 0 || total <= 0 || total >= 24 * 3600)
    return std::nullopt;
  return std::chrono::seconds(total);
}

std::string_view name_of(const json::value& who) {
  return who["name"].string_or(who.string_or({}));
}

std::vector<std::string> artists_of(const json::value& by) {
  if (!by.is_array())
    return names(name_of(by));
  std::vector<std::string> result;
  for (std::size_t i = 0; i < by.size() && i < most_artists; ++i)
    if (auto name = plain(name_of(by.at(i))); !name.empty())
      result.push_back(std::move(name));
  return result;
}

bool is_of(const json::value& item, std::string_view kind) {
  const auto type = item["@type"];
  if (type.string_or({}) == kind)
    return true;
  for (std::size_t i = 0; i < type.size() && i < 4; ++i)
    if (type.at(i).string_or({}) == kind)
      return true;
  return false;
}

std::string_view kind_of(item_type type) {
  switch (type) {
  case item_type::track:
    return "MusicRecording";
  case item_type::album:
    return "MusicAlbum";
  case item_type::artist:
    return "MusicGroup";
  default:
    return {};
  }
}

/// A compilation is an AlbumRelease as well.
album_kind album_kind_in(const json::value& album) {
  const auto made = album_kind_of(album["albumProductionType"].string_or({}));
  return made == album_kind::compilation ? made
                                         : album_kind_of(album["albumReleaseType"].string_or({}));
}

std::string upc_in(const json::value& album) {
  for (const auto* name : {"gtin13", "gtin12", "gtin14", "gtin"})
    if (auto code = plain(album[name].string_or({})); !code.empty())
      return code;
  return {};
}

void read_album(const json::value& album, facts& into) {
  into.issued_as = album_kind_in(album);
  into.tracks = track_count(album["numTracks"].integer());
  into.year = year_of(album["datePublished"].string_or({}));
  into.upc = upc_in(album);
}

std::optional<facts> read_schema_org(const html_metadata& page, item_type type) {
  const auto kind = kind_of(type);
  if (kind.empty())
    return std::nullopt;
  for (const auto script : page.ld_json) {
    const auto document = json::parsed(std::string(script));
    if (!document || !is_of(document->root(), kind))
      continue;
    const auto item = document->root();
    facts result;
    result.type = type;
    result.title = plain(without_references(item["name"].string_or({})));
    if (result.title.empty())
      continue;
    if (type != item_type::artist)
      result.artists = artists_of(item["byArtist"]);
    if (type == item_type::track) {
      result.duration = duration_of(item["duration"].string_or({}));
      result.isrc = isrc_of(item["isrcCode"].string_or({}));
      result.album = plain(without_references(name_of(item["inAlbum"])));
    }
    if (type == item_type::album)
      read_album(item, result);
    return result;
  }
  return std::nullopt;
}

/// "Title | Name", "Title on Name": without the name, and empty if there is nothing else.
std::string without_name(std::string text, std::string_view name) {
  if (name.empty())
    return text;
  for (const std::string_view mark : {" - ", " | ", " on "})
    if (const auto end = std::string(mark).append(name); text.ends_with(end))
      text.resize(text.size() - end.size());
  return text.starts_with(name) ? std::string() : text;
}

} // namespace

findings read_page(const std::string& body, item_type type, std::string_view name_of_service,
                   credited (*split)(std::string_view title)) {
  const auto said = read_html_metadata(body);
  if (auto found = read_schema_org(said, type))
    return std::vector<candidate>{{std::move(*found), {}}};
  const auto text = without_name(said.text_of("og:title"), name_of_service);
  facts result;
  result.type = type;
  if (type == item_type::artist) {
    result.title = plain(text);
  } else {
    const auto [artist, title] = split(text);
    result.title = plain(title);
    result.artists = names(artist);
  }
  if (result.title.empty())
    return std::vector<candidate>{};
  return std::vector<candidate>{{std::move(result), {}}};
}

} // namespace musiclink::catalog
