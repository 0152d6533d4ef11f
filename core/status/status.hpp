#pragma once

#include "core/config/config.hpp"
#include "core/model/song.hpp"
#include "core/model/time.hpp"
#include "core/parity/parity.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How the service stands, as a plain value: what /api/status, the status page and
// `musiclink status` show. The actors gather it; core/status/*.hpp render it.

namespace musiclink {

/// conf/CONTRACT.md 9, `sync.state`.
enum class sync_phase : std::uint8_t { starting, syncing, backoff, unauthorized, stopped };

/// conf/CONTRACT.md 9, `rooms[].state`.
enum class room_state : std::uint8_t { ok, encrypted, forbidden, upgraded, not_joined };

/// conf/CONTRACT.md 9, `resolvers[].state`: `limited` waits for its budget or
/// for a time that it was told, `open` is left alone because it keeps failing.
enum class resolver_state_now : std::uint8_t { ok, limited, open };

/// The words of conf/CONTRACT.md, as in JSON and in the labels of metrics.
std::string_view to_key(sync_phase phase) noexcept;
std::string_view to_key(room_state state) noexcept;
std::string_view to_key(resolver_state_now state) noexcept;

struct config_status {
  std::uint64_t generation = 1; ///< 1 at the start, one more with each reload that was applied
  unix_ms loaded_at = 0;
  /// Why the newest reload was refused, if it was: each problem on a line. Also what a
  /// reload that was applied could not change without a restart.
  std::string last_error;
};

struct sync_status {
  sync_phase state = sync_phase::starting;
  std::optional<unix_ms> last_success;
  std::string problem;  ///< why it does not sync, and what to do; empty: it does
  bool stalled = false; ///< pages come, and yet rooms are not read: `problem` says why
};

/// What the homeserver lets the account do.
struct account_status {
  std::optional<double> sends_per_second; ///< the learned pace; nothing: no limit is known
  std::string problem;                    ///< why nothing may be sent for now; empty: it may
};

struct store_status {
  std::string path;
  std::size_t seen_events = 0;
  std::size_t outbox = 0; ///< jobs that have not come to their end
  std::string problem{};  ///< why nothing is written, and what to do; empty: it is
};

struct room_status {
  std::string room_id; ///< empty: the alias is not known to lead anywhere yet
  std::string alias;   ///< of the allowlist; may be empty
  room_mode mode = room_mode::active;
  room_mode effective_mode = room_mode::shadow;
  std::string membership = "leave"; ///< Matrix's word for ours: join, invite, leave
  room_state state = room_state::not_joined;
  std::size_t queue = 0;                ///< jobs that have not come to their end
  std::optional<unix_ms> backoff_until; ///< the homeserver holds the room back
  std::uint64_t sent = 0;               ///< since the process started, as the next two
  std::uint64_t shadowed = 0;
  std::uint64_t failed = 0;
  std::string last_error;
  /// Events read so far of what was missed (a limited timeline, a lost store).
  std::optional<std::size_t> catching_up;
};

/// Somebody whom a resolver asks over the network.
struct outlet_status {
  std::string name; ///< "deezer", or the host of an idonthavespotify
  resolver_state_now state = resolver_state_now::ok;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  double per_minute = 0;                ///< its budget
  std::size_t waiting = 0;              ///< requests that wait for it
  std::optional<unix_ms> allowed_again; ///< when not `ok`: when it may be asked next
};

struct resolver_status {
  std::string type; ///< as in the configuration
  resolver_state_now state = resolver_state_now::ok;
  std::uint64_t requests = 0; ///< since the process started
  std::uint64_t failures = 0;
  std::vector<outlet_status> outlets;
};

/// A reply that was sent, or would have been.
struct shown_reply {
  std::string room_id;
  std::string event_id; ///< the event that it answers
  unix_ms at = 0;
  bool posted = false; ///< false: it is in the shadow journal
  std::string content; ///< event content, JSON
  std::vector<rejected_offer> left_out{};
};

/// An exchange about a song that fed itself and is not answered for a while.
struct loop_status {
  std::string room_id; ///< where it was stopped first
  std::string link;
  unix_ms since = 0;
  unix_ms until = 0;
  std::size_t stopped = 0; ///< messages that were not answered
};

struct service_status {
  std::string version;
  unix_ms now = 0;
  unix_ms started_at = 0;
  service_mode mode = service_mode::shadow;
  config_status config;
  sync_status sync;
  account_status account;
  store_status store;
  std::vector<room_status> rooms;
  std::vector<resolver_status> resolvers;
  std::vector<shown_reply> replies; ///< the latest, newest first
  std::vector<loop_status> loops;
  std::optional<parity_report> parity; ///< nothing is compared: none
};

/// Why /readyz says no, in words (conf/CONTRACT.md 9); empty: the service is ready.
std::string why_not_ready(const service_status& now);

} // namespace musiclink
