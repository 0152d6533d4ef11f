#include "actors/conduct.hpp"
#include "actors/room/steps.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace musiclink::room_steps {

namespace {

using watch = room_actor_state::watch;
using watch_key = room_actor_state::watch_key;

/// Events of one room that the resolver is asked about beside those of the queue. What
/// is known of the others, which may be thousands, is asked for in turns.
constexpr std::size_t most_watches = 64;
constexpr milliseconds shortest_turn{1000};
constexpr milliseconds longest_turn{30000};

/// What is left of the time of an unfinished event, and the turn that it has now.
struct duration {
  milliseconds left{0};
  milliseconds turn{0};
};

duration duration_of(self_pointer self, const store::unfinished_event& of) {
  const auto& how = self->state.brief->settings.reply;
  const milliseconds to_deadline{of.deadline - self->state.around.now()};
  const auto left = of.completes ? std::clamp(to_deadline, milliseconds{0}, of.within)
                                 : patience_left(self, of.first_claimed_at);
  const auto turn = std::clamp(how.answer_within, shortest_turn, longest_turn);
  return {left, std::clamp(left, shortest_turn, turn)};
}

/// It becomes a job again, which does with it what is to be done by now.
void resume(self_pointer self, const watch_key& key) {
  auto& state = self->state;
  state.watches.at(key).resuming = true;
  self->request(state.storekeeper, store_deadline,
                resume_event{state.brief->room_id, key.first, key.second, state.around.now()})
      .then(
          [self, key](const saved&) {
            auto& then = self->state;
            then.watches.erase(key);
            then.unspoken.erase(key.first);
            then.look_again = true;
            then.list_again = true;
            watch_more(self);
            look(self);
          },
          on_broken(self, "resume_event"));
}

/// Its questions were answered, or its turn is over, or both. What is known already, and is
/// not enough, does not count before the turn is over: or it would go in circles.
void judge(self_pointer self, const watch_key& key, const watch& which) {
  if (which.resuming || which.asked > 0)
    return;
  const auto& [event_id, completes] = key;
  // A reply is completed once: only when all is known, or its time ends.
  const bool is_news = which.something_known && !completes;
  if (which.all_final || (is_news && !self->state.unspoken.contains(event_id)))
    return resume(self, key);
  if (!which.turn_over)
    return;
  if (which.is_last || is_news)
    return resume(self, key);
  self->state.watches.erase(watch_key(key));
  self->state.list_again = true;
  watch_more(self);
}

void on_watch_answer(self_pointer self, const watch_key& key, std::uint64_t number,
                     const resolved& what) {
  auto found = self->state.watches.find(key);
  if (found == self->state.watches.end() || found->second.number != number)
    return;
  auto& which = found->second;
  which.all_final = which.all_final && what.final;
  which.something_known =
      which.something_known || (what.known && what.known->how != completeness::not_found);
  --which.asked;
  judge(self, key, which);
}

void ask(self_pointer self, const watch_key& key, watch& which,
         const store::unfinished_event& about) {
  const auto& settings = self->state.brief->settings;
  const auto time = duration_of(self, about);
  const auto wanted = answerable(about.event.links, settings);
  which.is_last = time.left <= time.turn;
  which.asked = wanted.size();
  if (wanted.empty() || !self->state.brief->refusal.empty())
    return resume(self, key); // its job knows what to do
  resolve question;
  question.country = settings.country;
  question.answer_within = time.turn;
  question.patience = std::max(time.left, time.turn);
  question.room_id = about.event.room_id;
  question.member = about.event.sender;
  for (const auto& one : wanted) {
    question.about = one;
    self->request(self->state.resolver, store_deadline, question)
        .then([self, key, number = which.number](
                  const resolved& what) { on_watch_answer(self, key, number, what); },
              on_broken(self, "resolve"));
  }
  self->delayed_send(self, time.turn, watch_tick{which.number});
}

void begin_watch(self_pointer self, const store::unfinished_event& about) {
  auto& state = self->state;
  const watch_key key{about.event.event_id, about.completes};
  auto& which = state.watches[key];
  // The event may have changed since it was watched.
  if (which.resuming || (which.number != 0 && which.links == about.event.links))
    return;
  which = {};
  which.number = ++state.last_watch;
  which.links = about.event.links;
  ask(self, key, which, about);
}

void on_listed(self_pointer self, const store::unfinished_result& what) {
  auto& state = self->state;
  state.listing = false;
  state.cursor = what.next;
  if (what.damaged != 0)
    log::error("records of the store are damaged: what they held is not answered or completed",
               {{"room", state.brief->room_id}, {"records", std::to_string(what.damaged)}});
  for (const auto& one : what.events)
    begin_watch(self, one);
  const bool is_end = what.next.waiting.empty() && what.next.completions.empty();
  state.list_again = state.list_again || !is_end;
  watch_more(self);
  look(self);
}

} // namespace

void watch_more(self_pointer self) {
  auto& state = self->state;
  if (!state.list_again || state.listing || state.watches.size() >= most_watches)
    return;
  state.list_again = false;
  state.listing = true;
  self->request(state.storekeeper, store_deadline,
                list_unfinished{state.brief->room_id, state.cursor, most_watches / 2})
      .then([self](const store::unfinished_result& what) { on_listed(self, what); },
            on_broken(self, "list_unfinished"));
}

void resume_all(self_pointer self) {
  for (const auto& [key, which] : self->state.watches)
    if (!which.resuming)
      resume(self, key);
}

void on_watch_tick(self_pointer self, const watch_tick& tick) {
  for (auto& [key, which] : self->state.watches)
    if (which.number == tick.number) {
      which.turn_over = true;
      return judge(self, watch_key(key), which);
    }
}

} // namespace musiclink::room_steps
