#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/reply/reply.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace musiclink {

struct room_actor_state {
  room_actor_state() = default; // no aggregate: see actors/README.md
  /// A claimed job on its way to its end.
  struct slot {
    job work;
    std::vector<resolved_link> known;
    std::size_t asked = 0;             ///< questions to the resolver that are not answered yet
    std::string trouble;               ///< what the resolver said where it could not ask anybody
    std::optional<store::reply> prior; ///< what is to be amended
    std::optional<post> ready;         ///< the finished reply, edit or redaction
    bool held = false;                 ///< an earlier job of the same event comes first
    bool with_sender = false;
    bool ending = false; ///< ends without a reply
  };

  storekeeper_actor storekeeper;
  resolver_actor resolver;
  sender_actor sender;
  room_client rooms;
  surroundings around;

  room_brief_ptr brief;
  std::deque<slot> slots;         ///< in order of arrival
  std::uint64_t last_arrival = 0; ///< newest job that was claimed here
  std::uint64_t call = 0;         ///< newest call that was heard
  bool claiming = false;
  bool look_again = false; ///< there may be more than the last claim brought

  static inline const char* name = "room";
};

/// Works off one room's jobs: claims a few at a time, has their links resolved
/// side by side, and hands the replies to the room's sender in order of arrival.
/// Where an event was edited or redacted, the reply to it is, too; or it is never
/// sent, if there is time.
room_actor::behavior_type room(room_actor::stateful_pointer<room_actor_state> self,
                               storekeeper_actor storekeeper, resolver_actor resolver,
                               sender_actor sender, room_client rooms, room_brief_ptr brief,
                               surroundings around);

} // namespace musiclink
