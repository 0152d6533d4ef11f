#pragma once

#include <string_view>

namespace musiclink {

/// The text of conf/musiclink.schema.json, as of the build.
std::string_view config_schema() noexcept;

} // namespace musiclink
