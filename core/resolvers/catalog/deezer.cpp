#include "core/json/json.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/text/url.hpp"

namespace musiclink::catalog {
namespace {

constexpr std::size_t most_results = 10;

/// The error codes of Deezer's API that are not about the item.
enum error_code : std::int64_t { quota = 4, busy = 700, no_data = 800 };

/// What Deezer counts requests in, as is commonly said: 50 in 5 seconds.
constexpr std::chrono::seconds quota_window{5};

/// Errors come as HTTP 200 (core/resolvers/UPSTREAMS.md 5).
std::optional<findings> read_error(const json::value& error) {
  if (!error.exists())
    return std::nullopt;
  const auto code = error["code"].integer().value_or(0);
  auto text = "Deezer: error " + std::to_string(code);
  if (code == no_data)
    return std::vector<candidate>{};
  if (code == quota)
    return trouble{trouble::kind::limited, std::move(text), quota_window};
  return trouble{code == busy ? trouble::kind::transient : trouble::kind::refused, std::move(text),
                 std::nullopt};
}

/// Artists that are credited as such; Deezer's `artist` is the first of them.
std::vector<std::string> artists_of(const json::value& item) {
  std::vector<std::string> result;
  const auto all = item["contributors"];
  for (std::size_t i = 0; i < all.size() && i < most_results; ++i)
    if (auto name = plain(all.at(i)["name"].string_or({})); !name.empty())
      result.push_back(std::move(name));
  return result.empty() ? names(item["artist"]["name"].string_or({})) : result;
}

std::optional<candidate> read_item(const json::value& item, item_type type) {
  const auto id = item["id"].integer();
  const bool is_artist = type == item_type::artist;
  candidate result;
  result.what.type = type;
  result.what.title = plain(item[is_artist ? "name" : "title"].string_or({}));
  if (!id || *id <= 0 || result.what.title.empty())
    return std::nullopt;
  result.details_id = std::to_string(*id);
  if (!is_artist)
    result.what.artists = artists_of(item);
  const auto seconds = item["duration"].integer().value_or(0);
  if (type == item_type::track && seconds > 0 && seconds < 24 * 3600)
    result.what.duration = std::chrono::seconds(seconds);
  result.what.isrc = isrc_of(item["isrc"].string_or({}));
  result.what.upc = plain(item["upc"].string_or({}));
  if (type == item_type::track)
    result.what.album = plain(item["album"]["title"].string_or({}));
  if (type == item_type::album) {
    result.what.issued_as = album_kind_of(item["record_type"].string_or({}));
    result.what.tracks = track_count(item["nb_tracks"].integer());
    result.what.year = year_of(item["release_date"].string_or({}));
  }
  if (auto own =
          page_at("https://www.deezer.com/" + std::string(to_key(type)) + "/" + result.details_id))
    result.pages.push_back(std::move(*own));
  return result;
}

template<item_type Type>
findings read(const std::string& body, const link&) {
  const auto document = json::parsed(body);
  if (!document)
    return nonsense("not JSON");
  const auto root = document->root();
  if (auto error = read_error(root["error"]))
    return std::move(*error);
  std::vector<candidate> result;
  if (const auto list = root["data"]; list.is_array()) {
    for (std::size_t i = 0; i < list.size() && i < most_results; ++i)
      if (auto item = read_item(list.at(i), Type))
        result.push_back(std::move(*item));
    return result;
  }
  auto item = read_item(root, Type);
  if (!item)
    return nonsense("not of the expected shape");
  result.push_back(std::move(*item));
  return result;
}

question search(std::string_view kind, const std::string& words,
                findings (*reader)(const std::string&, const link&)) {
  return {endpoint::deezer,
          "/search/" + std::string(kind) + "?q=" + percent_encoded(words) +
              "&limit=" + std::to_string(most_results),
          reader};
}

/// The exact search first, for the free one finds more, and more of what is not meant.
void add_searches(std::string_view kind, const facts& like,
                  findings (*reader)(const std::string&, const link&), std::vector<question>& to) {
  if (like.title.empty() || like.artists.empty())
    return;
  const auto artist = search_words(like.artists.front(), brackets::drop_noise);
  to.push_back(search(kind,
                      "artist:\"" + artist + "\" " + std::string(kind) + ":\"" +
                          search_words(like.title, brackets::drop_noise) + "\"",
                      reader));
  to.push_back(search(kind, artist + " " + search_words(like.title, brackets::drop_all), reader));
}

std::vector<question> ask(const link& about, std::string_view) {
  if (!about.id)
    return {};
  switch (about.type) {
  case item_type::track:
    return {{endpoint::deezer, "/track/" + *about.id, read<item_type::track>}};
  case item_type::album:
    return {{endpoint::deezer, "/album/" + *about.id, read<item_type::album>}};
  case item_type::artist:
    return {{endpoint::deezer, "/artist/" + *about.id, read<item_type::artist>}};
  default:
    return {};
  }
}

std::vector<question> search_like(const facts& like, std::string_view) {
  std::vector<question> result;
  if (like.type == item_type::track) {
    if (!like.isrc.empty())
      result.push_back(
          {endpoint::deezer, "/track/isrc:" + percent_encoded(like.isrc), read<item_type::track>});
    add_searches("track", like, read<item_type::track>, result);
  } else if (like.type == item_type::album) {
    if (!like.upc.empty())
      result.push_back(
          {endpoint::deezer, "/album/upc:" + percent_encoded(like.upc), read<item_type::album>});
    add_searches("album", like, read<item_type::album>, result);
  } else if (like.type == item_type::artist && !like.title.empty()) {
    result.push_back(search("artist", like.title, read<item_type::artist>));
  }
  return result;
}

} // namespace

const back_end deezer = {
    .knows = service::deezer,
    .ask = ask,
    .says_no = true,
    .sample = "https://www.deezer.com/track/3135556",
    .search = search_like,
};

} // namespace musiclink::catalog
