#pragma once

#include "core/json/json.hpp"
#include "core/model/time.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace musiclink::matrix {

/// How a message stands to another: content.m.relates_to.
struct relation {
  std::string rel_type;    ///< "m.thread", "m.replace", ...; empty for a plain reply
  std::string event_id;    ///< thread root, or the event that is replaced
  std::string in_reply_to; ///< m.in_reply_to.event_id
};

/// A message that matters: an m.room.message of somebody else whose text passed
/// `may_hold_link`, of whatever msgtype; or an edit (`relates_to.rel_type` is
/// "m.replace"), of which msgtype, body and formatted_body are those of
/// m.new_content.
struct message {
  std::string event_id;
  std::string sender;
  unix_ms origin_server_ts = 0;
  std::string msgtype;
  std::string body;
  std::optional<std::string> formatted_body; ///< only with format org.matrix.custom.html
  relation relates_to;
  bool behind_removed = false; ///< in the answer it stands behind a removed message of ours
};

/// An m.room.redaction: `redacts` of its content or, before room version 11, of
/// the event itself. One in which the two name different events is left out. Also a
/// message that is shown as redacted: whoever did it may not be told.
struct redaction {
  std::string redacts;
  std::string sender;
  unix_ms origin_server_ts = 0;
};

/// An m.room.message of our own account that says what it answers, or by its transaction
/// id may; of one that was redacted since, only that id is left. A person may have written it.
struct own_message {
  std::string event_id;
  relation relates_to;
  std::string answers;          ///< what our mark names
  std::string transaction_id;   ///< unsigned.transaction_id: shown to the device that sent it
  std::string formatted_body{}; ///< empty where it cannot hold a link
  bool removed = false;         ///< somebody redacted it
  bool completes = false;       ///< our mark says so
  std::string body{};           ///< of an edit: the new one
  unix_ms origin_server_ts = 0;
};

/// Events of a timeline by their type; those of no interest are `other`.
struct event_counts {
  std::size_t messages = 0;
  std::size_t redactions = 0;
  std::size_t encrypted = 0;
  std::size_t members = 0;
  std::size_t other = 0;

  std::size_t total() const noexcept { return messages + redactions + encrypted + members + other; }
};

/// What a page says of one joined room.
struct joined_room {
  std::string room_id;
  bool limited = false;
  std::string prev_batch;
  /// Our own m.room.member join stands in this timeline; what was said before it
  /// is history and is in none of the lists.
  bool joined_here = false;
  /// The room's creation is in its state, which only those get to see who were not in it before.
  bool is_new = false;
  bool encrypted = false;       ///< an m.room.encryption state
  bool rights_changed = false;  ///< an m.room.power_levels
  bool own_removed = false;     ///< a message of our own that was redacted, and says no more what
                                ///< it answered
  std::string replacement_room; ///< of an m.room.tombstone, its sender below
  std::string tombstone_sender;
  std::vector<message> messages; ///< timeline order, and so are the others
  std::vector<redaction> redactions;
  std::vector<own_message> own;
  event_counts events;   ///< seen in the timeline
  unix_ms oldest_ts = 0; ///< of these, where they have a time
  unix_ms newest_ts = 0;
  std::size_t malformed = 0; ///< of these: no object, or with something else where a text is read
};

/// Our own membership ended: kicked, banned or left.
struct left_room {
  std::string room_id;
};

struct invited_room {
  std::string room_id;
  std::string inviter;       ///< sender of our m.room.member, may be empty
  std::string predecessor{}; ///< the room that it takes the place of, as the inviter's server says
};

/// What one /sync answer says, of rooms that are asked for.
struct sync_page {
  std::string next_batch;
  std::vector<joined_room> joined;   ///< only rooms of which something is told
  std::vector<invited_room> invited; ///< every room, wanted or not
  std::vector<left_room> left;
};

/// Reads a /sync answer (client-server API, GET /sync) in one streaming pass,
/// in place. Only messages of rooms for which `wanted` says yes are kept; a
/// message without a possible link costs a scan and no allocation. Parts that
/// have another shape than the spec's are passed over; the whole is refused
/// only if it is not JSON or has no next_batch, and the error says so without
/// quoting it. `user_id` is our own; `is_member` says in which rooms we were before
/// this page, as far as that is known.
std::variant<sync_page, std::string>
decode_sync(std::string& body, std::string_view user_id,
            const std::function<bool(std::string_view room_id)>& wanted,
            const std::function<bool(std::string_view room_id)>& is_member = {});

} // namespace musiclink::matrix
