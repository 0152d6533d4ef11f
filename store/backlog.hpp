#pragma once

#include "store/tables.hpp"

#include <cstddef>
#include <string>

/// The bound on one room's backlog. Private to store/.
namespace musiclink::store {

/// Where a room has more than `most_jobs_of_room` jobs: ends the oldest as failed,
/// a record of which is kept until then, and says how many. Jobs that somebody has
/// begun and those that amend a reply stay.
std::size_t let_go_of_oldest(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                             unix_ms now, unix_ms keep_until);

} // namespace musiclink::store
