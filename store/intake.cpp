#include "store/intake.hpp"

#include "store/comparisons.hpp"
#include "store/exchanges.hpp"
#include "store/replies.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::store {

intake::intake(const tables& in, lmdb::transaction& txn, unix_ms now, unix_ms seen_until,
               unix_ms compare_until)
    : in_(in),
      txn_(txn),
      now_(now),
      seen_until_(seen_until),
      compare_until_(compare_until),
      arrival_(in.meta.arrival.get(txn).value_or(0)),
      saved_arrival_(arrival_) {
}

std::uint64_t intake::give_arrivals(std::uint64_t count) {
  arrival_ += count;
  return arrival_ - count + 1;
}

void intake::save_arrivals() {
  if (std::exchange(saved_arrival_, arrival_) != arrival_)
    in_.meta.arrival.put(txn_, arrival_);
}

intake::taken intake::take(const link_event& event, std::uint64_t arrival, bool maybe_answered) {
  if (is_seen(event.room_id, event.event_id))
    return taken::duplicate;
  link_event now = event;
  now.links = links_now(event);
  if (auto reply = reply_to(in_, txn_, event.room_id, event.event_id)) {
    mark_seen(event.room_id, event.event_id, 0);
    // What that reply said is not known.
    keep_compared(in_, txn_, now, our_state::left_out, compare_until_);
    meet_answered(std::move(*reply), event, std::move(now.links));
    return taken::settled;
  }
  if (now.links.empty() || maybe_answered || !is_owed_an_answer(in_, txn_, now, now_, loops)) {
    mark_seen(event.room_id, event.event_id, 0);
    keep_compared(in_, txn_, event, our_state::left_out, compare_until_);
    return taken::settled;
  }
  put_job(now, false, arrival);
  keep_compared(in_, txn_, now, our_state::pending, compare_until_);
  return taken::owed;
}

void intake::take_theirs(const std::vector<their_answer>& answers) {
  for (const auto& one : answers)
    keep_theirs(in_, txn_, one, compare_until_);
}

std::optional<intake::pending> intake::job_of(const std::string& room_id,
                                              const std::string& event_id) {
  const auto seen = seen_of(in_, txn_, room_id, event_id);
  if (!seen || seen->arrival == 0)
    return std::nullopt;
  const job_key key{room_id, seen->arrival};
  auto record = in_.jobs.get(txn_, key);
  // Keys of long ids can be made to meet, hence the comparison.
  if (!record || record->event.room_id != room_id || record->event.event_id != event_id)
    return std::nullopt;
  return pending{key, std::move(*record)};
}

void intake::put_job(const link_event& event, bool amends, std::uint64_t arrival) {
  job_record record;
  record.event = event;
  record.amends = amends;
  put_record(record, arrival);
}

void intake::put_record(const job_record& record, std::uint64_t arrival) {
  in_.jobs.put(txn_, {record.event.room_id, arrival}, record);
  mark_seen(record.event.room_id, record.event.event_id, arrival);
  call(record.event.room_id);
}

void intake::requeue(const job_record& record) {
  put_record(record, give_arrivals());
}

void intake::call(const std::string& room_id) {
  if (std::find(rooms.begin(), rooms.end(), room_id) == rooms.end())
    rooms.push_back(room_id);
}

void intake::amend(const link_event& event) {
  put_job(event, true, give_arrivals());
}

void intake::put_last(const job_key& key) {
  auto record = in_.jobs.get(txn_, key);
  if (!record || record->attempts != 0)
    return;
  in_.jobs.erase(txn_, key);
  requeue(*record);
}

/// Version 1.0 knew an event by its id alone.
std::optional<seen_record> seen_of(const tables& in, lmdb::transaction& txn,
                                   const std::string& room_id, const std::string& event_id) {
  auto record = in.seen.get(txn, event_name(room_id, event_id));
  return record ? record : in.seen.get(txn, event_id);
}

bool has_newer_job(const tables& in, lmdb::transaction& txn, const job_key& job,
                   const link_event& event) {
  const auto seen = seen_of(in, txn, event.room_id, event.event_id);
  return seen && seen->arrival != job.arrival;
}

bool intake::is_seen(const std::string& room_id, const std::string& event_id) {
  // Also where the record is damaged: better silent than twice.
  return in_.seen.contains(txn_, event_name(room_id, event_id)) ||
         in_.seen.contains(txn_, event_id);
}

void intake::mark_seen(const std::string& room_id, const std::string& event_id,
                       std::uint64_t arrival) {
  const auto name = event_name(room_id, event_id);
  if (const auto old = in_.seen.get(txn_, name)) {
    in_.seen.put(txn_, name, {old->until, arrival});
    return;
  }
  in_.seen.keep(txn_, name, {seen_until_, arrival});
}

} // namespace musiclink::store
