#pragma once

#include "core/status/status.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace musiclink {

/// The answer of /api/status (conf/CONTRACT.md 9), with what its status has
/// beyond that. Times are milliseconds since 1970; what there is none of is null.
std::string status_json(const service_status& status);

/// Reads such an answer; nothing where a member that conf/CONTRACT.md names is missing
/// or unlike itself. The others may be missing, as from another version.
std::optional<service_status> status_of_json(std::string_view text);

} // namespace musiclink
