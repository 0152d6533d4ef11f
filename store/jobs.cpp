#include "store/comparisons.hpp"
#include "store/completions.hpp"
#include "store/failures.hpp"
#include "store/gaps.hpp"
#include "store/implementation.hpp"
#include "store/replies.hpp"

#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace musiclink::store {

namespace {

constexpr std::uint64_t last_arrival = std::numeric_limits<std::uint64_t>::max();

/// A job that was at work in that many crashes is what musiclink fails of.
constexpr std::uint32_t most_crashes = 5;
constexpr unix_ms poison_keep = unix_ms{14} * 24 * 60 * 60 * 1000;

struct found_job {
  job_key key;
  job_record record;
};

/// What a claim finds in a room's range, before anything is written.
struct found_jobs {
  std::vector<found_job> good;
  std::vector<found_job> poisoned;
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

/// Jobs with an arrival above `after` that are not held.
found_jobs find_jobs(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                     std::uint64_t after, const held_jobs& held, std::size_t max) {
  found_jobs found;
  if (after == last_arrival)
    return found;
  const std::string prefix = by_job::prefix(room_id);
  const std::string behind = by_job::bytes({room_id, held.from.value_or(last_arrival)});
  lmdb::cursor at = in.jobs.walk(txn);
  auto entry = at.seek(by_job::bytes({room_id, after + 1}));
  for (; entry && entry->key.starts_with(prefix) && entry->key < behind; entry = at.next()) {
    const auto arrival = by_job::arrival(entry->key);
    if (arrival && held.hold(*arrival))
      continue;
    if (found.good.size() == max) {
      found.more = true; // how many is not asked: a backlog may be long
      break;
    }
    auto record = record_of(entry->value, room_id);
    if (!arrival || !record)
      found.damaged.emplace_back(entry->key);
    else
      (record->crashes < most_crashes ? found.good : found.poisoned)
          .push_back({{room_id, *arrival}, std::move(*record)});
  }
  return found;
}

job to_job(found_job what) {
  const job_record& record = what.record;
  return {std::move(what.key), record.event,   record.amends,          record.completes,
          record.attempts,     record.crashes, record.first_claimed_at};
}

/// Takes a job that musiclink keeps failing of out of the way.
void set_aside_job(const tables& in, lmdb::transaction& txn, const found_job& what, unix_ms now) {
  in.jobs.erase(txn, what.key);
  in.completions.drop(txn, {what.key.room_id, what.record.event.event_id});
  keep_failure(in, txn, what.key, what.record.event.event_id,
               "at work in " + std::to_string(what.record.crashes) + " crashes of musiclink", now,
               now + poison_keep);
}

void mark_claimed(const tables& in, lmdb::transaction& txn, found_job& what, std::uint64_t life,
                  unix_ms now) {
  if (what.record.first_claimed_at == 0)
    what.record.first_claimed_at = now;
  ++what.record.attempts;
  what.record.life = life;
  in.jobs.put(txn, what.key, what.record);
}

void record_sent(const tables& in, lmdb::transaction& txn, const conclusion& what,
                 const link_event& event) {
  reply_record record;
  record.trigger = event.event_id;
  record.sender = event.sender;
  record.said = {event.room_id, what.reply_event_id, 0, what.links, what.removed};
  keep_reply(in, txn, std::move(record), what.now);
}

void record_edited(const tables& in, lmdb::transaction& txn, const conclusion& what,
                   const link_event& event) {
  auto record = reply_to(in, txn, event.room_id, event.event_id);
  if (!record)
    return;
  ++record->said.revision;
  record->said.links = what.links;
  keep_reply(in, txn, std::move(*record), what.now);
}

/// A reply that is gone is not known any more: what its event says later changes
/// nothing, for an edit is never answered as if it were new.
void record_redacted(const tables& in, lmdb::transaction& txn, const link_event& event) {
  if (const auto record = reply_to(in, txn, event.room_id, event.event_id))
    forget_reply(in, txn, *record);
}

/// An edit that did not come to its end may have been accepted all the same, in an earlier life or
/// with a lost answer: the next needs a transaction id of its own.
void use_up_revision(const tables& in, lmdb::transaction& txn, const conclusion& what,
                     const job_record& job) {
  const bool has_ended =
      what.outcome == job_outcome::edited || what.outcome == job_outcome::redacted;
  if (!job.amends || has_ended)
    return;
  auto record = reply_to(in, txn, job.event.room_id, job.event.event_id);
  if (!record)
    return;
  ++record->said.revision;
  keep_reply(in, txn, std::move(*record), what.now);
}

void record_shadowed(const tables& in, lmdb::transaction& txn, const conclusion& what,
                     const link_event& event) {
  in.journal.keep(
      txn, {what.now, what.key.arrival},
      {{event.room_id, event.event_id, what.now, what.content, what.left_out}, what.keep_until});
}

void record_end(const tables& in, lmdb::transaction& txn, const conclusion& what,
                const link_event& event) {
  switch (what.outcome) {
  case job_outcome::sent:
    return record_sent(in, txn, what, event);
  case job_outcome::edited:
    return record_edited(in, txn, what, event);
  case job_outcome::redacted:
    return record_redacted(in, txn, event);
  case job_outcome::shadowed:
    return record_shadowed(in, txn, what, event);
  case job_outcome::failed:
    return keep_failure(in, txn, what.key, event.event_id, what.reason, what.now, what.keep_until);
  case job_outcome::skipped:
    if (!what.left_out.empty())
      record_shadowed(in, txn, what, event);
    return;
  }
}

} // namespace

std::vector<std::string> store::rooms_with_jobs() {
  return impl_->read([this](lmdb::transaction& txn) {
    std::set<std::string> rooms;
    lmdb::cursor at = impl_->in.jobs.walk(txn);
    auto entry = at.first();
    while (entry) {
      const auto record = unpack<job_record>(entry->value);
      if (!record) {
        entry = at.next();
        continue;
      }
      rooms.insert(record->event.room_id);
      entry = at.seek(by_job::room_end(entry->key));
    }
    add_unfinished_rooms(impl_->in, txn, rooms);
    return std::vector<std::string>(rooms.begin(), rooms.end());
  });
}

std::map<std::string, std::size_t> store::queues() {
  return impl_->read([this](lmdb::transaction& txn) {
    std::map<std::string, std::size_t> queues;
    std::size_t* of_room = nullptr;
    std::string behind; // of that room's keys
    lmdb::cursor at = impl_->in.jobs.walk(txn);
    for (auto entry = at.first(); entry; entry = at.next()) {
      if (!of_room || entry->key >= behind) {
        const auto record = unpack<job_record>(entry->value);
        if (!record)
          continue;
        behind = by_job::room_end(entry->key);
        of_room = &queues[record->event.room_id];
      }
      ++*of_room;
    }
    count_waiting(impl_->in, txn, queues);
    return queues;
  });
}

std::size_t store::count_jobs() {
  return impl_->read([this](lmdb::transaction& txn) { return impl_->in.jobs.size(txn); });
}

std::size_t store::count_owed() {
  return impl_->read([this](lmdb::transaction& txn) {
    return impl_->in.jobs.size(txn) + impl_->in.waiting.size(txn);
  });
}

claim_result store::claim(const std::string& room_id, std::uint64_t after_arrival, std::size_t max,
                          unix_ms now) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const auto life = in.meta.life.get(txn).value_or(0);
    const held_jobs held = find_held(in, txn, room_id, now);
    found_jobs found = find_jobs(in, txn, room_id, after_arrival, held, max);
    claim_result result;
    result.more = found.more;
    result.damaged = found.damaged.size() + held.damaged;
    for (const auto& key : found.damaged)
      in.jobs.erase_raw(txn, key);
    for (auto& one : found.poisoned) {
      set_aside_job(in, txn, one, now);
      result.poisoned.push_back(to_job(std::move(one)));
    }
    for (auto& one : found.good) {
      mark_claimed(in, txn, one, life, now);
      result.jobs.push_back(to_job(std::move(one)));
    }
    return result;
  });
}

void store::finish(const conclusion& what) {
  impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const auto record = in.jobs.get(txn, what.key);
    if (in.jobs.erase(txn, what.key) && record) {
      if (!record->completes || !complete_journal(in, txn, what, record->event))
        record_end(in, txn, what, record->event);
      if (record->completes)
        in.completions.drop(txn, {record->event.room_id, record->event.event_id});
      else
        end_plan(in, txn, what, record->event);
      use_up_revision(in, txn, what, *record);
    }
    if (what.ours)
      note_ours(in, txn, what.key.room_id, *what.ours, what.links);
  });
}

} // namespace musiclink::store
