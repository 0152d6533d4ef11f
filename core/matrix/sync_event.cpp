#include "core/matrix/sync_event.hpp"

#include "core/links/detect.hpp"

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

/// A new name or picture is a member event with membership "join", too; the one before it says so.
bool is_own_join(const event_fields& event, std::string_view user_id) {
  return event.type == "m.room.member" && event.state_key == user_id &&
         event.membership == "join" && event.prev_membership != "join";
}

void take_message(const event_fields& event, std::string_view user_id, joined_room& room) {
  const bool is_edit = event.rel_type == "m.replace";
  const bool was_sent_here = !event.transaction_id.empty() && event.sender == user_id;
  const auto& text = is_edit ? event.new_content : event.content;
  if (!is_edit && !was_sent_here && !may_hold_link(text))
    return;
  if (!is_identifier(event.event_id) || !is_identifier(event.sender))
    return;
  message& kept = room.messages.emplace_back();
  kept.event_id = event.event_id;
  kept.sender = event.sender;
  if (event.origin_server_ts > 0 && event.origin_server_ts <= max_integer)
    kept.origin_server_ts = event.origin_server_ts;
  kept.msgtype = text.msgtype;
  kept.body = text.body;
  if (has_formatted_body(text))
    kept.formatted_body = text.formatted_body;
  kept.relates_to.rel_type = identifier_or_empty(event.rel_type);
  kept.relates_to.event_id = identifier_or_empty(event.related_id);
  kept.relates_to.in_reply_to = identifier_or_empty(event.in_reply_to);
  if (was_sent_here)
    kept.transaction_id = event.transaction_id;
}

} // namespace

bool is_identifier(std::string_view text) noexcept {
  return !text.empty() && text.size() <= max_identifier_bytes;
}

std::string identifier_or_empty(std::string_view text) {
  return is_identifier(text) ? std::string(text) : std::string();
}

void take_timeline_event(const event_fields& event, std::string_view user_id, joined_room& room) {
  ++room.events;
  const bool is_state = event.state_key.data() != nullptr;
  if (is_state)
    take_state_event(event, room);
  else if (event.type == "m.room.message")
    take_message(event, user_id, room);
  else if (event.type == "m.room.encrypted")
    room.encrypted = true;
  if (is_own_join(event, user_id)) {
    room.joined_here = true;
    room.messages.clear();
  }
}

void take_state_event(const event_fields& event, joined_room& room) {
  // Neither event means anything under another state key; null is no state at all.
  if (event.state_key.data() == nullptr || !event.state_key.empty())
    return;
  if (event.type == "m.room.encryption") {
    room.encrypted = true;
  } else if (event.type == "m.room.tombstone" && is_identifier(event.replacement_room)) {
    room.replacement_room = event.replacement_room;
    room.tombstone_sender = identifier_or_empty(event.sender);
  }
}

} // namespace musiclink::matrix
