#include "store/completions.hpp"

#include "store/implementation.hpp"
#include "store/intake.hpp"

#include <utility>

namespace musiclink::store {

namespace {

/// A plan outlives the longest wait for a turn to send. Begun, it is the room that
/// ends a completion; one of a room that is not worked on any more goes by itself.
constexpr unix_ms plan_keep = unix_ms{7} * 24 * 60 * 60 * 1000;
constexpr unix_ms begun_keep = unix_ms{24} * 60 * 60 * 1000;

} // namespace

bool begin_completion(const tables& in, lmdb::transaction& txn, const event_key& key, unix_ms now,
                      std::optional<moment> journal) {
  auto record = in.completions.find(txn, key);
  if (!record || record->what.deadline != 0)
    return false;
  record->what.deadline = now + record->what.within.count();
  record->what.journaled = journal.has_value();
  record->journal = journal.value_or(moment{});
  record->until = record->what.deadline + begun_keep;
  in.completions.keep(txn, key, *record);
  return true;
}

void end_plan(const tables& in, lmdb::transaction& txn, const conclusion& what,
              const link_event& event) {
  if (what.says_all)
    return in.completions.drop(txn, key_of(event));
  switch (what.outcome) {
  case job_outcome::sent:
  case job_outcome::edited:
    begin_completion(in, txn, key_of(event), what.now, std::nullopt);
    return;
  case job_outcome::shadowed:
    begin_completion(in, txn, key_of(event), what.now, moment{what.now, what.key.arrival});
    return;
  case job_outcome::redacted:
  case job_outcome::skipped:
  case job_outcome::failed:
    return in.completions.drop(txn, key_of(event));
  }
}

bool complete_journal(const tables& in, lmdb::transaction& txn, const conclusion& what,
                      const link_event& event) {
  const auto known = in.completions.find(txn, key_of(event));
  if (!known || !known->what.journaled || what.outcome != job_outcome::shadowed)
    return false;
  auto entry = in.journal.get(txn, known->journal);
  if (!entry || entry->entry.event_id != event.event_id)
    return true; // it was forgotten by now
  entry->entry.content = what.content;
  entry->entry.left_out = what.left_out;
  in.journal.put(txn, known->journal, *entry);
  return true;
}

bool store::plan_completion(const job_key& key, const partial_reply& said, milliseconds within,
                            unix_ms now) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const auto job = in.jobs.get(txn, key);
    if (!job)
      return true;
    if (has_newer_job(in, txn, key, job->event))
      return false;
    completion_record record;
    record.what.event = job->event;
    record.what.said = said;
    record.what.within = within;
    record.until = now + plan_keep;
    in.completions.keep(txn, key_of(record), record);
    return true;
  });
}

std::optional<completion> store::find_completion(const std::string& room_id,
                                                 const std::string& event_id) {
  return impl_->read([&](lmdb::transaction& txn) -> std::optional<completion> {
    auto record = impl_->in.completions.find(txn, {room_id, event_id});
    if (!record)
      return std::nullopt;
    return std::move(record->what);
  });
}

} // namespace musiclink::store
