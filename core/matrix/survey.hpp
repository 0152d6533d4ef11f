#pragma once

#include "core/matrix/requests.hpp"
#include "core/model/http.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// How rooms stand for us, without doing anything in them: what `check-config
// --online` looks at.
namespace musiclink::matrix {

struct surveyed_room {
  bool joined = false; ///< else invited; the rest is known of joined rooms only
  bool encrypted = false;
  bool may_send = true;             ///< messages, by the power levels
  bool may_redact = true;           ///< our own messages
  std::string successor;            ///< the room that took its place; empty: none
  std::vector<std::string> bridges; ///< the networks that it is bridged to
};

/// One sync, from nothing, of these rooms' state alone.
http_request survey(const session& as, std::span<const std::string> room_ids);
/// The rooms that we are in or invited to, by id.
std::optional<std::map<std::string, surveyed_room>> survey_of(const http_response& answer,
                                                              std::string_view user_id);

/// Whether the answer to `create_event` makes all power levels meaningless for us. Not
/// part of the survey: Synapse leaves the event out of filtered syncs of such rooms.
bool names_privileged_creator(const http_response& create_event_answer, std::string_view user_id);

/// A room as it is shown to somebody outside of it.
struct room_outline {
  bool anybody_may_join = false;
  bool encrypted = false;
};
std::optional<room_outline> outline_of(const http_response& answer);

} // namespace musiclink::matrix
