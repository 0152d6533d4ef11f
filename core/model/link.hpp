#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace musiclink {

/// A streaming service, or a family of smart-link pages, whose links count
/// (core/links/RULES.md; conf/CONTRACT.md 6). The order is free; the stored and
/// printed form is always the key, never the number.
enum class service : std::uint8_t {
  spotify,
  youtube,
  youtube_music,
  apple_music,
  deezer,
  soundcloud,
  tidal,
  bandcamp,
  qobuz,
  amazon_music,
  pandora,
  napster,
  anghami,
  boomplay,
  audiomack,
  audius,
  yandex_music,
  mixcloud,
  lastfm,
  songlink,
  linkfire,
  feature_fm,
  foundee,
  songwhip,
};

/// The key used in configuration, in `detect` and in the store: "appleMusic".
std::string_view to_key(service where) noexcept;

/// The service of a key, or nothing for a key that is not one.
std::optional<service> service_from_key(std::string_view key) noexcept;

/// The name people know: "Apple Music".
std::string_view display_name(service where) noexcept;

/// What a link leads to. `short_code` is an opaque code whose redirect must be
/// followed; `unknown` a landing page or something undetermined.
enum class item_type : std::uint8_t {
  track,
  album,
  playlist,
  artist,
  episode,
  show,
  video,
  short_code,
  unknown,
};

/// "track", "album", ..., "short", "unknown".
std::string_view to_key(item_type type) noexcept;
std::optional<item_type> item_type_from_key(std::string_view key) noexcept;

/// One music link. `canonical` is the identity: https, lower-case host, no
/// tracking; equal canonical forms are the same item, and canonicalising a
/// canonical form gives it again. `id` is empty where the path is the identity.
struct link {
  service where = service::spotify;
  item_type type = item_type::unknown;
  std::optional<std::string> id;
  std::string canonical;

  bool operator==(const link&) const = default;
};

} // namespace musiclink
