#include "actors/membership/steps.hpp"

#include "core/edge/log.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::membership_steps {

membership_state::entry* entry_of(membership_state& state, const std::string& room_id) {
  auto found =
      std::find_if(state.entries.begin(), state.entries.end(),
                   [&](const membership_state::entry& one) { return one.room_id == room_id; });
  return found == state.entries.end() ? nullptr : &*found;
}

membership_state::entry* entry_followed_to(membership_state& state, const std::string& room_id) {
  auto found =
      std::find_if(state.entries.begin(), state.entries.end(),
                   [&](const membership_state::entry& one) { return one.successor == room_id; });
  return found == state.entries.end() || room_id.empty() ? nullptr : &*found;
}

namespace {

using unwanted_invite = membership_state::unwanted_invite;

/// Anybody may send thousands of invites: their rejection is not to take the homeserver
/// from the rooms that are wanted.
constexpr std::size_t most_rejecting = 4;
constexpr milliseconds pause_after_rejection{100};

/// An invite to a room that is not known is kept for so many ticks: whoever upgrades a room
/// may invite us to its successor before the tombstone comes with a page. Longer, if the new
/// room claims to be one.
constexpr std::chrono::seconds tick{1};
constexpr unsigned ticks_for_a_stranger = 5;
constexpr unsigned ticks_for_a_successor = 600;

// -- what the log says, and how often ----------------------------------------------

void summarize_later(self_pointer self) {
  if (!std::exchange(self->state.summary_due, true))
    self->delayed_send(self, line_limit::window, invites_summary{});
}

void warn_rejected(self_pointer self, const room_news::invite& invite) {
  if (!self->state.unwanted_lines.admit(self->state.around.now()))
    return summarize_later(self);
  log::warn("invite rejected: the room is not in the allowlist; if it was meant, add it to "
            "matrix.rooms, reload, and invite again",
            {{"room", invite.room_id}, {"by", invite.inviter}});
}

void warn_not_rejected(self_pointer self, const unwanted_invite& what, const matrix::failure& why) {
  if (!self->state.failed_lines.admit(self->state.around.now()))
    return summarize_later(self);
  log::warn("the invite could not be rejected", {{"room", what.room_id}, {"reason", why.text}});
}

// -- rejecting ---------------------------------------------------------------------

void on_rejected(self_pointer self, unwanted_invite what, const http_response& answer) {
  auto& state = self->state;
  auto pause = pause_after_rejection;
  auto failure = matrix::failure_of(answer);
  if (!failure && !matrix::is_object(answer))
    failure = matrix::malformed(answer, "the answer does not say that the room was left");
  if (failure) {
    if (account_stopped(self, *failure)) // with the next session
      return state.unwanted.push_front(std::move(what));
    warn_not_rejected(self, what, *failure);
    if (failure->kind != matrix::failure_kind::permanent) {
      pause = retry_time(self, *failure, ++what.failures);
      state.unwanted.push_back(std::move(what));
    }
  }
  self->delayed_send(self, pause, reject_next{state.epoch});
}

} // namespace

void reject_more(self_pointer self) {
  auto& state = self->state;
  while (state.session && state.rejecting < most_rejecting && !state.unwanted.empty()) {
    auto what = std::move(state.unwanted.front());
    state.unwanted.pop_front();
    ++state.rejecting;
    auto request = matrix::leave(state.session->as, what.room_id);
    send_request(self, std::move(request),
                 [self, what](const http_response& answer) { on_rejected(self, what, answer); });
  }
}

void summarize_invites(self_pointer self) {
  auto& state = self->state;
  state.summary_due = false;
  if (const auto count = state.unwanted_lines.take_left_out(); count != 0)
    log::warn("more invites rejected: their rooms are not in the allowlist",
              {{"invites", std::to_string(count)}});
  if (const auto count = state.failed_lines.take_left_out(); count != 0)
    log::warn("more invites could not be rejected yet", {{"attempts", std::to_string(count)}});
}

// -- deciding ----------------------------------------------------------------------

namespace {

/// Takes the entry's next step now, whatever it waits for.
void hurry(self_pointer self, membership_state::entry& which) {
  which.busy = false;
  ++which.turn;
  which.failures = 0;
  settle(self, static_cast<std::size_t>(&which - self->state.entries.data()));
}

/// Whether the room is in the allowlist, or a tombstone names it as the successor of one.
bool accept(self_pointer self, const room_news::invite& invite) {
  auto& state = self->state;
  auto* which = entry_of(state, invite.room_id);
  const bool is_successor = !which && (which = entry_followed_to(state, invite.room_id));
  if (!which)
    return false;
  log::info("invited", {{"room", invite.room_id}, {"by", invite.inviter}});
  if (is_successor) {
    which->successor_joined = false;
  } else {
    which->joined = false;
    which->sent_away = false;
  }
  if (state.joined_rooms)
    state.joined_rooms->erase(invite.room_id);
  hurry(self, *which);
  return true;
}

/// Whether a tombstone may be on its way that leads to this room.
bool may_be_successor(membership_state& state, const room_news::invite& invite) {
  return !invite.predecessor.empty() && state.values &&
         state.values->values.matrix.follow_upgrades &&
         (entry_of(state, invite.predecessor) || entry_followed_to(state, invite.predecessor) ||
          state.undecided.contains(invite.predecessor));
}

void wait_a_tick(self_pointer self) {
  if (!self->state.undecided.empty() && !std::exchange(self->state.ticking, true))
    self->delayed_send(self, tick, invites_tick{});
}

} // namespace

void decide_invites(self_pointer self) {
  auto& state = self->state;
  if (!state.session)
    return;
  const bool all_known = std::ranges::all_of(state.entries, &membership_state::entry::tried);
  for (auto at = state.undecided.begin(); at != state.undecided.end();) {
    const auto& invite = at->second.what;
    const bool accepted = accept(self, invite);
    const bool rejected = !accepted && all_known && at->second.ticks_left == 0;
    if (rejected) {
      warn_rejected(self, invite);
      state.unwanted.push_back({invite.room_id});
    }
    at = accepted || rejected ? state.undecided.erase(at) : std::next(at);
  }
  reject_more(self);
}

void take_invites(self_pointer self, const std::vector<room_news::invite>& invites) {
  auto& state = self->state;
  for (const auto& invite : invites)
    state.undecided[invite.room_id] = {
        invite, may_be_successor(state, invite) ? ticks_for_a_successor : ticks_for_a_stranger};
  decide_invites(self);
  wait_a_tick(self);
}

void on_invites_tick(self_pointer self) {
  auto& state = self->state;
  state.ticking = false;
  for (auto& [room_id, pending] : state.undecided)
    pending.ticks_left -= pending.ticks_left == 0 ? 0 : 1;
  decide_invites(self);
  wait_a_tick(self);
}

} // namespace musiclink::membership_steps
