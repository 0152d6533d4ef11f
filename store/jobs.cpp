#include "store/implementation.hpp"

#include <limits>

namespace musiclink::store {

namespace {

constexpr std::uint64_t last_arrival = std::numeric_limits<std::uint64_t>::max();

/// What a claim finds in a room's range, before anything is written.
struct found_jobs {
  std::vector<job> jobs;
  std::vector<std::string> damaged; ///< raw keys
  bool more = false;
};

/// The record, if it is whole and belongs to that room: of a room id too long
/// for a key only a hash is in the key, and no other room may get its jobs.
std::optional<job_record> record_of(std::string_view value, const std::string& room_id) {
  auto record = unpack<job_record>(value);
  if (record && record->event.room_id != room_id)
    return std::nullopt;
  return record;
}

found_jobs find_jobs(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                     std::uint64_t after_arrival, std::size_t max) {
  found_jobs found;
  if (after_arrival == last_arrival)
    return found;
  const std::string prefix = by_job::prefix(room_id);
  lmdb::cursor at = in.jobs.walk(txn);
  auto entry = at.seek(by_job::bytes({room_id, after_arrival + 1}));
  for (; entry && entry->key.starts_with(prefix); entry = at.next()) {
    if (found.jobs.size() == max) {
      found.more = true; // how many is not asked: a backlog may be long
      break;
    }
    const auto arrival = by_job::arrival(entry->key);
    auto record = record_of(entry->value, room_id);
    if (arrival && record)
      found.jobs.push_back({{room_id, *arrival},
                            std::move(record->event),
                            record->attempts,
                            record->first_claimed_at});
    else
      found.damaged.emplace_back(entry->key);
  }
  return found;
}

void record_sent(const tables& in, lmdb::transaction& txn, const conclusion& what,
                 const link_event& event) {
  in.replies.put(txn, event.event_id,
                 {event.room_id, what.reply_event_id, 0, what.now, what.links});
}

void record_shadowed(const tables& in, lmdb::transaction& txn, const conclusion& what,
                     const link_event& event) {
  const moment when{what.now, what.key.arrival};
  in.journal.put(txn, when,
                 {{event.room_id, event.event_id, what.now, what.content}, what.journal_until});
  in.expiries.put(txn, {what.journal_until, expiring::journal, by_moment::bytes(when)}, {});
}

} // namespace

std::vector<std::string> store::rooms_with_jobs() {
  return impl_->read([this](lmdb::transaction& txn) {
    std::vector<std::string> rooms;
    lmdb::cursor at = impl_->in.jobs.walk(txn);
    auto entry = at.first();
    while (entry) {
      const auto record = unpack<job_record>(entry->value);
      if (!record) {
        entry = at.next();
        continue;
      }
      rooms.push_back(record->event.room_id);
      entry = at.seek(by_job::room_end(entry->key));
    }
    return rooms;
  });
}

std::size_t store::count_jobs() {
  return impl_->read([this](lmdb::transaction& txn) { return impl_->in.jobs.size(txn); });
}

claim_result store::claim(const std::string& room_id, std::uint64_t after_arrival, std::size_t max,
                          unix_ms now) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    found_jobs found = find_jobs(in, txn, room_id, after_arrival, max);
    for (const auto& key : found.damaged)
      in.jobs.erase_raw(txn, key);
    for (auto& job : found.jobs) {
      if (job.attempts == 0)
        job.first_claimed_at = now;
      ++job.attempts;
      in.jobs.put(txn, job.key, {job.event, job.attempts, job.first_claimed_at});
    }
    return claim_result{std::move(found.jobs), found.more, found.damaged.size()};
  });
}

void store::finish(const conclusion& what) {
  impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const auto record = in.jobs.get(txn, what.key);
    if (!in.jobs.erase(txn, what.key) || !record)
      return;
    if (what.outcome == job_outcome::sent)
      record_sent(in, txn, what, record->event);
    else if (what.outcome == job_outcome::shadowed)
      record_shadowed(in, txn, what, record->event);
  });
}

} // namespace musiclink::store
