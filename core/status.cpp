#include "core/status.hpp"

#include "core/status_keys.hpp"

namespace musiclink {

std::string_view to_key(sync_phase phase) noexcept {
  return key_in(sync_phases, phase);
}

std::string_view to_key(room_state state) noexcept {
  return key_in(room_states, state);
}

std::string_view to_key(resolver_state_now state) noexcept {
  return key_in(resolver_states, state);
}

} // namespace musiclink
