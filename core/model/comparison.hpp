#pragma once

#include "core/model/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What rooms say while the answers of the bots of `shadow.compareWith` are compared with ours: it
// is only recorded, and core/parity decides who answered what when it is asked.

namespace musiclink {

/// Where our own answer to a link event stands.
enum class our_state : std::uint8_t {
  pending,  ///< not known yet
  said,     ///< posted, or in the shadow journal
  silent,   ///< there is none, and none will come
  left_out, ///< not to be counted: the event lost its links, or its room is not answered
};

struct our_answer {
  std::string trigger;
  our_state state = our_state::pending;
  std::vector<std::string> links; ///< canonical
};

/// A link event that was read while answers were compared.
struct compared_event {
  std::string room_id;
  std::string event_id;
  unix_ms at = 0;                 ///< origin_server_ts
  std::vector<std::string> links; ///< canonical; repeating these is no answer
  our_state ours = our_state::pending;
  std::vector<std::string> said; ///< canonical links of our answer

  bool operator==(const compared_event&) const = default;
};

/// A message of a user who is compared, with links that count.
struct their_answer {
  std::string room_id;
  std::string event_id; ///< of the message
  std::string sender;
  unix_ms at = 0;                 ///< origin_server_ts
  std::string answers;            ///< the event that it relates to; empty: it does not say
  std::vector<std::string> links; ///< canonical
  bool edit = false;              ///< an m.replace: `event_id` is the message that it changes

  bool operator==(const their_answer&) const = default;
};

/// What was recorded of all rooms, in no order.
struct comparison {
  std::vector<compared_event> events;
  std::vector<their_answer> answers; ///< as edited last
};

} // namespace musiclink
