#pragma once

#include "core/config/config.hpp"

#include <string>
#include <vector>

namespace musiclink {

/// What a reload changes, a sentence each, for the log: rooms added and removed,
/// modes changed, and of the rest the names of the keys. Holds no secret.
std::vector<std::string> changes(const config& old, const config& fresh);

} // namespace musiclink
