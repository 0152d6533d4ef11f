#pragma once

#include "core/status/status.hpp"

#include <cstdint>
#include <string>

namespace musiclink {

enum class colour : std::uint8_t { none, ansi };

/// What `musiclink status` prints: first how the service stands and what is wrong,
/// then rooms and resolvers, in aligned columns.
std::string status_text(const service_status& status, colour how);

} // namespace musiclink
