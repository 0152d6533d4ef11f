#pragma once

#include <string>

namespace musiclink {

/// Semantic version, from CMakeLists.txt: "1.0.0".
std::string version();

/// The commit that this was built from, or "unknown" outside a checkout.
std::string commit();

/// How requests name us: "musiclink/1.0.0".
std::string user_agent();

} // namespace musiclink
