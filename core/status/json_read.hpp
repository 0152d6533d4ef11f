#pragma once

#include "core/status/status.hpp"

#include <optional>
#include <string_view>

namespace musiclink {

/// Reads an answer of /api/status; nothing where a member that conf/CONTRACT.md names is missing
/// or unlike itself. The others may be missing, as from another version.
std::optional<service_status> status_of_json(std::string_view text);

} // namespace musiclink
