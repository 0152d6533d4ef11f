#pragma once

#include "store/tables.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

/// Replies that went out before all was known, and jobs of which nothing is known
/// yet. Private to store/.
namespace musiclink::store {

/// The reply of that plan is out, or in the journal. False: none was planned.
bool begin_completion(const tables& in, lmdb::transaction& txn, const event_key& key, unix_ms now,
                      std::optional<moment> journal);

/// A job, which completes nothing itself, has ended so: its plan begins, or is dropped.
void end_plan(const tables& in, lmdb::transaction& txn, const conclusion& what,
              const link_event& event);

/// Replaces the content of the journal entry that a job completes. False: that job
/// completes no journal entry, or nothing was added.
bool complete_journal(const tables& in, lmdb::transaction& txn, const conclusion& what,
                      const link_event& event);

void add_unfinished_rooms(const tables& in, lmdb::transaction& txn, std::set<std::string>& rooms);

/// Adds the parked jobs of each room.
void count_waiting(const tables& in, lmdb::transaction& txn,
                   std::map<std::string, std::size_t>& queues);

} // namespace musiclink::store
