#pragma once

#include <string_view>

// core/status/page.css and core/status/page.js, as of the build, and their SHA-256
// in hexadecimal.

namespace musiclink::status_page_assets {

std::string_view style() noexcept;
std::string_view style_sha256() noexcept;
std::string_view script() noexcept;
std::string_view script_sha256() noexcept;

} // namespace musiclink::status_page_assets
