#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/limits/send_rate.hpp"
#include "core/matrix/answers.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace musiclink {

/// Those whom a sender talks to.
struct sender_contacts {
  http_actor http;
  storekeeper_actor storekeeper;
  account_actor account;
  pacer_actor pacer;
  sender_registry registry;
};

/// To itself: a wait is over. The tick of an earlier wait is ignored.
struct sender_tick {
  std::uint64_t wait = 0;
};

using sender_impl = sender_actor::extend<caf::reacts_to<sender_tick>>;

struct sender_state {
  sender_state() = default; // no aggregate: see actors/README.md
  sender_contacts to;
  sender_client room;
  surroundings around;

  room_brief_ptr brief;
  session_ptr session;
  struct queued {
    post what;
    bool in_doubt = false;     ///< it may have been accepted in an attempt before
    bool is_tried = false;     ///< an attempt was made, and nobody knows how it ended
    bool expired = false;      ///< it grew too old while nothing might be sent
    std::string accepted_as{}; ///< our event that proves it
    bool removed = false;      ///< somebody redacted that event
    std::string failure{};     ///< why the last attempt failed; empty: none did
    bool remembered = false;   ///< it is in the store that this was said
    bool was_absent = false;   ///< the room was looked through, and had no such reply
  };
  std::deque<queued> queue; ///< its front is the one that is on the wire, if any is
  bool at_work = false;     ///< the front is on the wire or being written to the store
  bool wants_turn = false;  ///< the pacer was asked
  bool waiting = false;     ///< for a tick, after a failure
  std::uint64_t wait = 0;
  unsigned failures = 0;               ///< of the front, in a row
  unsigned refusals = 0;               ///< of these, those that looked final
  std::unique_ptr<send_rate> own_rate; ///< the room's, once it was refused while others were not
  double refused_share = 0;            ///< of the last ten sends or so
  bool shared_rate = false;            ///< the account is limited, as the last turn said
  steady_time sent_at{};               ///< begin of the send that is on the wire
  bool draining = false;
  std::optional<caf::typed_response_promise<drained>> on_drained;

  static inline const char* name = "sender";
};

/// Posts one room's replies: one on the wire, in the order in which they came.
/// A reply that may have been accepted before, because musiclink was killed or
/// the answer was lost, is looked for in the room before it is sent again.
/// Waits by itself when its room is told to slow down, and for its turn when the
/// account is. Whether a reply is posted
/// or written to the shadow journal is decided at the last moment before the
/// wire, so that SIGUSR1 reaches what is queued.
/// `held_until`: the homeserver holds the room back until then.
sender_impl::behavior_type sender(sender_impl::stateful_pointer<sender_state> self,
                                  sender_contacts to, room_brief_ptr brief, session_ptr session,
                                  steady_time held_until, surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::sender_tick)
