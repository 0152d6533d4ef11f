#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// A streaming service, or a family of smart-link pages, whose links count
/// (core/links/RULES.md; conf/CONTRACT.md 6). The stored and printed form is always the
/// key, never the number.
enum class service : std::uint8_t {
#define MUSICLINK_SERVICE(name, key, display_name, role) name,
#include "core/model/services.def"
};

/// What a service is to a reply.
enum class service_role : std::uint8_t {
  by_default,    ///< shown, unless the configuration says otherwise
  if_configured, ///< shown where the configuration lists it
  only_answered, ///< never shown: its links are answered, no more
  landing_page,  ///< nor is it: it offers items of other services and has none of its own
};

/// Every service, in the order of replies.
std::span<const service> all_services() noexcept;

service_role role_of(service where) noexcept;

/// What replies show where nothing is configured.
std::vector<service> services_shown_by_default();

/// The key used in configuration, in `detect` and in the store: "appleMusic".
std::string_view to_key(service where) noexcept;

/// The service of a key, or nothing for a key that is not one.
std::optional<service> service_from_key(std::string_view key) noexcept;

/// The name people know: "Apple Music".
std::string_view display_name(service where) noexcept;

/// Whether this is the `display_name` of a service, in whatever case.
bool is_display_name(std::string_view text) noexcept;

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
