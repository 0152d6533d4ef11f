#include "core/json/json.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/text/url.hpp"

namespace musiclink::catalog {
namespace {

constexpr std::size_t most_results = 10;

void add_page(std::string_view url, item_type type, candidate& to) {
  auto found = page_at(url);
  if (found && found->item.where == service::apple_music && found->item.type == type)
    to.pages.push_back(std::move(*found));
}

/// "Title - Single" and "Title - EP" are Apple's way to name a kind. What has neither may
/// still be a single: older ones have no such end.
struct album_name {
  std::string_view title;
  album_kind kind = album_kind::unknown;
};

album_name read_album_name(std::string_view name) {
  for (const std::string_view kind : {"Single", "EP"})
    if (const auto end = " - " + std::string(kind); name.ends_with(end))
      return {name.substr(0, name.size() - end.size()), album_kind_of(kind)};
  return {name};
}

std::optional<candidate> read_track(const json::value& item) {
  const auto kind = item["kind"].string_or({});
  if (kind != "song" && kind != "music-video")
    return std::nullopt;
  candidate result;
  result.what.type = item_type::track;
  result.what.title = plain(item["trackName"].string_or({}));
  result.what.artists = names(item["artistName"].string_or({}));
  const auto length = item["trackTimeMillis"].integer().value_or(0);
  if (length > 0 && length < 24 * 3600 * 1000)
    result.what.duration = milliseconds(length);
  result.what.album = plain(read_album_name(item["collectionName"].string_or({})).title);
  add_page(item["trackViewUrl"].string_or({}), item_type::track, result);
  return result;
}

std::optional<candidate> read_album(const json::value& item) {
  if (item["wrapperType"].string_or({}) != "collection")
    return std::nullopt;
  candidate result;
  result.what.type = item_type::album;
  const auto name = read_album_name(item["collectionName"].string_or({}));
  result.what.title = plain(name.title);
  result.what.artists = names(item["artistName"].string_or({}));
  // All others are called "Album" there, also singles.
  const auto kind = album_kind_of(item["collectionType"].string_or({}));
  result.what.issued_as = kind == album_kind::compilation ? kind : name.kind;
  result.what.tracks = track_count(item["trackCount"].integer());
  result.what.year = year_of(item["releaseDate"].string_or({}));
  add_page(item["collectionViewUrl"].string_or({}), item_type::album, result);
  return result;
}

std::optional<candidate> read_artist(const json::value& item) {
  if (item["wrapperType"].string_or({}) != "artist")
    return std::nullopt;
  candidate result;
  result.what.type = item_type::artist;
  result.what.title = plain(item["artistName"].string_or({}));
  add_page(item["artistLinkUrl"].string_or({}), item_type::artist, result);
  return result;
}

template<std::optional<candidate> (*Reader)(const json::value&)>
findings read(const std::string& body, const link&) {
  const auto document = json::parsed(body);
  if (!document)
    return nonsense("not JSON");
  const auto list = document->root()["results"];
  if (!list.is_array())
    return nonsense("not of the expected shape");
  std::vector<candidate> result;
  for (std::size_t i = 0; i < list.size() && i < most_results; ++i)
    if (auto item = Reader(list.at(i)); item && !item->what.title.empty())
      result.push_back(std::move(*item));
  return result;
}

std::string country_parameter(std::string_view country) {
  return "&country=" + percent_encoded(country);
}

question search(std::string_view words, std::string_view entity, std::string_view country,
                findings (*reader)(const std::string&, const link&)) {
  return {endpoint::itunes,
          "/search?term=" + percent_encoded(words) + "&media=music&entity=" + std::string(entity) +
              country_parameter(country) + "&limit=" + std::to_string(most_results),
          reader};
}

std::string words_of(const facts& like, brackets how) {
  return search_words(like.artists.front(), brackets::drop_noise) + " " +
         search_words(like.title, how);
}

/// With the version's words first; without any bracket if that brings nothing.
void add_searches(const facts& like, std::string_view entity, std::string_view country,
                  findings (*reader)(const std::string&, const link&), std::vector<question>& to) {
  if (like.title.empty() || like.artists.empty())
    return;
  const auto exact = words_of(like, brackets::drop_noise);
  const auto loose = words_of(like, brackets::drop_all);
  to.push_back(search(exact, entity, country, reader));
  if (loose != exact)
    to.push_back(search(loose, entity, country, reader));
}

std::vector<question> ask(const link& about, std::string_view country) {
  if (!about.id)
    return {};
  const auto path = "/lookup?id=" + percent_encoded(*about.id) + country_parameter(country);
  switch (about.type) {
  case item_type::track:
  case item_type::video:
    return {{endpoint::itunes, path, read<read_track>}};
  case item_type::album:
    return {{endpoint::itunes, path, read<read_album>}};
  case item_type::artist:
    return {{endpoint::itunes, path, read<read_artist>}};
  default:
    return {};
  }
}

std::vector<question> search_like(const facts& like, std::string_view country) {
  std::vector<question> result;
  if (like.type == item_type::track) {
    add_searches(like, "song", country, read<read_track>, result);
  } else if (like.type == item_type::album) {
    if (!like.upc.empty())
      result.push_back({endpoint::itunes,
                        "/lookup?upc=" + percent_encoded(like.upc) + "&entity=album" +
                            country_parameter(country),
                        read<read_album>});
    add_searches(like, "album", country, read<read_album>, result);
  } else if (like.type == item_type::artist && !like.title.empty()) {
    result.push_back(search(like.title, "musicArtist", country, read<read_artist>));
  }
  return result;
}

} // namespace

const back_end itunes = {
    .limit_status = 403,
    .knows = service::apple_music,
    .ask = ask,
    .says_no = true,
    .sample = "https://music.apple.com/song/697195787",
    .search = search_like,
};

} // namespace musiclink::catalog
