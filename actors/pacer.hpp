#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/limits/pace.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace musiclink {

/// To itself: somebody's turn may have come.
struct pacer_tick {
  std::uint64_t number = 0;
};

using pacer_impl = pacer_actor::extend<caf::reacts_to<pacer_tick>>;

struct pacer_state {
  pacer_state() = default; // no aggregate: see actors/README.md
  struct wish {
    want_turn what;
    caf::typed_response_promise<your_turn> promise;
  };
  surroundings around;
  account_pace pace;
  std::map<std::uint64_t, wish> waiting;          ///< by ticket: first come, first served
  std::map<std::uint64_t, std::uint64_t> tickets; ///< of senders that wait, send or were refused
  std::map<std::uint64_t, std::uint64_t> turns;   ///< the room of each sender that has its turn
  std::uint64_t last_ticket = 0;
  std::optional<steady_time> tick_due; ///< when the tick under way comes
  std::uint64_t tick = 0;
  std::string problem; ///< why the account is held; empty: it is not

  static inline const char* name = "pacer";
};

/// Gives senders their turns: at once while the homeserver is content; one after
/// the other, at the pace that it asks for, while the account is limited. A room
/// wants one turn at a time, so that turns go round by room; one that was refused
/// keeps its place.
pacer_impl::behavior_type pacer(pacer_impl::stateful_pointer<pacer_state> self,
                                surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::pacer_tick)
