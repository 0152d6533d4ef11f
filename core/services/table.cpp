#include "core/services/table.hpp"

#include "core/text/link_scan.hpp"
#include "core/text/url.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace musiclink::services {
namespace {

const rules* const table[] = {
    &amazon_music, &anghami, &apple_music, &audiomack,    &audius,   &bandcamp,
    &boomplay,     &deezer,  &feature_fm,  &foundee,      &lastfm,   &linkfire,
    &mixcloud,     &napster, &pandora,     &qobuz,        &songlink, &songwhip,
    &soundcloud,   &spotify, &tidal,       &yandex_music, &youtube,  &youtube_music,
};

const rules* owner_of(std::string_view host) {
  const auto* const found =
      std::ranges::find_if(table, [host](const auto* each) { return each->owns(host); });
  return found == std::end(table) ? nullptr : *found;
}

/// The other spelling of a name that people write with www. and without. Whoever owns a host owns
/// what is in front of it, so that www. changes nothing, wherever it stands.
std::string with_or_without_www(std::string_view host) {
  constexpr std::string_view www = "www.";
  if (host.starts_with(www))
    return std::string(host.substr(www.size()));
  const bool is_domain = std::ranges::count(host, '.') == 1;
  return is_domain ? std::string(www).append(host) : std::string();
}

} // namespace

std::optional<link> classify(std::string_view url) {
  if (!starts_link(url))
    return std::nullopt;
  const auto split = split_url(url);
  if (!split)
    return classify_spotify_uri(url);
  auto host = split->host;
  const auto* service = owner_of(host);
  if (service == nullptr) {
    host = with_or_without_www(host);
    service = owner_of(host);
  }
  const auto path = segments::of(split->path);
  if (service == nullptr || !path)
    return std::nullopt;
  return service->classify({host, *path, split->query});
}

} // namespace musiclink::services
