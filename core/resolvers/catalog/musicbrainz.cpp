#include "core/json/json.hpp"
#include "core/resolvers/catalog/back_ends.hpp"

#include <utility>

namespace musiclink::catalog {
namespace {

constexpr std::size_t most_recordings = 10;
constexpr std::size_t most_relations = 100;

/// Links to the recording itself that are still true. What is no item of a known
/// service is left out: relations also lead to lyrics and discographies.
std::vector<page> pages_of(const json::value& relations) {
  std::vector<page> result;
  for (std::size_t i = 0; i < relations.size() && i < most_relations; ++i) {
    const auto relation = relations.at(i);
    if (relation["ended"].boolean().value_or(false))
      continue;
    auto known = page_at(relation["url"]["resource"].string_or({}));
    if (known && (known->item.type == item_type::track || known->item.type == item_type::video))
      result.push_back(std::move(*known));
  }
  return result;
}

facts facts_of(const json::value& recording, std::string_view isrc) {
  facts result;
  result.type = item_type::track;
  result.title = plain(recording["title"].string_or({}));
  const auto credit = recording["artist-credit"];
  for (std::size_t i = 0; i < credit.size() && i < most_recordings; ++i)
    if (auto name = plain(credit.at(i)["name"].string_or({})); !name.empty())
      result.artists.push_back(std::move(name));
  const auto length = recording["length"].integer().value_or(0);
  if (length > 0 && length < 24 * 3600 * 1000)
    result.duration = milliseconds(length);
  result.isrc = isrc_of(isrc);
  return result;
}

findings read(const std::string& body, const link&) {
  const auto document = json::parsed(body);
  if (!document)
    return nonsense("not JSON");
  const auto root = document->root();
  const auto list = root["recordings"];
  if (!list.is_array())
    return nonsense("not of the expected shape");
  std::vector<candidate> result;
  for (std::size_t i = 0; i < list.size() && i < most_recordings; ++i) {
    candidate one;
    one.what = facts_of(list.at(i), root["isrc"].string_or({}));
    one.pages = pages_of(list.at(i)["relations"]);
    if (!one.pages.empty() && !one.what.title.empty())
      result.push_back(std::move(one));
  }
  return result;
}

std::vector<question> search(const facts& like) {
  if (like.type != item_type::track || like.isrc.empty())
    return {};
  return {{endpoint::musicbrainz,
           "/ws/2/isrc/" + like.isrc + "?inc=artist-credits+url-rels&fmt=json", read}};
}

} // namespace

const back_end musicbrainz = {
    .is_limit_strict = true,
    .limit_status = 503,
    .search_relations = search,
};

} // namespace musiclink::catalog
