#include "store/completions.hpp"
#include "store/implementation.hpp"
#include "store/intake.hpp"

#include <utility>

namespace musiclink::store {

namespace {

/// For an event whose id was forgotten by now.
constexpr unix_ms seen_keep = unix_ms{7} * 24 * 60 * 60 * 1000;

const link_event& event_in(const job_record& record) {
  return record.event;
}
const link_event& event_in(const completion_record& record) {
  return record.what.event;
}

unfinished_event to_unfinished(job_record record) {
  return {std::move(record.event), false, record.first_claimed_at, 0, milliseconds{0}};
}
unfinished_event to_unfinished(completion_record record) {
  return {std::move(record.what.event), true, 0, record.what.deadline, record.what.within};
}

bool is_open(const job_record&) {
  return true;
}
bool is_open(const completion_record& record) {
  return record.what.deadline != 0 && !record.resumed;
}

/// Adds at most `max` of a room's records behind the raw key `from`; gives the key to
/// go on with.
template<class Table>
std::string walk_room(const Table& table, lmdb::transaction& txn, const std::string& room_id,
                      const std::string& from, std::size_t max, unfinished_result& to) {
  const std::string prefix = by_event::prefix(room_id);
  std::vector<std::string> damaged;
  std::string last;
  {
    lmdb::cursor at = table.walk(txn);
    auto entry = at.seek(from.empty() ? prefix : from + '\0');
    for (; entry && entry->key.starts_with(prefix); entry = at.next()) {
      if (max == 0)
        break;
      auto record = Table::decode(entry->value);
      last = entry->key;
      if (!record) {
        damaged.push_back(last);
      } else if (event_in(*record).room_id == room_id && is_open(*record)) {
        to.events.push_back(to_unfinished(std::move(*record)));
        --max;
      }
    }
    if (!entry || !entry->key.starts_with(prefix))
      last.clear();
  }
  for (const auto& key : damaged)
    table.erase_raw(txn, key);
  to.damaged += damaged.size();
  return last;
}

template<class Table>
void add_rooms(const Table& table, lmdb::transaction& txn, std::set<std::string>& rooms) {
  lmdb::cursor at = table.walk(txn);
  for (auto entry = at.first(); entry; entry = at.next())
    if (const auto record = Table::decode(entry->value); record && is_open(*record))
      rooms.insert(event_in(*record).room_id);
}

} // namespace

void add_unfinished_rooms(const tables& in, lmdb::transaction& txn, std::set<std::string>& rooms) {
  add_rooms(in.waiting, txn, rooms);
  add_rooms(in.completions, txn, rooms);
}

void count_waiting(const tables& in, lmdb::transaction& txn,
                   std::map<std::string, std::size_t>& queues) {
  std::size_t* of_room = nullptr;
  std::string prefix;
  lmdb::cursor at = in.waiting.walk(txn);
  for (auto entry = at.first(); entry; entry = at.next()) {
    if (!of_room || !entry->key.starts_with(prefix)) {
      const auto record = unpack<job_record>(entry->value);
      if (!record)
        continue;
      prefix = entry->key.substr(0, by_event::prefix_size);
      of_room = &queues[record->event.room_id];
    }
    ++*of_room;
  }
}

bool store::park(const job_key& key) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    auto job = in.jobs.get(txn, key);
    if (!job)
      return true;
    if (has_newer_job(in, txn, key, job->event))
      return false;
    // It was not sent since it was claimed.
    job->attempts -= job->attempts > 0 ? 1 : 0;
    job->life = 0;
    in.jobs.erase(txn, key);
    in.waiting.put(txn, {job->event.room_id, job->event.event_id}, *job);
    return true;
  });
}

unfinished_result store::unfinished(const std::string& room_id, const unfinished_cursor& from,
                                    std::size_t max) {
  return impl_->write([&](lmdb::transaction& txn) {
    unfinished_result result;
    result.next.waiting = walk_room(impl_->in.waiting, txn, room_id, from.waiting, max, result);
    result.next.completions =
        walk_room(impl_->in.completions, txn, room_id, from.completions, max, result);
    return result;
  });
}

bool store::resume(const std::string& room_id, const std::string& event_id, bool completes,
                   unix_ms now) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const event_key key{room_id, event_id};
    std::optional<job_record> job;
    if (!completes) {
      job = in.waiting.find(txn, key);
      in.waiting.erase(txn, key);
    } else if (auto known = in.completions.find(txn, key); known && is_open(*known)) {
      known->resumed = true;
      in.completions.put(txn, key, *known);
      job.emplace();
      job->event = std::move(known->what.event);
      job->completes = true;
    }
    if (!job)
      return false;
    intake page(in, txn, now, now + seen_keep, 0);
    page.requeue(*job);
    page.save_arrivals();
    return true;
  });
}

} // namespace musiclink::store
