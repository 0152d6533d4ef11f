#include "store/comparisons.hpp"
#include "store/completions.hpp"
#include "store/gaps.hpp"
#include "store/intake.hpp"
#include "store/replies.hpp"

#include <set>
#include <utility>

namespace musiclink::store {

namespace {

/// How long a change waits for its event, and how many do: most are of messages without a link,
/// which are never met here.
constexpr unix_ms early_keep = unix_ms{60} * 60 * 1000;
constexpr std::size_t most_early = 10000;

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
    apply(what);
}

void intake::change(const trigger_change& what) {
  if (!apply(what))
    remember_early(what);
}

bool intake::is_outdated(const trigger_change& what) {
  const auto redacted = in_.ahead.find(txn_, {what.room_id, what.event_id, ""});
  if (redacted && redacted->changed)
    return true;
  const auto known = in_.ahead.find(txn_, {what.room_id, what.event_id, what.sender});
  return known && known->changed && known->at >= what.at;
}

/// False: the event was never met.
bool intake::apply(const trigger_change& what) {
  // For the event, and for older changes of it, that a gap may still hold.
  if (has_gap(in_, txn_, what.room_id))
    remember(what);
  if (is_redaction(what))
    forget_theirs(in_, txn_, what.room_id, what.event_id);
  if (is_redaction(what) && take_reply_away(what))
    return true;
  cancel_completion(what);
  if (auto job = in_.waiting.find(txn_, {what.room_id, what.event_id})) {
    change_waiting(std::move(*job), what);
    return true;
  }
  if (const auto job = job_of(what.room_id, what.event_id)) {
    change_job(*job, what);
    return true;
  }
  const auto reply = reply_to(in_, txn_, what.room_id, what.event_id);
  // A reply may have been read before its event, which may still be in the gap.
  if (reply && (!reply->sender.empty() || is_redaction(what)))
    change_reply(*reply, what);
  return reply || is_seen(what.room_id, what.event_id);
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
/// have been answered in an earlier life, its job finds that out before the new one.
void intake::change_waiting(job_record job, const trigger_change& what) {
  if (!may_change(what, job.event.sender) || same_links(what.links, job.event.links))
    return;
  in_.waiting.erase(txn_, {what.room_id, what.event_id});
  if (job.attempts > 0) {
    requeue(job);
    job.event.links = what.links;
    return amend(job.event);
  }
  job.event.links = what.links;
  if (job.event.links.empty() && !job.amends)
    note_ours(in_, txn_, what.room_id, {what.event_id, our_state::left_out, {}}, {});
  else
    requeue(job);
}

/// What a reply to the links of before would have been completed with, nobody wants.
void intake::cancel_completion(const trigger_change& what) {
  const event_key key{what.room_id, what.event_id};
  const auto known = in_.completions.find(txn_, key);
  if (known && may_change(what, known->what.event.sender) &&
      !same_links(what.links, known->what.event.links))
    in_.completions.drop(txn_, key);
}

/// What somebody removed stays known, so that it is neither edited nor said again.
bool intake::take_reply_away(const trigger_change& what) {
  auto reply = reply_with_id(in_, txn_, what.room_id, what.event_id);
  if (!reply)
    return false;
  reply->said.removed = true;
  in_.completions.drop(txn_, {what.room_id, reply->trigger});
  if (const auto job = job_of(what.room_id, reply->trigger); job && job->record.attempts > 0)
    withdrawn.push_back({what.room_id, reply->trigger});
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
  auto known = in_.ahead.find(txn_, key).value_or(ahead_record{key, false, 0, {}, 0});
  known.changed = true;
  known.at = what.at;
  known.links = what.links;
  in_.ahead.put(txn_, key, known);
}

/// Homeservers that fetch an event late deliver its edit first.
void intake::remember_early(const trigger_change& what) {
  const ahead_key key{what.room_id, what.event_id, what.sender};
  const auto old = in_.early.get(txn_, key);
  const bool is_older = old && old->key == key && old->at > what.at;
  if (is_older || (!old && in_.early.size(txn_) >= most_early))
    return;
  in_.early.keep(txn_, key, {key, what.at, what.links, now_ + early_keep});
}

std::vector<link> intake::links_now(const link_event& event) {
  const ahead_key by_redaction{event.room_id, event.event_id, ""};
  const auto redacted = in_.ahead.find(txn_, by_redaction);
  if ((redacted && redacted->changed) || in_.early.find(txn_, by_redaction))
    return {};
  const ahead_key by_edit{event.room_id, event.event_id, event.sender};
  auto edited = in_.ahead.find(txn_, by_edit);
  if (edited && edited->changed)
    return std::move(edited->links);
  if (auto early = in_.early.find(txn_, by_edit))
    return std::move(early->links);
  return event.links;
}

/// An event that our reply was met before. If the event changed later and the
/// reply was never edited but to complete it, it is now; if it was, that was for the change.
void intake::meet_answered(reply_record reply, const link_event& event, std::vector<link> links) {
  if (!reply.sender.empty())
    return;
  const auto edits = in_.ahead.find(txn_, {event.room_id, reply.said.event_id, ""});
  const bool amended = edits ? edits->amended : reply.said.revision != 0;
  const bool behind = !amended && !reply.said.removed && !same_links(links, event.links);
  reply.sender = event.sender;
  reply.said.links = behind ? event.links : links;
  keep_reply(in_, txn_, reply, now_);
  if (!behind)
    return;
  link_event changed = event;
  changed.links = std::move(links);
  amend(changed);
}

} // namespace musiclink::store
