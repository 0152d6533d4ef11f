#pragma once

#include "core/model/link.hpp"
#include "core/model/modes.hpp"
#include "core/model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

std::string_view to_key(service_mode mode) noexcept;
std::string_view to_key(room_mode mode) noexcept;

enum class reply_style : std::uint8_t { automatic, thread, standalone };

/// Which plain YouTube links are answered.
enum class youtube_policy : std::uint8_t { music, all, never };

struct reply_settings {
  reply_style style = reply_style::automatic;
  std::string msgtype = "m.notice";
  std::vector<service> services = services_shown_by_default();
  bool link_previews = false;
  unsigned max_links = 4;
  milliseconds answer_within{5000};     ///< then a reply goes out with what is sure by then
  milliseconds complete_within{900000}; ///< then one edit may complete it; 0: never

  bool operator==(const reply_settings&) const = default;
};

/// What may be set for all rooms (`roomDefaults`) and again for each.
struct room_settings {
  room_mode mode = room_mode::active;
  reply_settings reply;
  youtube_policy youtube = youtube_policy::music;
  std::string country = "US";
  std::vector<std::string> ignore_users; ///< globs over user ids
  milliseconds max_event_age{3600000};

  bool operator==(const room_settings&) const = default;
};

/// One entry of the allowlist. `room` is an id ("!...") or an alias ("#...").
struct allowed_room {
  std::string room;
  std::vector<std::string> via;
  room_settings settings;

  bool operator==(const allowed_room&) const = default;
};

/// With `enabled` false nothing talks to Matrix, and `server`, `user_id`, the
/// token and `rooms` may be missing. With neither token nor file the token is in
/// the environment.
struct matrix_settings {
  bool enabled = true;
  std::string server; ///< base URL without '/' at its end, or a server name for .well-known
  std::string user_id;
  std::optional<std::string> access_token_file;
  std::optional<std::string> access_token; ///< inline; secret
  std::string state_store_path = "./musiclink-state";
  std::vector<allowed_room> rooms;
  bool follow_upgrades = true;
  milliseconds sync_timeout{30000};

  bool operator==(const matrix_settings&) const = default;
};

enum class resolver_type : std::uint8_t { idonthavespotify, catalog, songlink_page };

/// "idonthavespotify", "catalog", "songlink-page".
std::string_view to_key(resolver_type type) noexcept;

/// The name that stands for all endpoints that have no `requests_per_minute` of their own.
inline constexpr std::string_view every_endpoint = "*";

/// What is replaced of one endpoint of `catalog`; the rest is catalog's own.
struct resolver_endpoint {
  std::string name; ///< "deezer", "itunes", ..., or `every_endpoint`
  std::string url;  ///< base URL without '/' at its end; empty: not replaced
  std::optional<double> requests_per_minute;

  bool operator==(const resolver_endpoint&) const = default;
};

struct resolver_settings {
  resolver_type type = resolver_type::idonthavespotify;
  std::string url;                          ///< idonthavespotify: base URL without '/' at its end
  double requests_per_minute = 5;           ///< idonthavespotify only
  milliseconds timeout{10000};              ///< for one request
  std::vector<resolver_endpoint> endpoints; ///< catalog: only what is replaced, by name

  bool operator==(const resolver_settings&) const = default;
};

struct cache_settings {
  std::chrono::hours ttl{720};
  std::chrono::minutes negative_ttl{60};

  bool operator==(const cache_settings&) const = default;
};

struct outbound_settings {
  unsigned max_attempts = 10;
  milliseconds initial_backoff{500};
  milliseconds max_backoff{300000};
  milliseconds drain_timeout{5000};

  bool operator==(const outbound_settings&) const = default;
};

struct shadow_settings {
  std::vector<std::string> compare_with; ///< user ids
  milliseconds window{60000};
  std::chrono::hours keep{336};

  bool operator==(const shadow_settings&) const = default;
};

struct log_settings {
  std::string level = "info";
  bool json = false;

  bool operator==(const log_settings&) const = default;
};

/// One configuration, complete and valid. conf/CONTRACT.md 3 names the keys
/// and the defaults. A snapshot is never changed, only replaced.
struct config {
  service_mode mode = service_mode::shadow;
  matrix_settings matrix;
  room_settings room_defaults; ///< merged into each room already
  std::vector<resolver_settings> resolvers;
  cache_settings cache;
  std::chrono::hours dedup_ttl{168};
  outbound_settings outbound;
  shadow_settings shadow;
  std::string admin_listen = "127.0.0.1:9110"; ///< "off" for none
  std::vector<std::string> admin_hosts;        ///< names that the endpoint may be asked by
  log_settings log;

  bool operator==(const config&) const = default;
};

/// One thing wrong with a configuration. `pointer` is a JSON pointer (RFC 6901;
/// "" is the whole document). Line and column (from 1) come with syntax errors.
/// `message` says what is wrong and what to write instead; it never holds the
/// value of a secret.
struct config_problem {
  std::string pointer;
  std::string message;
  std::optional<unsigned> line;
  std::optional<unsigned> column;
};

} // namespace musiclink
