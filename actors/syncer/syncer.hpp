#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/limits/clock_watch.hpp"
#include "core/matrix/sync_health.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace musiclink {

/// To itself: a wait is over. The tick of an earlier wait is ignored.
struct syncer_tick {
  std::uint64_t wait = 0;
};
/// To itself: look whether the backlog is shorter now.
struct backlog_tick {};

using syncer_impl = syncer_actor::extend<caf::reacts_to<syncer_tick>, caf::reacts_to<backlog_tick>>;

struct syncer_state {
  syncer_state() = default; // no aggregate: see actors/README.md

  http_actor http;
  storekeeper_actor storekeeper;
  rooms_actor rooms;
  membership_actor membership;
  backfill_actor backfill;
  account_actor account;
  surroundings around;

  unix_ms started_at = 0;
  settings_ptr values;
  session_ptr session;
  reading_list_ptr reading;
  std::string filter;  ///< of that list
  bool loaded = false; ///< what follows was read from the store
  std::string since;   ///< of the next page
  std::string stored;  ///< the token in the store: `since`, or one before it
  unix_ms stored_at = 0;
  /// Rooms that we were in at `since`, as far as pages and the reading list told.
  std::set<std::string, std::less<>> members;
  std::vector<own_reply> own; ///< seen in pages that were not stored
  bool swamped = false;       ///< too many jobs wait: no page is asked for
  std::string filter_id;      ///< of `filter_key`
  std::string filter_key;     ///< account and filter that `filter_id` stands for
  bool busy = false;          ///< a request or a wait is under way
  std::uint64_t wait = 0;     ///< newest tick; older ones are ignored
  std::uint64_t poll = 0;     ///< tag of the newest long poll
  steady_time asked_at;       ///< when that began
  matrix::sync_health health;
  clock_watch clock;
  std::string told;      ///< the problem that was said last
  milliseconds pause{0}; ///< before the next request

  static inline const char* name = "syncer";
};

/// Reads /sync. Each page is committed, token and jobs in one step, before the
/// next is asked for: a stored token is never ahead of the work that it stands
/// for. The first page ever is only a position: what was before is left to
/// backfill, and so is what a limited timeline leaves out. A position from which
/// the homeserver does not go on is replaced in the same way.
syncer_impl::behavior_type syncer(syncer_impl::stateful_pointer<syncer_state> self, http_actor http,
                                  storekeeper_actor storekeeper, rooms_actor rooms,
                                  membership_actor membership, backfill_actor backfill,
                                  account_actor account, surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::syncer_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::backlog_tick)
