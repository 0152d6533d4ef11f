#pragma once

#include "core/model/time.hpp"

#include <optional>
#include <string>

namespace musiclink {

/// A length of time as people write it ("90s", "30m", "24h", "7d"), or nothing.
std::optional<milliseconds> parse_span(const std::string& text);

} // namespace musiclink
