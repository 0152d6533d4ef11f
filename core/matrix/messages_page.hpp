#pragma once

#include "core/matrix/sync_page.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace musiclink::matrix {

/// What one /messages answer says, newest event first, in the lists of `room` too.
/// It shows a past state of the room: take a tombstone from /sync.
struct messages_page {
  std::string end;       ///< the token to go on with; empty: there is nothing more
  joined_room room;      ///< `joined_here`: what is older is from before our join, and left out
  unix_ms newest_ts = 0; ///< largest origin_server_ts of the chunk; 0: the chunk is empty
};

/// Reads the answer to GET /rooms/{roomId}/messages with dir=b, as decode_sync does;
/// refused is what is not JSON or has no chunk. `member_before`: we were in the room
/// where what is read ends.
std::variant<messages_page, std::string> decode_messages(std::string& body,
                                                         std::string_view user_id,
                                                         std::string_view room_id,
                                                         bool member_before = false);

} // namespace musiclink::matrix
