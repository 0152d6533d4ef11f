#include "core/resolvers/merge.hpp"

#include <algorithm>

namespace musiclink {

answer merged(const std::vector<answer>& in_order) {
  answer result;
  for (const auto& each : in_order) {
    if (each.how == completeness::not_found)
      continue;
    if (each.how == completeness::partial || result.how == completeness::not_found)
      result.how = each.how;
    if (each.found.links.empty())
      continue;
    auto& into = result.found;
    if (into.links.empty()) {
      into.type = each.found.type;
      into.title = each.found.title;
      into.artist = each.found.artist;
    }
    into.known_music = into.known_music || each.found.known_music;
    for (const auto& link : each.found.links)
      if (std::ranges::find(into.links, link.where, &song_link::where) == into.links.end())
        into.links.push_back(link);
  }
  return result;
}

} // namespace musiclink
