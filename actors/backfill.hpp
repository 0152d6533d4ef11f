#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace musiclink {

/// To itself: a gap may be tried again.
struct gap_tick {
  std::string room_id;
  std::uint64_t id = 0;
};

/// To itself: a gap holds nothing back any more.
struct patience_tick {
  std::string room_id;
  std::uint64_t id = 0;
};

using backfill_impl =
    backfill_actor::extend<caf::reacts_to<gap_tick>, caf::reacts_to<patience_tick>>;

struct backfill_state {
  backfill_state() = default; // no aggregate: see actors/README.md
  /// A gap of the store, and what is being done about it.
  struct open_gap {
    store::gap gap;
    bool busy = false; ///< a request or a wait is under way
    unsigned failures = 0;
    unsigned slow = 0;         ///< tries that were not answered in time, since the last page
    std::size_t old_pages = 0; ///< pages in a row with nothing young enough to be answered
    unix_ms failing_since = 0; ///< no page has come since; 0: the last one came
    std::string problem;       ///< of the newest failure since
    std::size_t found = 0;     ///< link events, in this life
  };

  http_actor http;
  storekeeper_actor storekeeper;
  rooms_actor rooms;
  account_actor account;
  surroundings around;

  settings_ptr values;
  session_ptr session;
  std::map<std::string, standing> standings;                      ///< by room id
  std::map<std::pair<std::string, std::uint64_t>, open_gap> gaps; ///< by room id and gap id
  std::size_t reading = 0;                                        ///< gaps with a request under way
  std::string looked_at; ///< the room that sync was checked by last

  static inline const char* name = "backfill";
};

/// Reads what the syncer could not: events that a limited timeline left out, and
/// the recent history of each room after the store was lost. Page by page, each
/// committed before the next, backwards until it meets what was known, our own
/// join, or page after page of events too old to be answered. Sync does not wait for it.
backfill_impl::behavior_type backfill(backfill_impl::stateful_pointer<backfill_state> self,
                                      http_actor http, storekeeper_actor storekeeper,
                                      rooms_actor rooms, account_actor account,
                                      surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::gap_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::patience_tick)
