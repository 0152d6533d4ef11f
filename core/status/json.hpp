#pragma once

#include "core/status/status.hpp"

#include <string>

namespace musiclink {

/// The answer of /api/status (conf/CONTRACT.md 9), with what its status has
/// beyond that. Times are milliseconds since 1970; what there is none of is null.
std::string status_json(const service_status& status);

} // namespace musiclink
