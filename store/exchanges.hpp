#pragma once

#include "store/tables.hpp"

/// What was said about links lately, so that our own words are known again and no exchange feeds
/// itself (conf/CONTRACT.md 5.6). Private to store/.
namespace musiclink::store {

/// Whether a new link event is to be answered. One that is becomes part of the exchanges about its
/// links; of one that is not, `result` is told.
bool is_owed_an_answer(const tables& in, lmdb::transaction& txn, const link_event& event,
                       unix_ms now, refrained& result);

/// After a lost store: what that message of ours said, which was read back, is known again. Pages
/// go backwards, so that it was said before all that is known.
void recall(const tables& in, lmdb::transaction& txn, const own_reply& what, unix_ms now);

} // namespace musiclink::store
