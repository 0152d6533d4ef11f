#pragma once

#include "core/model/facts.hpp"

#include <cstdint>

namespace musiclink {

/// Whether two services speak of the same recording, album or artist. Only what
/// is `sure` may be posted (conf/CONTRACT.md 5.10).
enum class verdict : std::uint8_t { sure, doubtful, different };

/// Judges by kind, title, artists, version words, length, ISRC and UPC; the order
/// does not matter. Knows no service and asks nobody.
verdict judge(const facts& source, const facts& candidate);

} // namespace musiclink
