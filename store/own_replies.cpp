#include "store/comparisons.hpp"
#include "store/completions.hpp"
#include "store/gaps.hpp"
#include "store/intake.hpp"
#include "store/replies.hpp"

namespace musiclink::store {

void intake::settle(const own_reply& what) {
  if (what.edit)
    return count_edit(what);
  const auto edits = in_.ahead.find(txn_, {what.room_id, what.event_id, ""});
  reply_record reply;
  reply.trigger = what.trigger;
  reply.said = {what.room_id, what.event_id, edits ? edits->edits : 0, {}, what.removed};
  if (const auto job = job_of(what.room_id, what.trigger)) {
    if (job->record.amends || job->record.completes)
      return;
    reply.sender = job->record.event.sender;
    reply.said.links = job->record.event.links;
    if (!what.links.empty())
      note_ours(in_, txn_, what.room_id, {what.trigger, our_state::said, what.links},
                reply.said.links);
    keep_reply(in_, txn_, std::move(reply), now_);
    in_.jobs.erase(txn_, job->key);
    if (begin_completion(in_, txn_, {what.room_id, what.trigger}, now_, std::nullopt))
      call(what.room_id);
    return;
  }
  // Its event may be in the gap, and must not be answered again there.
  if (!has_gap(in_, txn_, what.room_id) || is_seen(what.room_id, what.trigger) ||
      reply_to(in_, txn_, what.room_id, what.trigger))
    return;
  keep_reply(in_, txn_, std::move(reply), now_);
  const auto redacted = in_.ahead.find(txn_, {what.room_id, what.trigger, ""});
  if (redacted && redacted->changed)
    amend({what.room_id, what.trigger, "", redacted->at, now_, "", {}});
}

namespace {

/// Events have ids, so this is of none: it is of the whole room.
ahead_key removal_in(const std::string& room_id) {
  return {room_id, "", ""};
}

} // namespace

void intake::note_removed(const std::string& room_id) {
  in_.ahead.put(txn_, removal_in(room_id), {removal_in(room_id), true, 0, {}, 0});
}

bool intake::was_removed(const std::string& room_id) {
  return in_.ahead.find(txn_, removal_in(room_id)).has_value();
}

/// Pages go backwards: the edits of a reply come before it.
void intake::count_edit(const own_reply& what) {
  if (!has_gap(in_, txn_, what.room_id))
    return;
  const ahead_key key{what.room_id, what.trigger, ""};
  auto known = in_.ahead.find(txn_, key).value_or(ahead_record{key, false, 0, {}, 0});
  ++known.edits;
  known.amended = known.amended || !what.completes;
  in_.ahead.put(txn_, key, known);
}

} // namespace musiclink::store
