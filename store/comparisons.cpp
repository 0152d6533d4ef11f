#include "store/comparisons.hpp"

#include "core/links/detect.hpp"
#include "store/implementation.hpp"

#include <optional>
#include <utility>

namespace musiclink::store {

namespace {

/// The record of that event of that room: keys of long ids can be made to meet.
template<class Table>
auto find(const Table& in, lmdb::transaction& txn, const std::string& room_id,
          const std::string& event_id) {
  auto record = in.get(txn, event_id);
  if (record && (record->what.room_id != room_id || record->what.event_id != event_id))
    record.reset();
  return record;
}

template<class Table, class Record>
void add(const tables& in, lmdb::transaction& txn, const Table& to, expiring kind,
         const Record& record) {
  const auto& id = record.what.event_id;
  if (to.contains(txn, id) || to.size(txn) >= most_compared)
    return;
  to.put(txn, id, record);
  in.expiries.put(txn, {record.until, kind, by_text::bytes(id)}, {});
}

/// An edit that came before its message, as in a gap, stays in force.
void meet_original(const tables& in, lmdb::transaction& txn, theirs_record record,
                   const their_answer& original) {
  if (!record.what.edit || record.what.sender != original.sender)
    return;
  record.what.edit = false;
  record.what.at = original.at;
  record.what.answers = original.answers;
  in.theirs.put(txn, original.event_id, record);
}

void edit(const tables& in, lmdb::transaction& txn, theirs_record record,
          const their_answer& edited) {
  if (record.what.sender != edited.sender || edited.at < record.edited_at)
    return;
  record.what.links = edited.links;
  record.edited_at = edited.at;
  in.theirs.put(txn, edited.event_id, record);
}

} // namespace

void keep_compared(const tables& in, lmdb::transaction& txn, const link_event& event,
                   our_state ours, unix_ms until) {
  if (until == 0)
    return;
  add(in, txn, in.compared, expiring::compared,
      compared_record{{event.room_id,
                       event.event_id,
                       event.origin_server_ts,
                       canonical_forms(event.links),
                       ours,
                       {}},
                      until});
}

void note_ours(const tables& in, lmdb::transaction& txn, const std::string& room_id,
               const our_answer& ours, const std::vector<link>& links) {
  auto record = find(in.compared, txn, room_id, ours.trigger);
  if (!record)
    return;
  record->what.ours = ours.state;
  record->what.said = ours.links;
  if (!links.empty())
    record->what.links = canonical_forms(links);
  in.compared.put(txn, ours.trigger, *record);
}

void keep_theirs(const tables& in, lmdb::transaction& txn, const their_answer& what,
                 unix_ms until) {
  if (auto known = find(in.theirs, txn, what.room_id, what.event_id))
    return what.edit ? edit(in, txn, std::move(*known), what)
                     : meet_original(in, txn, std::move(*known), what);
  add(in, txn, in.theirs, expiring::theirs, theirs_record{what, what.edit ? what.at : 0, until});
}

void forget_theirs(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                   const std::string& event_id) {
  const auto record = find(in.theirs, txn, room_id, event_id);
  if (!record)
    return;
  in.expiries.erase(txn, {record->until, expiring::theirs, by_text::bytes(event_id)});
  in.theirs.erase(txn, event_id);
}

comparison store::compared() {
  return impl_->read([this](lmdb::transaction& txn) {
    comparison result;
    lmdb::cursor events = impl_->in.compared.walk(txn);
    for (auto entry = events.first(); entry; entry = events.next())
      if (auto record = unpack<compared_record>(entry->value))
        result.events.push_back(std::move(record->what));
    lmdb::cursor answers = impl_->in.theirs.walk(txn);
    for (auto entry = answers.first(); entry; entry = answers.next())
      if (auto record = unpack<theirs_record>(entry->value))
        result.answers.push_back(std::move(record->what));
    return result;
  });
}

} // namespace musiclink::store
