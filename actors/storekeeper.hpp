#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "store/store.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// To itself: commit what has gathered.
struct commit_group {};
/// To itself: remove a few expired records.
struct prune_some {};
/// To itself: there may be room on the disk again.
struct commit_again {};

using storekeeper_impl =
    storekeeper_actor::extend<caf::reacts_to<commit_group>, caf::reacts_to<prune_some>,
                              caf::reacts_to<commit_again>>;

/// A store that was opened for a generation of actors.
struct opened_store {
  store::store keep;
  std::string path{};       ///< of its directory, for people
  bool after_crash = false; ///< the life before ended by a defect, not by a kill
};

struct storekeeper_state {
  storekeeper_state() = default; // no aggregate: see actors/README.md
  /// One request: what it does to the store, and how it is answered afterwards.
  struct operation {
    std::string_view name;
    std::function<void(store::store&)> apply;
    std::function<void()> answer;
  };
  std::optional<store::store> keep;
  std::string path;
  surroundings around;
  std::vector<operation> gathered;
  bool full = false;             ///< the disk has no room: all that is gathered waits
  std::set<std::string> flooded; ///< rooms whose oldest jobs are let go, as was said

  // Since the process started, for reports.
  std::map<std::string, store_report::tally> tallies; ///< by room id
  std::deque<shown_reply> replies;                    ///< newest first, a few

  static inline const char* name = "storekeeper";
};

/// Owns the store. All requests that wait in its mailbox share one transaction
/// and one sync to disk, and are answered after it. Meant to run detached, so
/// that a sync holds no worker thread. While the disk is full it keeps what it
/// was asked and answers when it is written.
storekeeper_impl::behavior_type
storekeeper(storekeeper_impl::stateful_pointer<storekeeper_state> self, opened_store opened,
            surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::commit_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::prune_some)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::commit_again)
