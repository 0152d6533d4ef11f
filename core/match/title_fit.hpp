#pragma once

#include "core/match/opinion.hpp"
#include "core/match/side.hpp"

namespace musiclink::match {

/// Accounts for every word of both titles: it is matched, or it is on the list of what
/// never makes another recording. `trusted`: a side is the artist's or a label's own
/// official video, behind whose title they write what they like.
struct trusted_sides {
  bool left = false;
  bool right = false;
};
void weigh_titles(opinion& of, const side& left, const side& right, trusted_sides trusted);

} // namespace musiclink::match
