#pragma once

#include "store/tables.hpp"

#include <string>
#include <vector>

/// What the parity report is made of. Each table has a largest size, so that
/// nobody can fill the disk with it: what comes above that is not recorded.
/// Private to store/.
namespace musiclink::store {

inline constexpr std::size_t most_compared = 100000;

/// Records a link event that was not seen before, until then; 0: not at all.
void keep_compared(const tables& in, lmdb::transaction& txn, const link_event& event,
                   our_state ours, unix_ms until);

/// Records our side of an event, if the event is recorded. `links` are those that
/// it has now; none: as before.
void note_ours(const tables& in, lmdb::transaction& txn, const std::string& room_id,
               const our_answer& ours, const std::vector<link>& links);

/// Records what somebody who is compared said, or made of it by an edit.
void keep_theirs(const tables& in, lmdb::transaction& txn, const their_answer& what, unix_ms until);

/// Their message was redacted.
void forget_theirs(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                   const std::string& event_id);

} // namespace musiclink::store
