#pragma once

#include "core/match/opinion.hpp"
#include "core/match/side.hpp"

namespace musiclink::match {

/// What is known beside title and artist: how an album is issued, its year and number of
/// tracks, the album of a track. Titles that many records use need it.
void weigh_context(opinion& of, const side& left, const side& right, bool albums);

} // namespace musiclink::match
