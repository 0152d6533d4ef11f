#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace musiclink {

/// The word that was probably meant: the one that the fewest typing errors
/// (letters left out, added, replaced, swapped with a neighbour or of the other
/// case) turn into `typed`. Nothing where even that one is too far away.
std::optional<std::string_view> closest_word(std::string_view typed,
                                             std::span<const std::string_view> words);

} // namespace musiclink
