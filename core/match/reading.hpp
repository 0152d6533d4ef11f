#pragma once

#include "core/match/artists.hpp"
#include "core/match/title.hpp"
#include "core/match/vocabulary.hpp"

#include <cstdint>

namespace musiclink::match {

/// What one side's title says, once it is known who is named on both sides.
struct reading {
  words whole; ///< the title itself, with brackets that belong to it
  words main;  ///< without any brackets
  std::vector<words> brackets;
  bool in_pieces = false; ///< the title itself is in several segments
  version recording;
  label of_video;
  artists named;       ///< artists of either side that the title names
  bool single = false; ///< "Hello - Single"
};

reading read(const title& from, const artists& own, const artists& theirs);

enum class fit : std::uint8_t {
  equal,
  shorter, ///< one side leaves out a bracket that no version word explains
  unclear, ///< different brackets, or written in different scripts
  different,
};

/// Compares the titles. What one side has around the other's title counts as
/// version words or artists and is added to its reading.
fit compare(reading& left, reading& right, const artists& known);

} // namespace musiclink::match
