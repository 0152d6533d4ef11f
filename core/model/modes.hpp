#pragma once

#include <cstdint>

namespace musiclink {

/// The switch for the whole service. In `shadow` nothing is ever posted.
enum class service_mode : std::uint8_t { shadow, active };

/// A room's own mode, and also what becomes of it under the switch.
enum class room_mode : std::uint8_t { off, shadow, active };

/// conf/CONTRACT.md 1: off if the room is off; active if both are; else shadow.
constexpr room_mode effective_mode(service_mode service, room_mode room) noexcept {
  if (room == room_mode::off)
    return room_mode::off;
  return service == service_mode::active && room == room_mode::active ? room_mode::active
                                                                      : room_mode::shadow;
}

} // namespace musiclink
