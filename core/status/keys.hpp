#pragma once

#include "core/config/keys.hpp"
#include "core/status/status.hpp"

// The words of conf/CONTRACT.md 8 and 9 for the states of a service.
namespace musiclink {

inline constexpr named<sync_phase> sync_phases[] = {
    {sync_phase::starting, "starting"}, {sync_phase::syncing, "syncing"},
    {sync_phase::backoff, "backoff"},   {sync_phase::unauthorized, "unauthorized"},
    {sync_phase::stopped, "stopped"},
};

inline constexpr named<room_state> room_states[] = {
    {room_state::ok, "ok"},
    {room_state::encrypted, "encrypted"},
    {room_state::forbidden, "forbidden"},
    {room_state::upgraded, "upgraded"},
    {room_state::not_joined, "notJoined"},
};

inline constexpr named<resolver_state_now> resolver_states[] = {
    {resolver_state_now::ok, "ok"},
    {resolver_state_now::limited, "limited"},
    {resolver_state_now::open, "open"},
};

inline constexpr named<parity_kind> parity_kinds[] = {
    {parity_kind::same, "same"},
    {parity_kind::differs, "differs"},
    {parity_kind::only_theirs, "onlyTheirs"},
    {parity_kind::only_ours, "onlyOurs"},
};

} // namespace musiclink
