#pragma once

#include "core/match/words.hpp"

namespace musiclink::match {

/// Whether a title is that of a classical work, which many play and of which the
/// composer is often given as the artist.
bool is_classical(const words& title);

} // namespace musiclink::match
