#pragma once

#include "core/match/words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace musiclink::match {

/// A piece of a title between brackets, dashes, quotes, bars and the like.
struct segment {
  std::string text; ///< folded
  words spelt;
  bool bracketed = false;
  bool tag = false;    ///< "#Ditto"
  bool quoted = false; ///< 'Ditto'
};

/// A title taken apart. Guests ("feat. X", "(with X)") and producers are no
/// segments; `guests` holds the texts that name guests, folded.
struct title {
  std::vector<segment> segments;
  std::vector<std::string> guests;
};

title take_apart(std::string_view folded);

} // namespace musiclink::match
