#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/limits/line_limit.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace musiclink {

/// To itself: settle that entry again. The message of an earlier turn is ignored.
struct settle_again {
  std::uint64_t epoch = 0;
  std::size_t entry = 0;
  std::uint64_t turn = 0;
};
/// To itself: some time has passed for invites that are not decided.
struct invites_tick {};
/// To itself: what the log left out about invites is to be summed up.
struct invites_summary {};
/// To itself: another invite may be rejected.
struct reject_next {
  std::uint64_t epoch = 0;
};

using membership_impl =
    membership_actor::extend<caf::reacts_to<settle_again>, caf::reacts_to<invites_tick>,
                             caf::reacts_to<invites_summary>, caf::reacts_to<reject_next>>;

struct membership_state {
  membership_state() = default; // no aggregate: see actors/README.md
  /// One entry of the allowlist on its way to being readable.
  struct entry {
    allowed_room allowed;
    std::string room_id; ///< empty: an alias that is not resolved yet
    room_state state = room_state::not_joined;
    bool tried = false;   ///< the alias had its first verdict
    bool nowhere = false; ///< the homeserver said that the alias leads to no room
    bool joined = false;
    bool sent_away = false; ///< by somebody: only an invite or another list of rooms leads back
    bool clear = false;     ///< known not to be encrypted
    unix_ms cleared_at = 0; ///< when that was known last
    bool newest = false;    ///< known not to have been upgraded
    std::string successor;  ///< the room that a tombstone names, until it is proven or not
    std::string successor_via;
    bool successor_joined = false;
    bool busy = false;      ///< a request or a wait is under way
    std::uint64_t turn = 0; ///< of the newest one; what comes of an older one is void
    unsigned failures = 0;
    bool settled = false;  ///< its first try has ended: it was found ready, or failed
    std::string problem{}; ///< of the last failure that nothing has mended
  };

  http_actor http;
  storekeeper_actor storekeeper;
  std::vector<standing_client> listeners; ///< who learns how things stand
  account_actor account;
  reading_client reader;
  surroundings around;

  settings_ptr values;
  session_ptr session;
  bool records_loaded = false;
  bool positioned = false;
  std::optional<steady_time> first_positioned; ///< of this start
  bool joining = true; ///< some entry was not settled since the start; no reload begins it anew
  std::optional<std::set<std::string>> joined_rooms; ///< as the homeserver listed them
  std::map<std::string, store::room_record> records; ///< by room id
  std::vector<entry> entries;
  /// An invite that is neither accepted nor rejected yet.
  struct pending_invite {
    room_news::invite what;
    unsigned ticks_left = 0; ///< until it is rejected
  };
  /// An invite that nobody wants.
  struct unwanted_invite {
    std::string room_id;
    unsigned failures = 0; ///< to reject it
  };
  std::map<std::string, pending_invite> undecided; ///< by room id
  std::deque<unwanted_invite> unwanted;
  std::size_t rejecting = 0; ///< requests that reject one, and the pauses after them
  bool ticking = false;      ///< an invites_tick is under way
  bool summary_due = false;  ///< an invites_summary is
  line_limit unwanted_lines; ///< of invites that are rejected
  line_limit failed_lines;   ///< of those that could not be
  /// Rooms that may have been taken from the list, with the settings that they were told;
  /// without, where an earlier process left jobs or gaps.
  std::map<std::string, std::optional<room_settings>> parting;
  std::set<std::string> doubled; ///< entries that another speaks for, warned of
  std::set<std::string> warned;  ///< encrypted rooms that were warned of
  reading_list_ptr published;
  std::uint64_t epoch = 0;  ///< of entries and session; answers to older ones are ignored
  std::size_t settling = 0; ///< entries with a request under way
  unsigned failures = 0;    ///< of the list of joined rooms

  static inline const char* name = "membership";
};

/// Our standing in the rooms of the allowlist: resolves aliases (once; then the
/// id is pinned), joins, accepts and rejects invites, finds out whether a room is
/// encrypted before anything is read from it or posted to it, and follows proven
/// upgrades. Tells the listeners how each room stands and the syncer what to read.
membership_impl::behavior_type membership(membership_impl::stateful_pointer<membership_state> self,
                                          http_actor http, storekeeper_actor storekeeper,
                                          std::vector<standing_client> listeners,
                                          account_actor account, surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::settle_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::invites_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::invites_summary)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::reject_next)
