#include "actors/pacer.hpp"

#include "actors/conduct.hpp"
#include "core/log.hpp"

#include <string>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = pacer_impl::stateful_pointer<pacer_state>;

void come_back(self_pointer self, milliseconds time) {
  auto& state = self->state;
  auto due = state.around.now() + time.count();
  if (state.tick_due != 0 && state.tick_due <= due)
    return;
  state.tick_due = due;
  self->delayed_send(self, time, pacer_tick{++state.tick});
}

void give_turns(self_pointer self) {
  auto& state = self->state;
  while (!state.waiting.empty()) {
    auto now = state.around.now();
    if (auto time = state.pace.until_turn(now); time > milliseconds::zero())
      return come_back(self, time);
    auto next = state.waiting.extract(state.waiting.begin());
    const auto& who = next.mapped().what;
    state.turns[who.sender] = who.room;
    state.pace.begin(who.room, now);
    next.mapped().promise.deliver(your_turn{});
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

void log_change(std::optional<milliseconds> before, std::optional<milliseconds> after) {
  if (after && before != after)
    log::warn("the homeserver limits the account: rooms take turns",
              {{"paceMs", std::to_string(after->count())}});
}

void on_ended(self_pointer self, const turn_ended& what) {
  auto& state = self->state;
  if (auto place = state.tickets.find(what.sender);
      place != state.tickets.end() && what.how != turn_result::refused) {
    state.waiting.erase(place->second);
    state.tickets.erase(place);
  }
  auto before = state.pace.limit();
  if (auto turn = state.turns.extract(what.sender))
    state.pace.end(turn.mapped(), what.how, what.told, state.around.now());
  log_change(before, state.pace.limit());
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
        self->state.tick_due = 0;
        give_turns(self);
      },
  };
}

} // namespace musiclink
