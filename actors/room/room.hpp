#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/reply/completion.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace musiclink {

/// To itself: that reply has waited long enough for those before it.
struct order_tick {
  std::uint64_t arrival = 0;
};
/// To itself: others may have the turn of that watch.
struct watch_tick {
  std::uint64_t number = 0;
};

using room_impl = room_actor::extend<caf::reacts_to<order_tick>, caf::reacts_to<watch_tick>>;

struct room_actor_state {
  room_actor_state() = default; // no aggregate: see actors/README.md
  /// A claimed job on its way to its end.
  struct slot {
    job work;
    std::vector<resolved_link> known;
    std::vector<rejected_offer> left_out;
    std::size_t asked = 0;                       ///< questions to the resolver not answered yet
    bool all_final = true;                       ///< of those answered, none goes on
    std::string trouble;                         ///< what the resolver said where it knew nothing
    std::optional<store::reply> prior;           ///< what is to be amended or completed
    std::optional<store::completion> completion; ///< of a job that completes
    std::optional<post> ready;                   ///< the finished reply, edit or redaction
    bool planning = false; ///< that it is to be completed is being written down
    bool waited = false;   ///< long enough for those before it
    bool held = false;     ///< an earlier job of the same event comes first
    bool with_sender = false;
    bool ending = false;            ///< ends without a reply, or is parked
    bool may_be_unfinished = false; ///< once it is out of the queue
  };

  /// An unfinished event of the store about which the resolver is asked. All else of
  /// it stays in the store.
  struct watch {
    std::uint64_t number = 0; ///< of its turn; answers to earlier ones are void
    std::vector<link> links;  ///< of the event
    std::size_t asked = 0;    ///< questions that are not answered yet
    bool all_final = true;
    bool something_known = false;
    bool is_last = false;   ///< its time ends with this turn
    bool turn_over = false; ///< once answered, it makes room for others
    bool resuming = false;  ///< it is on its way back to the queue
  };
  /// By event id, and whether its reply is to be completed.
  using watch_key = std::pair<std::string, bool>;

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

  std::map<watch_key, watch> watches;
  std::set<std::string> unspoken; ///< parked events of which something is known, but not enough
  std::uint64_t last_watch = 0;
  store::unfinished_cursor cursor;
  bool listing = false;
  bool list_again = false; ///< there may be unfinished events that nobody watches

  static inline const char* name = "room";
};

/// Works off one room's jobs: claims some at a time, has their links resolved side by
/// side, and hands the replies to the room's sender, in order of arrival among those
/// that are ready. An event of which nothing is known in time goes back to the store
/// and is watched; so is one whose reply does not hold all yet. Where an event was
/// edited or redacted, the reply to it is, too; or it is never sent, if there is time.
room_impl::behavior_type room(room_impl::stateful_pointer<room_actor_state> self,
                              storekeeper_actor storekeeper, resolver_actor resolver,
                              sender_actor sender, room_client rooms, room_brief_ptr brief,
                              surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::order_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::watch_tick)
