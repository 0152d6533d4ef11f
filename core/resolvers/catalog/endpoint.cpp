#include "core/resolvers/catalog/endpoint.hpp"

#include "core/resolvers/catalog/back_ends.hpp"
#include "core/text/url.hpp"

#include <algorithm>

namespace musiclink::catalog {
namespace {

struct row {
  endpoint at;
  std::string_view key;
  std::string_view url;
  double requests_per_minute;
};

constexpr row table[] = {
#define MUSICLINK_ENDPOINT(name, url, requests_per_minute)                                         \
  {endpoint::name, #name, url, requests_per_minute},
#include "core/resolvers/catalog/endpoints.def"
};

} // namespace

std::string_view to_key(endpoint at) noexcept {
  return table[static_cast<std::size_t>(at)].key;
}

std::vector<endpoint_settings> endpoints(const resolver_settings& settings) {
  const auto replaced_for = [&](std::string_view name) {
    const auto found = std::ranges::find(settings.endpoints, name, &resolver_endpoint::name);
    return found == settings.endpoints.end() ? resolver_endpoint{} : *found;
  };
  const auto every = replaced_for(every_endpoint);
  std::vector<endpoint_settings> result;
  for (const auto& [at, key, url, requests_per_minute] : table) {
    const auto replaced = replaced_for(key);
    if (replaced.url == switched_off)
      continue;
    auto& entry = result.emplace_back();
    entry.at = at;
    entry.url = without_trailing_slashes(replaced.url.empty() ? url : replaced.url);
    entry.requests_per_minute = replaced.requests_per_minute.value_or(
        every.requests_per_minute.value_or(requests_per_minute));
    if (of(at).is_limit_strict && entry.url == url)
      entry.requests_per_minute = std::min(entry.requests_per_minute, requests_per_minute);
  }
  return result;
}

} // namespace musiclink::catalog
