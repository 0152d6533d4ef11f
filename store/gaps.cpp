#include "store/gaps.hpp"

#include "store/backlog.hpp"
#include "store/exchanges.hpp"
#include "store/implementation.hpp"

#include <algorithm>
#include <iterator>

namespace musiclink::store {

namespace {

/// The record, if it is whole and belongs to that room.
std::optional<gap_record> record_of(std::string_view value, const std::string& room_id) {
  auto record = unpack<gap_record>(value);
  if (record && record->what.room_id != room_id)
    return std::nullopt;
  return record;
}

/// The raw keys with that prefix whose record satisfies `judge`.
template<class Table, class Judge>
std::vector<std::string> keys_where(const Table& table, lmdb::transaction& txn,
                                    const std::string& from, std::string_view prefix, Judge judge) {
  std::vector<std::string> keys;
  lmdb::cursor at = table.walk(txn);
  for (auto entry = at.seek(from); entry && entry->key.starts_with(prefix); entry = at.next())
    if (judge(*entry))
      keys.emplace_back(entry->key);
  return keys;
}

/// What was learned ahead is of use only while there are gaps to be read.
void forget_ahead(const tables& in, lmdb::transaction& txn, const std::string& room_id) {
  if (has_gap(in, txn, room_id))
    return;
  const std::string prefix = by_ahead::prefix(room_id);
  for (const auto& key : keys_where(in.ahead, txn, prefix, prefix, [&](const lmdb::entry& entry) {
         const auto record = unpack<ahead_record>(entry.value);
         return !record || record->key.room_id == room_id;
       }))
    in.ahead.erase_raw(txn, key);
}

/// A clock that was set back gives no gap more patience.
bool has_patience(const gap& what, unix_ms now) {
  return now < what.opened_at + gap_patience && now > what.opened_at - gap_patience;
}

/// The raw keys of the jobs in a gap's block whose record, if it is whole, satisfies `judge`.
template<class Judge>
std::vector<std::string> jobs_in_block(const tables& in, lmdb::transaction& txn, const gap& what,
                                       Judge judge) {
  return keys_where(in.jobs, txn, by_job::bytes({what.room_id, what.id}),
                    by_job::prefix(what.room_id), [&](const lmdb::entry& entry) {
                      const auto arrival = by_job::arrival(entry.key);
                      return arrival && *arrival < what.id + gap_block &&
                             judge(unpack<job_record>(entry.value));
                    });
}

/// How far a homeserver's clock may be ahead of ours.
constexpr unix_ms clock_difference = 60000;

/// The raw keys of a gap's jobs whose events are from before it was opened. An event's
/// time is its sender's word: one in the future proves nothing, and what stands before an
/// event from before is from before, too.
std::vector<std::string> jobs_from_before(const tables& in, lmdb::transaction& txn, const gap& what,
                                          unix_ms now) {
  std::vector<std::string> before;
  std::vector<std::string> since; // newer than all of `before`, as far as was read
  const auto prefix = by_job::prefix(what.room_id);
  lmdb::cursor at = in.jobs.walk(txn);
  for (auto entry = at.seek(by_job::bytes({what.room_id, what.id}));
       entry && entry->key.starts_with(prefix); entry = at.next()) {
    const auto arrival = by_job::arrival(entry->key);
    if (!arrival || *arrival >= what.id + gap_block)
      break;
    const auto record = unpack<job_record>(entry->value);
    const auto sent = record ? record->event.origin_server_ts : 0;
    if (sent < what.opened_at) {
      std::ranges::move(since, std::back_inserter(before));
      since.clear();
    }
    const bool is_recent = sent >= what.opened_at && sent <= now + clock_difference;
    (is_recent ? since : before).emplace_back(entry->key);
  }
  return before;
}

/// Says how many were dropped.
std::size_t drop_jobs(const tables& in, lmdb::transaction& txn, const gap& what, unix_ms now) {
  const auto keys = jobs_from_before(in, txn, what, now);
  for (const auto& key : keys)
    in.jobs.erase_raw(txn, key);
  return keys.size();
}

/// What is found after later events were answered comes last, in its own order.
void put_last(const tables& in, lmdb::transaction& txn, intake& page, const gap& what) {
  for (const auto& key : jobs_in_block(in, txn, what, [](const auto&) { return true; }))
    page.put_last({what.room_id, by_job::arrival(key).value()});
}

/// Says how many jobs were dropped: a catch-up that shows no reply of ours is a
/// first start, which answers nothing from before (conf/CONTRACT.md 5.5).
std::size_t close_gap(const tables& in, lmdb::transaction& txn, const gap_record& record,
                      unix_ms now) {
  const gap& what = record.what;
  in.gaps.erase(txn, {what.room_id, what.id});
  forget_ahead(in, txn, what.room_id);
  const bool first_start = what.kind == gap_kind::catch_up && record.own_replies == 0;
  return first_start ? drop_jobs(in, txn, what, now) : 0;
}

/// Takes the events of a page, newest first. False: the block is used up.
bool take_events(intake& page, const gap_page& what, gap_record& record, gap_result& result) {
  // A page before this one, and so newer, had a removed message of ours.
  const bool all_maybe_answered = page.was_removed(what.room_id);
  for (const auto& event : what.events) {
    if (record.next_arrival < record.what.id)
      return false;
    const bool maybe_answered =
        record.what.kind == gap_kind::catch_up &&
        (all_maybe_answered ||
         std::ranges::find(what.maybe_answered, event.event_id) != what.maybe_answered.end());
    const auto taken = page.take(event, record.next_arrival, maybe_answered);
    ++(taken == intake::taken::duplicate ? result.duplicates : result.fresh);
    if (taken == intake::taken::owed)
      --record.next_arrival;
  }
  return true;
}

} // namespace

std::uint64_t count_own(const std::vector<own_reply>& own, const std::string& room_id) {
  const auto found = std::count_if(own.begin(), own.end(),
                                   [&](const own_reply& one) { return one.room_id == room_id; });
  return static_cast<std::uint64_t>(found);
}

bool has_gap(const tables& in, lmdb::transaction& txn, const std::string& room_id) {
  const std::string prefix = by_job::prefix(room_id);
  lmdb::cursor at = in.gaps.walk(txn);
  for (auto entry = at.seek(prefix); entry && entry->key.starts_with(prefix); entry = at.next())
    if (record_of(entry->value, room_id))
      return true;
  return false;
}

bool held_jobs::hold(std::uint64_t arrival) const {
  return std::any_of(blocks.begin(), blocks.end(), [arrival](std::uint64_t first) {
    return arrival >= first && arrival < first + gap_block;
  });
}

held_jobs find_held(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                    unix_ms now) {
  held_jobs found;
  const std::string prefix = by_job::prefix(room_id);
  const auto damaged = keys_where(in.gaps, txn, prefix, prefix, [&](const lmdb::entry& entry) {
    const auto record = record_of(entry.value, room_id);
    if (record && !found.from && has_patience(record->what, now))
      found.from = record->what.id;
    else if (record && record->what.kind == gap_kind::catch_up)
      found.blocks.push_back(record->what.id);
    return !record;
  });
  for (const auto& key : damaged)
    in.gaps.erase_raw(txn, key);
  found.damaged = damaged.size();
  if (found.damaged > 0)
    forget_ahead(in, txn, room_id);
  return found;
}

void open_gap(const tables& in, lmdb::transaction& txn, intake& page, const gap& what,
              std::uint64_t own_replies) {
  gap_record record{what, 0, own_replies};
  record.what.id = page.give_arrivals(gap_block);
  record.what.pages = 0;
  record.what.events = 0;
  record.next_arrival = page.last_arrival();
  in.gaps.put(txn, {record.what.room_id, record.what.id}, record);
}

gap_result store::commit_gap(const gap_page& what) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    gap_result result;
    auto record = in.gaps.find(txn, {what.room_id, what.id});
    if (!record || record->what.from != what.from) {
      result.stale = true;
      return result;
    }
    intake page(in, txn, what.now, what.seen_until, what.compare_until);
    for (const auto& change : what.changes)
      page.change_in_gap(change);
    for (const auto& own : what.own) {
      page.settle(own);
      if (record->what.kind == gap_kind::catch_up)
        recall(in, txn, own, what.now);
    }
    const bool room_left = take_events(page, what, *record, result);
    if (what.own_removed)
      page.note_removed(what.room_id);
    page.take_theirs(what.theirs);
    result.let_go = let_go_of_oldest(in, txn, what.room_id, what.now, what.seen_until);
    ++record->what.pages;
    record->what.events += what.read;
    record->own_replies += count_own(what.own, what.room_id) + (what.own_removed ? 1 : 0);
    record->what.from = what.next;
    // What lies further back in a room that is full would be let go, too.
    result.closed = what.next.empty() || !room_left || result.let_go > 0;
    if (result.closed)
      result.dropped = close_gap(in, txn, *record, what.now);
    else
      in.gaps.put(txn, {what.room_id, what.id}, *record);
    const bool late = !has_patience(record->what, what.now);
    result.claimable = result.closed || (late && record->what.kind == gap_kind::limited);
    if (late && result.claimable)
      put_last(in, txn, page, record->what);
    page.save_arrivals();
    result.withdrawn = std::move(page.withdrawn);
    result.loops = std::move(page.loops);
    return result;
  });
}

std::vector<gap> store::gaps() {
  return impl_->read([this](lmdb::transaction& txn) {
    std::vector<gap> result;
    for (auto& record : impl_->in.gaps.all(txn))
      result.push_back(std::move(record.what));
    std::sort(result.begin(), result.end(),
              [](const gap& some, const gap& other) { return some.id < other.id; });
    return result;
  });
}

} // namespace musiclink::store
