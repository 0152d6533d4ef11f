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

void reject(self_pointer self, const std::string& room_id, unsigned failures) {
  send_request(self, matrix::leave(self->state.session->as, room_id),
               [self, room_id, failures](const http_response& answer) {
                 auto failure = matrix::failure_of(answer);
                 if (!failure || account_stopped(self, *failure))
                   return;
                 log::warn("the invite could not be rejected",
                           {{"room", room_id}, {"reason", failure->text}});
                 if (failure->kind != matrix::failure_kind::permanent)
                   self->delayed_send(self, retry_time(self, *failure, failures + 1),
                                      reject_again{room_id, failures + 1});
               });
}

void on_invite(self_pointer self, const room_news::invite& invite) {
  auto& state = self->state;
  if (auto* which = entry_of(state, invite.room_id)) {
    log::info("invited", {{"room", invite.room_id}, {"by", invite.inviter}});
    which->joined = false;
    which->busy = false;
    which->failures = 0;
    if (state.joined_rooms)
      state.joined_rooms->erase(invite.room_id);
    return settle(self, static_cast<std::size_t>(which - state.entries.data()));
  }
  log::warn("invite rejected: the room is not in the allowlist",
            {{"room", invite.room_id}, {"by", invite.inviter}});
  reject(self, invite.room_id, 0);
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

void reject_again_now(self_pointer self, const reject_again& what) {
  if (self->state.session)
    reject(self, what.room_id, what.failures);
}

} // namespace musiclink::membership_steps
