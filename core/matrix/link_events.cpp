#include "core/matrix/link_events.hpp"

#include "core/links/detect.hpp"
#include "core/links/wording.hpp"
#include "core/matrix/reply_mark.hpp"
#include "core/matrix/requests.hpp"
#include "core/matrix/room_event.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::matrix {

namespace {

void add_event(const joined_room& room, const message& what, unix_ms now, page_work& to) {
  // Another musiclink without a mark is known by the form of what it says.
  if (what.msgtype == "m.notice" || has_reply_form(what.formatted_body.value_or("")))
    return;
  auto links = detect(what.body, what.formatted_body);
  if (links.empty())
    return;
  link_event& event = to.events.emplace_back();
  event.room_id = room.room_id;
  event.event_id = what.event_id;
  event.sender = what.sender;
  event.origin_server_ts = what.origin_server_ts;
  event.received_at = now;
  if (what.relates_to.rel_type == "m.thread")
    event.thread_root = what.relates_to.event_id;
  event.links = std::move(links);
  event.text = wording_of(what.body);
  if (what.behind_removed)
    to.maybe_answered.push_back(what.event_id);
}

void add_edit(const joined_room& room, const message& what, page_work& to) {
  if (what.relates_to.event_id.empty())
    return;
  to.changes.push_back({room.room_id, what.relates_to.event_id, what.sender, what.origin_server_ts,
                        detect(what.body, what.formatted_body)});
}

/// The event that a message of ours answers; empty where it does not say. A redacted one says it by
/// its transaction id alone, and a redacted edit, whose id is of another kind, not at all.
std::string answered_by(const own_message& what) {
  if (const auto trigger = trigger_of(what.transaction_id); trigger && is_identifier(*trigger))
    return *trigger;
  return what.relates_to.in_reply_to.empty() ? what.answers : what.relates_to.in_reply_to;
}

/// A person may write from our account, too. Transaction id and mark are musiclink's alone; the
/// form is there for replies of version 1.0.0, which had no mark.
bool is_by_musiclink(const own_message& what) {
  return is_own_transaction(what.transaction_id) || !what.answers.empty() ||
         has_reply_form(what.formatted_body);
}

void add_own(const joined_room& room, const own_message& what, bool with_links, page_work& to) {
  if (!is_by_musiclink(what))
    return;
  const bool is_edit = what.relates_to.rel_type == "m.replace";
  auto trigger = is_edit ? what.relates_to.event_id : answered_by(what);
  if (trigger.empty())
    return;
  auto& own = to.own.emplace_back();
  own.room_id = room.room_id;
  own.event_id = what.event_id;
  own.trigger = std::move(trigger);
  own.edit = is_edit;
  own.removed = what.removed;
  own.at = what.origin_server_ts;
  own.completes = what.completes;
  own.spoken = spoken_in_body(what.body);
  if (with_links)
    own.links = canonical_forms(detect({}, what.formatted_body));
}

/// An edit takes the place of the message that it names; one that leaves no link
/// takes it away. Other messages without a link that counts are no answers.
void add_theirs(const joined_room& room, const message& what, page_work& to) {
  const auto& relation = what.relates_to;
  const bool is_edit = relation.rel_type == "m.replace";
  auto links = canonical_forms(detect(what.body, what.formatted_body));
  if (is_edit ? relation.event_id.empty() : links.empty())
    return;
  auto& answer = to.theirs.emplace_back();
  answer.room_id = room.room_id;
  answer.event_id = is_edit ? relation.event_id : what.event_id;
  answer.sender = what.sender;
  answer.at = what.origin_server_ts;
  if (!is_edit)
    answer.answers = relation.in_reply_to.empty() ? relation.event_id : relation.in_reply_to;
  answer.links = std::move(links);
  answer.edit = is_edit;
}

} // namespace

void add_work(const joined_room& room, unix_ms now, std::span<const std::string> compared,
              page_work& to) {
  if (room.encrypted)
    return; // conf/CONTRACT.md 5.8: no read
  for (const auto& what : room.messages) {
    if (std::ranges::find(compared, what.sender) != compared.end())
      add_theirs(room, what, to);
    else if (what.relates_to.rel_type == "m.replace")
      add_edit(room, what, to);
    else
      add_event(room, what, now, to);
  }
  for (const auto& what : room.redactions)
    to.changes.push_back({room.room_id, what.redacts, {}, what.origin_server_ts, {}});
  for (const auto& what : room.own)
    add_own(room, what, !compared.empty(), to);
}

} // namespace musiclink::matrix
