#pragma once

#include "core/json/json.hpp"

#include <string_view>

namespace musiclink::matrix {

/// Whether a member may send events of that type (not state), by the content of
/// m.room.power_levels (nothing: the room has none) alone.
bool may_send(json::value power_levels, std::string_view user_id, std::string_view type);

/// Whether the whole m.room.create event, not its content alone, names a creator who
/// may do everything, whatever the levels say: so it is from room version 12 on.
bool is_privileged_creator(json::value create, std::string_view user_id);

} // namespace musiclink::matrix
