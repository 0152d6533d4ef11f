#include "store/backlog.hpp"

#include "store/comparisons.hpp"
#include "store/failures.hpp"
#include "store/store.hpp"

#include <vector>

namespace musiclink::store {

std::size_t let_go_of_oldest(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                             unix_ms now, unix_ms keep_until) {
  if (in.jobs.size(txn) <= most_jobs_of_room)
    return 0;
  const std::string prefix = by_job::prefix(room_id);
  std::vector<std::string> waiting; // oldest first
  std::size_t count = 0;
  lmdb::cursor at = in.jobs.walk(txn);
  for (auto entry = at.seek(prefix); entry && entry->key.starts_with(prefix); entry = at.next()) {
    ++count;
    const auto record = unpack<job_record>(entry->value);
    if (record && record->event.room_id == room_id && record->attempts == 0 && !record->amends &&
        !record->completes)
      waiting.emplace_back(entry->key);
  }
  std::size_t gone = 0;
  while (count - gone > most_jobs_of_room && gone < waiting.size()) {
    const auto& raw = waiting[gone++];
    const auto record = in.jobs.get_raw(txn, raw);
    const auto& event_id = record->event.event_id;
    in.jobs.erase_raw(txn, raw);
    keep_failure(in, txn, {room_id, by_job::arrival(raw).value_or(0)}, event_id,
                 "more links waited in the room than are kept", now, keep_until);
    note_ours(in, txn, room_id, {event_id, our_state::left_out, {}}, {});
  }
  return gone;
}

} // namespace musiclink::store
