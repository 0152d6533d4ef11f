#pragma once

#include "core/model/song.hpp"

#include <vector>

namespace musiclink {

/// What several resolvers found of one item, in the order of the chain. All their links;
/// where two offer a link of the same service, and for title and artist, the first
/// decides. `partial` where one of them is.
answer merged(const std::vector<answer>& in_order);

} // namespace musiclink
