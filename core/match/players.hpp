#pragma once

#include "core/match/opinion.hpp"
#include "core/match/side.hpp"

namespace musiclink::match {

/// Whether a side is somebody else's upload, of which its title says who plays.
bool is_by_stranger(const side& one, const side& other);

/// Compares everybody who plays, wherever a service names them: list, title, guests,
/// channel. Somebody who is named on one side only leaves the pair doubtful, unless the
/// other title says so.
void weigh_players(opinion& of, const side& left, const side& right, bool albums);

} // namespace musiclink::match
