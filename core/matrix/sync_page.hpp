#pragma once

#include "core/json.hpp"
#include "core/time.hpp"

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

/// A message that matters: an m.room.message whose text passed `may_hold_link`,
/// or that replaces another message, or that this device sent. Of whatever
/// msgtype and sender, also our own: the caller chooses. Of one that replaces
/// another, msgtype, body and formatted_body are those of m.new_content.
struct message {
  std::string event_id;
  std::string sender;
  unix_ms origin_server_ts = 0;
  std::string msgtype;
  std::string body;
  std::optional<std::string> formatted_body; ///< only with format org.matrix.custom.html
  relation relates_to;
  std::string transaction_id; ///< unsigned.transaction_id: an event that this device sent
};

/// What a page says of one joined room.
struct joined_room {
  std::string room_id;
  bool limited = false;
  std::string prev_batch;
  /// Our own m.room.member join stands in this timeline; the messages from
  /// before it are history and are not in `messages`.
  bool joined_here = false;
  bool encrypted = false;       ///< an m.room.encryption state, or an m.room.encrypted event
  std::string replacement_room; ///< of an m.room.tombstone, its sender below
  std::string tombstone_sender;
  std::vector<message> messages; ///< timeline order
  std::size_t events = 0;        ///< timeline events seen, of any kind
};

/// Our own membership ended: kicked, banned or left.
struct left_room {
  std::string room_id;
};

struct invited_room {
  std::string room_id;
  std::string inviter; ///< sender of our m.room.member, may be empty
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
/// quoting it. `user_id` is our own.
std::variant<sync_page, std::string>
decode_sync(std::string& body, std::string_view user_id,
            const std::function<bool(std::string_view room_id)>& wanted);

} // namespace musiclink::matrix
