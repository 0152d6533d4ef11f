#pragma once

#include "core/matrix/sync_page.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace musiclink::matrix {

/// The text of a message: content, or content.m.new_content.
struct text_fields {
  std::string_view msgtype;
  std::string_view body;
  std::string_view format;
  std::string_view formatted_body;
};

/// What is read of an event, of whatever type, before it is known what becomes of it. Views point
/// into the answer; a null view means absent.
struct event_fields {
  std::string_view type;
  std::string_view event_id;
  std::string_view sender;
  std::string_view state_key;
  std::int64_t origin_server_ts = 0;
  std::string_view transaction_id; ///< unsigned
  bool is_redacted = false;        ///< unsigned.redacted_because: what it said is gone
  bool is_malformed = false;       ///< it is no object, or a text that is read of it is none
  text_fields content;
  text_fields new_content;
  std::string_view rel_type;
  std::string_view related_id;
  std::string_view in_reply_to;
  bool is_marked = false;         ///< it bears the mark of a reply (core/matrix/reply_mark.hpp)
  bool completes = false;         ///< that mark says so
  std::string_view answers;       ///< what mark or marker name
  std::string_view redacts;       ///< of content, from room version 11 on
  std::string_view outer_redacts; ///< of the event itself, before
  std::string_view membership;
  std::string_view prev_membership; ///< of unsigned.prev_content, or of the older prev_content
  std::string_view replacement_room;
  std::string_view predecessor; ///< of an m.room.create: the room that was upgraded
};

/// Whether a text can be an identifier: not empty, not above 255 bytes (appendices, Common
/// Identifier Format), and so short enough to be a key of the store.
bool is_identifier(std::string_view text) noexcept;

/// The text if it can be an identifier, otherwise nothing.
std::string identifier_or_empty(std::string_view text);

/// When the event was sent, as its sender says; 0 for what cannot be a time.
unix_ms time_of(const event_fields& event) noexcept;

/// Whether `user_id` came into the room with this event. `member_before` says whether that
/// user was in the room already, for an event that does not tell what was before it.
bool is_join_of(std::string_view user_id, const event_fields& event, bool member_before) noexcept;

/// Adds to `room` what an event of its timeline says of the room itself, and counts it.
void take_timeline_event(const event_fields& event, joined_room& room);

/// Adds to `room` what is said in it: the event, if it is a message that matters or a redaction.
/// `user_id` is our own.
void take_what_is_said(const event_fields& event, std::string_view user_id, joined_room& room);

/// How much was said up to some event of a timeline.
struct said_so_far {
  std::size_t messages = 0;
  std::size_t redactions = 0;
  std::size_t own = 0;
};
said_so_far said_in(const joined_room& room) noexcept;

/// Forgets what was said up to there.
void drop_what_was_said(joined_room& room, const said_so_far& what);

/// Adds to `room` what an event of its state says.
void take_state_event(const event_fields& event, joined_room& room);

} // namespace musiclink::matrix
