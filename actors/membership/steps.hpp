#pragma once

#include "actors/membership/membership.hpp"
#include "core/matrix/answers.hpp"
#include "core/matrix/requests.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// The steps by which the membership actor brings one entry of the allowlist from
// a line of configuration to a room that can be read. Used by membership.cpp only.

namespace musiclink::membership_steps {

using self_pointer = membership_impl::stateful_pointer<membership_state>;

/// Takes the next step with an entry, if one can be taken now: resolve the
/// alias, join, find out whether the room is encrypted.
void settle(self_pointer self, std::size_t index);
void settle_all(self_pointer self);

/// Accepts and rejects the invites that came. One to a room that an unresolved
/// alias may lead to waits for it, any other a little while for a tombstone that
/// makes its room a successor.
void take_invites(self_pointer self, const std::vector<room_news::invite>& invites);
void decide_invites(self_pointer self);
void on_invites_tick(self_pointer self);
void summarize_invites(self_pointer self);

/// Rejects unwanted invites, a few at a time and not too fast.
void reject_more(self_pointer self);

/// The entry of a room, or null.
membership_state::entry* entry_of(membership_state& state, const std::string& room_id);

/// The entry whose room was upgraded to this one, as a tombstone says, or null.
membership_state::entry* entry_followed_to(membership_state& state, const std::string& room_id);

/// Tells the listeners how things stand with an entry.
void tell_rooms(self_pointer self, const membership_state::entry& which);

/// Rooms that were taken from the list, by a reload or before this start, are no longer
/// answered. While an alias may still lead there they are only held: its queue is kept.
void part(self_pointer self);

/// Tells the syncer what to read, once every alias had its chance: a page that
/// is read without a room is a page of that room missed.
void tell_reader(self_pointer self);

void set_state(self_pointer self, membership_state::entry& which, room_state now);

/// Records, for ever, that a room is encrypted; warns once per start.
void on_encrypted(self_pointer self, membership_state::entry& which);

/// A member sent an encrypted event: nothing is answered until the room's state was asked.
void on_said_encrypted(self_pointer self, membership_state::entry& which);

/// The room was closed in favour of another: follows, if that is wanted, or says
/// so. `sender` is whose tombstone it is.
void on_tombstone(self_pointer self, membership_state::entry& which, const std::string& successor,
                  const std::string& sender);

/// The next step of following an upgrade: join the successor, then ask it what it
/// takes the place of.
void follow(self_pointer self, std::size_t index);

/// Whether the room was upgraded while nobody looked.
void check_tombstone(self_pointer self, std::size_t index);

/// Performs one of the requests that a whole allowlist makes at a start; their
/// number at any time is bounded.
void send_bounded(self_pointer self, std::size_t index, http_request request,
                  std::function<void(membership_state::entry&, const http_response&)> on_answer);

/// Why an answer is no proof that the room is joined.
std::optional<matrix::failure> failure_to_join(const http_response& answer);

/// Tries the next step with that entry again after a while.
void try_later(self_pointer self, std::size_t index, const matrix::failure& why,
               const char* action);

/// Keeps what is to be known of an entry's room after a restart.
void save_record(self_pointer self, store::room_record record);

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
