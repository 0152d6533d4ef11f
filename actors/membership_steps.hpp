#pragma once

#include "actors/membership.hpp"
#include "core/matrix/requests.hpp"

#include <cstddef>
#include <functional>
#include <string>

// The steps by which the membership actor brings one entry of the allowlist from
// a line of configuration to a room that can be read. Used by membership.cpp only.

namespace musiclink::membership_steps {

using self_pointer = membership_impl::stateful_pointer<membership_state>;

/// Takes the next step with an entry, if one can be taken now: resolve the
/// alias, join, find out whether the room is encrypted.
void settle(self_pointer self, std::size_t index);
void settle_all(self_pointer self);

/// Accepts and rejects the invites that came. One to a room that an unresolved
/// alias may lead to waits for it.
void decide_invites(self_pointer self);
void reject_again_now(self_pointer self, const reject_again& what);

/// The entry of a room, or null.
membership_state::entry* entry_of(membership_state& state, const std::string& room_id);

/// Tells the rooms actor how things stand with an entry.
void tell_rooms(self_pointer self, const membership_state::entry& which);

/// Tells the syncer what to read, once every alias had its chance: a page that
/// is read without a room is a page of that room missed.
void tell_reader(self_pointer self);

void set_state(self_pointer self, membership_state::entry& which, room_state now);

/// Records, for ever, that a room is encrypted; warns once per start.
void on_encrypted(self_pointer self, membership_state::entry& which);

void warn_encrypted(self_pointer self, const membership_state::entry& which);

/// Performs a request; answers that come after the list was begun anew, or after
/// another session, are dropped.
void send_request(self_pointer self, http_request request,
                  std::function<void(const http_response&)> on_answer);

/// How long to wait after so many failures in a row.
milliseconds retry_time(self_pointer self, const matrix::failure& why, unsigned failures);

/// Whether the token was refused: our requests end until there is a new session.
bool account_stopped(self_pointer self, const matrix::failure& why);

inline bool is_id(const std::string& room) {
  return room.starts_with('!');
}

} // namespace musiclink::membership_steps
