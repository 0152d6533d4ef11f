#include "core/matrix/room_event.hpp"

#include "core/links/detect.hpp"
#include "core/matrix/answers.hpp"
#include "core/matrix/requests.hpp"

#include <algorithm>

namespace musiclink::matrix {
namespace {

constexpr std::size_t max_identifier_bytes = 255;
constexpr std::int64_t max_integer = (std::int64_t{1} << 53) - 1; // appendices, Canonical JSON

bool has_formatted_body(const text_fields& text) {
  return text.formatted_body.data() != nullptr && text.format == "org.matrix.custom.html";
}

bool may_hold_link(const text_fields& text) {
  return musiclink::may_hold_link(text.body) ||
         (has_formatted_body(text) && musiclink::may_hold_link(text.formatted_body));
}

bool is_state(const event_fields& event) {
  return event.state_key.data() != nullptr;
}

relation relation_of(const event_fields& event) {
  return {identifier_or_empty(event.rel_type), identifier_or_empty(event.related_id),
          identifier_or_empty(event.in_reply_to)};
}

/// Clients show nothing of a message whose body is no text, whatever its formatted_body says.
bool is_shown(const text_fields& text) {
  return text.body.data() != nullptr;
}

void take_redacted(const event_fields& event, joined_room& room) {
  if (is_identifier(event.event_id) && is_identifier(event.sender))
    room.redactions.push_back(
        {std::string(event.event_id), std::string(event.sender), time_of(event)});
}

/// An edit without m.new_content changes nothing (client-server API, "Event replacements").
void take_message(const event_fields& event, joined_room& room) {
  const bool is_edit = event.rel_type == "m.replace";
  const auto& text = is_edit ? event.new_content : event.content;
  if (event.is_redacted)
    return take_redacted(event, room);
  // The mark: words of a musiclink, whoever brings them (conf/CONTRACT.md 5.6).
  if (event.is_marked || !is_shown(text) || !(is_edit || may_hold_link(text)))
    return;
  if (!is_identifier(event.event_id) || !is_identifier(event.sender))
    return;
  message& kept = room.messages.emplace_back();
  kept.event_id = event.event_id;
  kept.sender = event.sender;
  kept.origin_server_ts = time_of(event);
  kept.msgtype = text.msgtype;
  kept.body = text.body;
  if (has_formatted_body(text))
    kept.formatted_body = text.formatted_body;
  kept.relates_to = relation_of(event);
  kept.behind_removed = room.own_removed;
}

/// Only what our own message answers matters.
void take_own_message(const event_fields& event, joined_room& room) {
  own_message own;
  own.transaction_id = event.transaction_id;
  own.removed = event.is_redacted;
  if (own.removed) {
    room.own_removed |= !is_own_transaction(own.transaction_id);
  } else {
    own.relates_to = relation_of(event);
    own.answers = identifier_or_empty(event.answers);
    own.completes = event.completes;
    own.body = (event.rel_type == "m.replace" ? event.new_content : event.content).body;
    if (musiclink::may_hold_link(event.content.formatted_body))
      own.formatted_body = event.content.formatted_body;
  }
  const bool relates = !own.relates_to.rel_type.empty() || !own.relates_to.in_reply_to.empty();
  if (!relates && own.answers.empty() && own.transaction_id.empty())
    return;
  if (!is_identifier(event.event_id))
    return;
  own.event_id = event.event_id;
  own.origin_server_ts = time_of(event);
  room.own.push_back(std::move(own));
}

/// What a redaction redacts. Where its two places contradict each other the outer one counts, which
/// no client can write: core/README.md.
std::string_view redacted_by(const event_fields& event) {
  return is_identifier(event.outer_redacts) ? event.outer_redacts : event.redacts;
}

void take_redaction(const event_fields& event, joined_room& room) {
  const auto redacts = redacted_by(event);
  if (is_identifier(redacts) && is_identifier(event.sender))
    room.redactions.push_back({std::string(redacts), std::string(event.sender), time_of(event)});
}

std::size_t& count_of(std::string_view type, event_counts& in) {
  if (type == "m.room.message")
    return in.messages;
  if (type == "m.room.redaction")
    return in.redactions;
  if (type == "m.room.encrypted")
    return in.encrypted;
  if (type == "m.room.member")
    return in.members;
  return in.other;
}

} // namespace

bool is_identifier(std::string_view text) noexcept {
  return !text.empty() && text.size() <= max_identifier_bytes;
}

std::string identifier_or_empty(std::string_view text) {
  return is_identifier(text) ? std::string(text) : std::string();
}

unix_ms time_of(const event_fields& event) noexcept {
  const auto time = event.origin_server_ts;
  return time > 0 && time <= max_integer ? time : 0;
}

bool is_join_of(std::string_view user_id, const event_fields& event, bool member_before) noexcept {
  if (event.type != "m.room.member" || event.state_key != user_id || event.membership != "join")
    return false;
  // A new name or picture is a member event with membership "join", too; the one before it says
  // so. Some homeservers do not show that one.
  return event.prev_membership.data() == nullptr ? !member_before : event.prev_membership != "join";
}

void take_timeline_event(const event_fields& event, joined_room& room) {
  ++count_of(event.type, room.events);
  if (event.is_malformed)
    ++room.malformed;
  if (const auto time = time_of(event)) {
    room.newest_ts = std::max(room.newest_ts, time);
    room.oldest_ts = room.oldest_ts == 0 ? time : std::min(room.oldest_ts, time);
  }
  take_state_event(event, room);
}

void take_what_is_said(const event_fields& event, std::string_view user_id, joined_room& room) {
  if (is_state(event))
    return;
  if (event.type == "m.room.redaction")
    take_redaction(event, room);
  else if (event.type != "m.room.message")
    return;
  else if (event.sender == user_id)
    take_own_message(event, room);
  else
    take_message(event, room);
}

said_so_far said_in(const joined_room& room) noexcept {
  return {room.messages.size(), room.redactions.size(), room.own.size()};
}

void drop_what_was_said(joined_room& room, const said_so_far& what) {
  const auto drop_first = [](auto& list, std::size_t count) {
    list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(count));
  };
  drop_first(room.messages, what.messages);
  drop_first(room.redactions, what.redactions);
  drop_first(room.own, what.own);
}

void take_state_event(const event_fields& event, joined_room& room) {
  // None of them means anything under another state key; null is no state at all.
  if (!is_state(event) || !event.state_key.empty())
    return;
  if (event.type == "m.room.create") {
    room.is_new = true;
  } else if (event.type == "m.room.encryption") {
    room.encrypted = true;
  } else if (event.type == "m.room.power_levels") {
    room.rights_changed = true;
  } else if (event.type == "m.room.tombstone" && is_identifier(event.replacement_room)) {
    room.replacement_room = event.replacement_room;
    room.tombstone_sender = identifier_or_empty(event.sender);
  }
}

} // namespace musiclink::matrix
