#pragma once

#include "core/json.hpp"

#include <string_view>

namespace musiclink::matrix {

/// Whether a member may send events of that type (not state), by the content of
/// m.room.power_levels (nothing: the room has none) and the whole m.room.create
/// event: from room version 12 on, creators may do everything.
bool may_send(json::value power_levels, json::value create, std::string_view user_id,
              std::string_view type);

} // namespace musiclink::matrix
