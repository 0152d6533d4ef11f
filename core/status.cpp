#include "core/status.hpp"

#include "core/config_keys.hpp"

namespace musiclink {

namespace {

constexpr named<sync_phase> sync_phases[] = {
    {sync_phase::starting, "starting"}, {sync_phase::syncing, "syncing"},
    {sync_phase::backoff, "backoff"},   {sync_phase::unauthorized, "unauthorized"},
    {sync_phase::stopped, "stopped"},
};

constexpr named<room_state> room_states[] = {
    {room_state::ok, "ok"},
    {room_state::encrypted, "encrypted"},
    {room_state::forbidden, "forbidden"},
    {room_state::upgraded, "upgraded"},
    {room_state::not_joined, "notJoined"},
};

constexpr named<resolver_state_now> resolver_states[] = {
    {resolver_state_now::ok, "ok"},
    {resolver_state_now::limited, "limited"},
    {resolver_state_now::open, "open"},
};

} // namespace

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
