#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace musiclink {

struct rooms_state {
  rooms_state() = default; // no aggregate: see actors/README.md
  struct entry {
    standing now;
    room_brief_ptr brief;
    std::uint64_t calls = 0;
    bool send_forbidden = false;   ///< hence `now.state`: a send was forbidden
    bool probing = false;          ///< it is tried all the same
    steady_time forbidden_at{};    ///< last
    milliseconds forbidden_for{0}; ///< how long it was left alone then
    steady_time held_until{};      ///< the homeserver holds the room back
    steady_time waits_until{};     ///< that, or a wait of its own choice after a failure
    unix_ms shown_until = 0;       ///< `waits_until` for people, once: the two clocks tick apart
    bool running = false;          ///< room and sender exist
    room_actor room;
    sender_actor sender;
  };

  http_actor http;
  storekeeper_actor storekeeper;
  resolver_actor resolver;
  account_actor account;
  pacer_actor pacer;
  surroundings around;

  settings_ptr values;
  service_mode mode = service_mode::shadow;
  session_ptr session;
  std::map<std::string, entry, std::less<>> entries; ///< by room id
  std::set<std::string> with_work;                   ///< rooms with jobs that nobody works on yet
  bool activity_loaded = false;                      ///< what follows was read from the store
  std::map<std::string, store::room_activity> activity; ///< by room id
  std::size_t draining = 0;                             ///< senders that are still to answer
  std::optional<caf::typed_response_promise<drained>> on_drained;

  static inline const char* name = "rooms";
};

/// The registry of rooms: knows how each stands, starts a room and its sender
/// when there is work for them, and lets them go when there is none, so that a
/// silent room costs nothing.
rooms_actor::behavior_type rooms(rooms_actor::stateful_pointer<rooms_state> self, http_actor http,
                                 storekeeper_actor storekeeper, resolver_actor resolver,
                                 account_actor account, pacer_actor pacer, surroundings around);

} // namespace musiclink
