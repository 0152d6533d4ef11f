#include "actors/pacer.hpp"

#include "actors/conduct.hpp"
#include "core/edge/log.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = pacer_impl::stateful_pointer<pacer_state>;

void come_back(self_pointer self, milliseconds time) {
  auto& state = self->state;
  const auto due = state.around.steady() + time;
  if (state.tick_due && *state.tick_due <= due)
    return;
  state.tick_due = due;
  self->delayed_send(self, time, pacer_tick{++state.tick});
}

/// The first in line whose room has a place. People who have no reply yet go before those whose
/// reply is completed.
auto next_in_line(pacer_state& state) {
  const auto find = [&](bool can_wait) {
    return std::ranges::find_if(state.waiting, [&, can_wait](const auto& one) {
      const auto& what = one.second.what;
      return what.can_wait == can_wait && state.pace.has_place(what.room);
    });
  };
  const auto found = find(false);
  return found != state.waiting.end() ? found : find(true);
}

void give_turns(self_pointer self) {
  auto& state = self->state;
  while (!state.waiting.empty()) {
    const auto now = state.around.steady();
    if (auto time = state.pace.until_turn(now); time > milliseconds::zero())
      return come_back(self, time);
    const auto found = next_in_line(state);
    if (found == state.waiting.end())
      return; // until a send ends
    auto next = state.waiting.extract(found);
    const auto& who = next.mapped().what;
    state.turns[who.sender] = who.room;
    state.pace.begin(who.room, now);
    next.mapped().promise.deliver(your_turn{state.pace.per_second().has_value()});
  }
}

caf::result<your_turn> take_ticket(self_pointer self, const want_turn& what) {
  auto& state = self->state;
  auto [place, fresh] = state.tickets.try_emplace(what.sender, state.last_ticket + 1);
  if (fresh)
    ++state.last_ticket;
  auto promise = self->make_response_promise<your_turn>();
  state.waiting.insert_or_assign(place->second, pacer_state::wish{what, promise});
  give_turns(self);
  return promise;
}

/// The pace moves with each send: only that there is one, and that there is none any more, is
/// told in the log; the number is for the metrics.
void tell_pace(pacer_state& state, bool was_limited) {
  const auto now = state.pace.per_second();
  state.around.meters->send_pace(now);
  if (now && !was_limited)
    log::warn("the homeserver limits the account: rooms share a pace and take turns");
  else if (!now && was_limited)
    log::info("the homeserver does not limit the account any more");
}

void tell_hold(pacer_state& state, const turn_ended& what) {
  if (what.how == turn_result::held && state.problem.empty()) {
    state.problem = "the homeserver lets the account send nothing for now: " + what.reason +
                    "; replies wait, and it is tried again now and then";
    log::error(state.problem);
  } else if (!state.pace.is_held() && !state.problem.empty()) {
    state.problem.clear();
    log::info("the homeserver lets the account send again");
  }
}

void on_ended(self_pointer self, const turn_ended& what) {
  auto& state = self->state;
  const bool keeps_place = what.how == turn_result::refused || what.how == turn_result::held;
  if (auto place = state.tickets.find(what.sender); place != state.tickets.end() && !keeps_place) {
    state.waiting.erase(place->second);
    state.tickets.erase(place);
  }
  const bool was_limited = state.pace.per_second().has_value();
  if (auto turn = state.turns.extract(what.sender)) {
    state.pace.end(turn.mapped(), what.how, what.told, state.around.steady());
    tell_hold(state, what);
  }
  tell_pace(state, was_limited);
  give_turns(self);
}

} // namespace

pacer_impl::behavior_type pacer(self_pointer self, surroundings around) {
  report_exceptions(self, "pacer");
  self->state.around = std::move(around);
  return {
      [self](const want_turn& what) { return take_ticket(self, what); },
      [self](const turn_ended& what) { on_ended(self, what); },
      [self](const pacer_tick& what) {
        if (what.number != self->state.tick)
          return;
        self->state.tick_due.reset();
        give_turns(self);
      },
      [self](const report&) {
        const auto& state = self->state;
        return pacer_report{state.pace.per_second(), state.problem};
      },
  };
}

} // namespace musiclink
