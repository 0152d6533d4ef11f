#pragma once

#include <string_view>

namespace musiclink {

/// Whether this is the `display_name` of a service, in whatever case.
bool is_display_name(std::string_view text) noexcept;

} // namespace musiclink
