#include "store/comparisons.hpp"
#include "store/completions.hpp"
#include "store/gaps.hpp"
#include "store/intake.hpp"
#include "store/replies.hpp"

#include <set>
#include <utility>

namespace musiclink::store {

namespace {

bool is_redaction(const trigger_change& what) {
  return what.sender.empty();
}

/// Only who wrote an event may edit it; who may redact it, the homeserver says.
bool may_change(const trigger_change& what, const std::string& sender) {
  return is_redaction(what) || what.sender == sender;
}

std::set<std::string_view> canonical_links(const std::vector<link>& links) {
  std::set<std::string_view> result;
  for (const auto& one : links)
    result.insert(one.canonical);
  return result;
}

bool same_links(const std::vector<link>& some, const std::vector<link>& others) {
  return canonical_links(some) == canonical_links(others);
}

} // namespace

void intake::change_in_gap(const trigger_change& what) {
  if (!is_outdated(what))
    change(what);
}

bool intake::is_outdated(const trigger_change& what) {
  const auto redacted = ahead_of({what.room_id, what.event_id, ""});
  if (redacted && redacted->changed)
    return true;
  const auto known = ahead_of({what.room_id, what.event_id, what.sender});
  return known && known->changed && known->at >= what.at;
}

void intake::change(const trigger_change& what) {
  // For the event, and for older changes of it, that a gap may still hold.
  if (has_gap(in_, txn_, what.room_id))
    remember(what);
  if (is_redaction(what))
    forget_theirs(in_, txn_, what.room_id, what.event_id);
  if (is_redaction(what) && take_reply_away(what))
    return;
  cancel_completion(what);
  if (auto job = waiting_job(in_, txn_, {what.room_id, what.event_id}))
    return change_waiting(std::move(*job), what);
  if (const auto job = job_of(what.room_id, what.event_id))
    return change_job(*job, what);
  const auto reply = reply_to(in_, txn_, what.room_id, what.event_id);
  // Of a reply whose event was not met, the event may still be in the gap.
  if (reply && (!reply->sender.empty() || is_redaction(what)))
    change_reply(*reply, what);
}

void intake::change_job(const pending& job, const trigger_change& what) {
  const job_record& old = job.record;
  if (!may_change(what, old.event.sender) || same_links(what.links, old.event.links))
    return;
  link_event event = old.event;
  event.links = what.links;
  if (old.attempts > 0) {
    amend(event);
    withdrawn.push_back({what.room_id, what.event_id});
    return;
  }
  const bool has_reply = old.amends || old.completes;
  if (event.links.empty() && !has_reply) {
    in_.jobs.erase(txn_, job.key);
    note_ours(in_, txn_, what.room_id, {what.event_id, our_state::left_out, {}}, {});
    return;
  }
  job_record changed = old;
  changed.event = std::move(event);
  changed.amends = has_reply;
  changed.completes = false;
  in_.jobs.put(txn_, job.key, changed);
}

/// An event of which nothing is known yet begins anew with its new links. If it may
/// have been answered in an earlier life, that is found out before it is again.
void intake::change_waiting(job_record job, const trigger_change& what) {
  if (!may_change(what, job.event.sender) || same_links(what.links, job.event.links))
    return;
  in_.waiting.erase(txn_, {what.room_id, what.event_id});
  job.event.links = what.links;
  job.amends = job.amends || job.attempts > 0;
  if (job.event.links.empty() && !job.amends)
    note_ours(in_, txn_, what.room_id, {what.event_id, our_state::left_out, {}}, {});
  else
    requeue(job);
}

/// What a reply to the links of before would have been completed with, nobody wants.
void intake::cancel_completion(const trigger_change& what) {
  const event_key key{what.room_id, what.event_id};
  const auto known = completion_of(in_, txn_, key);
  if (known && may_change(what, known->what.event.sender) &&
      !same_links(what.links, known->what.event.links))
    drop_completion(in_, txn_, key);
}

/// What somebody removed stays known, so that it is neither edited nor said again.
bool intake::take_reply_away(const trigger_change& what) {
  auto reply = reply_with_id(in_, txn_, what.room_id, what.event_id);
  if (!reply)
    return false;
  reply->said.removed = true;
  drop_completion(in_, txn_, {what.room_id, reply->trigger});
  keep_reply(in_, txn_, std::move(*reply), now_);
  return true;
}

void intake::change_reply(const reply_record& reply, const trigger_change& what) {
  if (reply.said.removed || !may_change(what, reply.sender))
    return;
  if (!is_redaction(what) && same_links(what.links, reply.said.links))
    return;
  amend({what.room_id, what.event_id, reply.sender, what.at, now_, "", what.links});
}

/// An edit is kept by its sender, so that nobody's bad one hides a good one.
void intake::remember(const trigger_change& what) {
  const ahead_key key{what.room_id, what.event_id, what.sender};
  auto known = ahead_of(key).value_or(ahead_record{key, false, 0, {}, 0});
  known.changed = true;
  known.at = what.at;
  known.links = what.links;
  in_.ahead.put(txn_, key, known);
}

std::optional<ahead_record> intake::ahead_of(const ahead_key& key) {
  auto record = in_.ahead.get(txn_, key);
  if (record && record->key != key)
    return std::nullopt;
  return record;
}

std::vector<link> intake::links_now(const link_event& event) {
  const auto redacted = ahead_of({event.room_id, event.event_id, ""});
  if (redacted && redacted->changed)
    return {};
  auto edited = ahead_of({event.room_id, event.event_id, event.sender});
  if (edited && edited->changed)
    return std::move(edited->links);
  return event.links;
}

/// An event that our reply was met before. If the event changed later and the
/// reply was never edited, it is now; if it was, that was for the change.
void intake::meet_answered(reply_record reply, const link_event& event, std::vector<link> links) {
  if (!reply.sender.empty())
    return;
  const bool behind =
      reply.said.revision == 0 && !reply.said.removed && !same_links(links, event.links);
  reply.sender = event.sender;
  reply.said.links = behind ? event.links : links;
  in_.replies.put(txn_, reply.trigger, reply);
  if (!behind)
    return;
  link_event changed = event;
  changed.links = std::move(links);
  amend(changed);
}

} // namespace musiclink::store
