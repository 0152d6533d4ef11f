#pragma once

#include "core/status/status.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

// What actors tell about themselves when they are asked: the parts of which
// actors/reporter.hpp makes a service_status.

namespace musiclink {

/// Request: how do things stand with you?
struct report {};

struct config_report {
  service_mode mode = service_mode::shadow;
  config_status now;
  shadow_settings shadow;
};

struct account_report {
  bool refused = false; ///< the homeserver does not take the token
  std::string problem;  ///< why there is no session; empty: there is one
};

struct sync_report {
  sync_status now;
};

/// The allowlist, in its order: what is known of each entry's room.
struct membership_report {
  std::vector<room_status> rooms;
  /// Some room has not had its first try since the start; false where that takes too long.
  bool joining = false;
};

/// Why history that is owed cannot be read yet.
struct backfill_report {
  std::map<std::string, std::string> problems; ///< by room id
};

/// What the account is allowed to send.
struct pacer_report {
  std::optional<double> per_second; ///< the learned pace, if it is limited
  std::string problem;              ///< why nothing may be sent for now; empty: it may
};

/// What the registry knows of rooms: mode, state and backoff.
struct rooms_report {
  struct entry {
    room_mode effective = room_mode::shadow;
    room_state state = room_state::not_joined;
    std::optional<unix_ms> backoff_until;
  };
  std::map<std::string, entry> rooms; ///< by room id
};

struct store_report {
  /// What one room did since the process started, and its queue.
  struct tally {
    std::size_t queue = 0;
    std::uint64_t sent = 0;
    std::uint64_t shadowed = 0;
    std::uint64_t failed = 0;
    std::string last_error;
    std::optional<std::size_t> catching_up;
  };
  store_status now;
  std::map<std::string, tally> rooms; ///< by room id
  std::vector<shown_reply> replies;   ///< the latest, newest first
  std::vector<loop_status> loops;
};

struct resolver_report {
  std::vector<resolver_status> resolvers;
};

/// Request to the supervisor: the shadow journal and the parity report of that last
/// while; answered by a shadow_listing.
struct report_shadow {
  milliseconds since{0};
  std::size_t most = 0; ///< entries, the newest
  std::string before{}; ///< the `older` of another listing: those before that one's
};

/// Request to those who know all: answered by a status_ptr.
struct report_status {
  bool parity = true; ///< it reads much, and not everybody wants it
};
using status_ptr = std::shared_ptr<const service_status>;

} // namespace musiclink
