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
void add(const Table& to, lmdb::transaction& txn, const Record& record) {
  const auto& id = record.what.event_id;
  if (!to.contains(txn, id) && to.size(txn) < most_compared)
    to.keep(txn, id, record);
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
  add(in.compared, txn,
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
  add(in.theirs, txn, theirs_record{what, what.edit ? what.at : 0, until});
}

void forget_theirs(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                   const std::string& event_id) {
  if (find(in.theirs, txn, room_id, event_id))
    in.theirs.drop(txn, event_id);
}

comparison store::compared() {
  return impl_->read([this](lmdb::transaction& txn) {
    comparison result;
    for (auto& record : impl_->in.compared.all(txn))
      result.events.push_back(std::move(record.what));
    for (auto& record : impl_->in.theirs.all(txn))
      result.answers.push_back(std::move(record.what));
    return result;
  });
}

} // namespace musiclink::store
