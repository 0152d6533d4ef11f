#pragma once

#include "core/services/page.hpp"

#include <optional>
#include <string_view>

namespace musiclink::services {

/// What a streaming service has to say about links.
struct rules {
  /// Whether a host, in lower case, is one of the service's own. No two services
  /// share a host.
  bool (*owns)(std::string_view host);
  /// The item of a page at such a host, if it is one that counts.
  std::optional<link> (*classify)(const page& at);
};

/// The music link that a URL (http, https or spotify:) is, if it counts.
std::optional<link> classify(std::string_view url);

/// Whether the canonical form holds a secret token: whoever has that sees a private item.
bool is_secret(const link& item);

/// The item of a spotify: URI.
std::optional<link> classify_spotify_uri(std::string_view uri);

// A new service is one file that defines its rules, and its line here and in the
// table of table.cpp.
extern const rules amazon_music;
extern const rules anghami;
extern const rules apple_music;
extern const rules audiomack;
extern const rules audius;
extern const rules bandcamp;
extern const rules boomplay;
extern const rules deezer;
extern const rules feature_fm;
extern const rules foundee;
extern const rules lastfm;
extern const rules linkfire;
extern const rules mixcloud;
extern const rules napster;
extern const rules pandora;
extern const rules qobuz;
extern const rules songlink;
extern const rules songwhip;
extern const rules soundcloud;
extern const rules spotify;
extern const rules tidal;
extern const rules yandex_music;
extern const rules youtube;
extern const rules youtube_music;

} // namespace musiclink::services
