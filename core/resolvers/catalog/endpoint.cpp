#include "core/resolvers/catalog/endpoint.hpp"

#include <algorithm>

namespace musiclink::catalog {
namespace {

struct row {
  endpoint at;
  std::string_view key;
  std::string_view url; ///< Bandcamp has none: a page is at its artist's own host
  double requests_per_minute;
};

// Within the limits of core/resolvers/UPSTREAMS.md 5, and modest where nobody says.
constexpr row table[] = {
    {endpoint::deezer, "deezer", "https://api.deezer.com", 300},
    {endpoint::itunes, "itunes", "https://itunes.apple.com", 20},
    {endpoint::spotify, "spotify", "https://open.spotify.com", 60},
    {endpoint::youtube, "youtube", "https://www.youtube.com", 60},
    {endpoint::soundcloud, "soundcloud", "https://soundcloud.com", 30},
    {endpoint::bandcamp, "bandcamp", "", 20},
    {endpoint::tidal, "tidal", "https://tidal.com", 20},
    {endpoint::qobuz, "qobuz", "https://open.qobuz.com", 20},
    {endpoint::musicbrainz, "musicbrainz", "https://musicbrainz.org", 50},
};

} // namespace

std::string_view to_key(endpoint at) noexcept {
  return std::ranges::find(table, at, &row::at)->key;
}

std::vector<endpoint_settings> endpoints(const resolver_settings& settings) {
  std::vector<endpoint_settings> result;
  for (const auto& [at, key, url, requests_per_minute] : table) {
    const auto replaced = std::ranges::find(settings.endpoints, key, &resolver_endpoint::name);
    const bool is_replaced = replaced != settings.endpoints.end();
    if (is_replaced && replaced->url == switched_off)
      continue;
    auto& entry = result.emplace_back(endpoint_settings{at, std::string(url), requests_per_minute});
    if (!is_replaced)
      continue;
    if (!replaced->url.empty())
      entry.url = replaced->url;
    while (entry.url.ends_with('/'))
      entry.url.pop_back();
    entry.requests_per_minute = replaced->requests_per_minute.value_or(requests_per_minute);
    // One number may stand for all endpoints, but MusicBrainz blocks who asks more.
    if (at == endpoint::musicbrainz && entry.url == url)
      entry.requests_per_minute = std::min(entry.requests_per_minute, requests_per_minute);
  }
  return result;
}

} // namespace musiclink::catalog
