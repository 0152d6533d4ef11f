#include "core/status/status.hpp"

#include "core/status/keys.hpp"

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

std::string why_not_ready(const service_status& now) {
  const auto& sync = now.sync;
  if (sync.state != sync_phase::syncing || sync.stalled) {
    auto reason = std::string(sync.state == sync_phase::syncing ? "stalled" : to_key(sync.state));
    return sync.problem.empty() ? reason : reason + ": " + sync.problem;
  }
  return now.store.problem.empty() ? std::string() : "store: " + now.store.problem;
}

} // namespace musiclink
