#pragma once

#include "core/json/json.hpp"
#include "core/model/facts.hpp"

namespace musiclink::test {

/// Facts as a line of the tables has them.
inline facts facts_of(json::value from) {
  facts result;
  result.type = item_type_from_key(from["type"].string_or("track")).value();
  result.title = from["title"].string_or("");
  for (std::size_t i = 0; i < from["artists"].size(); ++i)
    result.artists.emplace_back(from["artists"].at(i).string_or(""));
  if (const auto duration = from["duration"].integer())
    result.duration = milliseconds(*duration);
  result.isrc = from["isrc"].string_or("");
  result.upc = from["upc"].string_or("");
  result.known_music = from["known_music"].boolean().value_or(false);
  result.album = from["album"].string_or("");
  if (const auto tracks = from["tracks"].integer())
    result.tracks = static_cast<unsigned>(*tracks);
  if (const auto year = from["year"].integer())
    result.year = static_cast<int>(*year);
  return result;
}

} // namespace musiclink::test
