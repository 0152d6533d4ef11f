#pragma once

#include "core/match/artists.hpp"
#include "core/match/title.hpp"
#include "core/match/vocabulary.hpp"

#include <vector>

namespace musiclink::match {

/// What one side's title says, once it is known who is named on both sides. Every word
/// is in `pieces`, unless it names an artist, says where a song comes from or is on the
/// list of what never makes another recording.
struct reading {
  std::vector<segment> pieces; ///< the title itself first
  words whole;                 ///< their words in the order of the title
  words everything;            ///< the title as it was, but for the guests
  label of_video;
  artists named;       ///< artists of either side that the title names
  bool single = false; ///< "Hello - Single"
  bool ep = false;
  bool edition = false; ///< "Deluxe", "Remastered": others have other tracks
};

/// `is_video`: titles of videos may hold nothing but brackets beside the artist.
reading read(const title& from, const artists& own, const artists& theirs, bool is_video);

} // namespace musiclink::match
