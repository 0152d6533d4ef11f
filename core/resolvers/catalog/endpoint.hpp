#pragma once

#include "core/config/config.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink::catalog {

/// Whom the catalog asks. Each has a budget of its own.
enum class endpoint : std::uint8_t {
#define MUSICLINK_ENDPOINT(name, url, requests_per_minute) name,
#include "core/resolvers/catalog/endpoints.def"
};

/// "deezer", as in the configuration and in metrics.
std::string_view to_key(endpoint at) noexcept;

/// In place of a base URL: that endpoint is not asked at all.
inline constexpr std::string_view switched_off = "off";

/// An endpoint with its base URL (without '/' at its end) and its budget: its own, or
/// what the settings replace.
struct endpoint_settings {
  endpoint at = endpoint::deezer;
  std::string url;
  double requests_per_minute = 0;
};

/// Those that may be asked: what is switched off is not among them.
std::vector<endpoint_settings> endpoints(const resolver_settings& settings);

} // namespace musiclink::catalog
