#include "core/services/table.hpp"

#include "core/links/scan.hpp"
#include "core/url.hpp"

namespace musiclink::services {
namespace {

const rules* const table[] = {
    &amazon_music, &anghami, &apple_music, &audiomack,    &audius,   &bandcamp,
    &boomplay,     &deezer,  &feature_fm,  &foundee,      &lastfm,   &linkfire,
    &mixcloud,     &napster, &pandora,     &qobuz,        &songlink, &songwhip,
    &soundcloud,   &spotify, &tidal,       &yandex_music, &youtube,  &youtube_music,
};

} // namespace

std::optional<link> classify(std::string_view url) {
  if (!starts_link(url))
    return std::nullopt;
  const auto split = split_url(url);
  if (!split)
    return classify_spotify_uri(url);
  for (const auto* service : table) {
    if (!service->owns(split->host))
      continue;
    const auto path = segments::of(split->path);
    if (!path)
      return std::nullopt;
    return service->classify({split->host, *path, split->query});
  }
  return std::nullopt;
}

} // namespace musiclink::services
