#include "actors/membership_steps.hpp"

#include "core/log.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::membership_steps {

membership_state::entry* entry_of(membership_state& state, const std::string& room_id) {
  auto found =
      std::find_if(state.entries.begin(), state.entries.end(),
                   [&](const membership_state::entry& one) { return one.room_id == room_id; });
  return found == state.entries.end() ? nullptr : &*found;
}

namespace {

/// Anybody may send thousands of invites.
constexpr std::size_t most_rejecting = 4;

void on_rejected(self_pointer self, const reject_again& what, const http_response& answer) {
  auto failure = matrix::failure_of(answer);
  if (!failure)
    return;
  if (account_stopped(self, *failure)) // with the next session
    return self->state.unwanted.push_back(what);
  log::warn("the invite could not be rejected",
            {{"room", what.room_id}, {"reason", failure->text}});
  if (failure->kind != matrix::failure_kind::permanent)
    self->delayed_send(self, retry_time(self, *failure, what.failures + 1),
                       reject_again{what.room_id, what.failures + 1});
}

} // namespace

void reject_more(self_pointer self) {
  auto& state = self->state;
  while (state.session && state.rejecting < most_rejecting && !state.unwanted.empty()) {
    auto what = std::move(state.unwanted.front());
    state.unwanted.pop_front();
    ++state.rejecting;
    send_request(self, matrix::leave(state.session->as, what.room_id),
                 [self, what](const http_response& answer) {
                   --self->state.rejecting;
                   on_rejected(self, what, answer);
                   reject_more(self);
                 });
  }
}

void reject(self_pointer self, const reject_again& what) {
  self->state.unwanted.push_back(what);
  reject_more(self);
}

namespace {

void on_invite(self_pointer self, const room_news::invite& invite) {
  auto& state = self->state;
  if (auto* which = entry_of(state, invite.room_id)) {
    log::info("invited", {{"room", invite.room_id}, {"by", invite.inviter}});
    which->joined = false;
    which->sent_away = false;
    which->busy = false;
    which->failures = 0;
    if (state.joined_rooms)
      state.joined_rooms->erase(invite.room_id);
    return settle(self, static_cast<std::size_t>(which - state.entries.data()));
  }
  log::warn("invite rejected: the room is not in the allowlist",
            {{"room", invite.room_id}, {"by", invite.inviter}});
  reject(self, {invite.room_id, 0});
}

} // namespace

void decide_invites(self_pointer self) {
  auto& state = self->state;
  bool known = std::all_of(state.entries.begin(), state.entries.end(),
                           [](const membership_state::entry& one) { return one.tried; });
  if (!state.session || !known)
    return;
  for (const auto& invite : std::exchange(state.undecided, {}))
    on_invite(self, invite);
}

} // namespace musiclink::membership_steps
