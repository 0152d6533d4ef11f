#include "actors/resolver_steps.hpp"

#include "actors/conduct.hpp"
#include "core/backoff.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::resolver_steps {

namespace {

constexpr milliseconds longest_tick{60000};

bool is_void(self_pointer self, const errand& what) {
  auto found = self->state.questions.find(what.canonical);
  return found == self->state.questions.end() || found->second.turn != what.turn;
}

void perform_errand(self_pointer self, const std::string& name, errand what) {
  auto request = what.request;
  auto deadline = request.timeout + http_slack;
  self->request(self->state.http, deadline, perform{std::move(request)})
      .then(
          [self, name, what = std::move(what),
           epoch = self->state.epoch](const http_response& response) mutable {
            if (epoch == self->state.epoch && !is_void(self, what))
              on_response(self, name, std::move(what), response);
          },
          on_broken(self, "perform"));
}

/// Takes out the errands for which it is too late. Looks only when there are some:
/// a queue may be long.
std::vector<errand> take_overdue(outlet& from, unix_ms now) {
  std::vector<errand> overdue;
  if (from.queue.empty() || now < from.earliest)
    return overdue;
  std::erase_if(from.queue, [&](errand& one) {
    if (one.until > now)
      return false;
    overdue.push_back(std::move(one));
    return true;
  });
  from.earliest = from.queue.empty() ? 0 : std::ranges::min(from.queue, {}, &errand::until).until;
  return overdue;
}

/// Comes back when the budget has room, or somebody in the queue is too late.
void tick_later(self_pointer self, const std::string& name, outlet& which, milliseconds room) {
  auto& state = self->state;
  auto now = state.around.now();
  auto time =
      std::clamp(std::min(room, milliseconds(which.earliest - now)), milliseconds{1}, longest_tick);
  if (which.next_tick > now && which.next_tick <= now + time.count())
    return;
  which.next_tick = now + time.count();
  self->delayed_send(self, time, outlet_tick{state.epoch, name});
}

} // namespace

outlet& outlet_of(self_pointer self, const std::string& name, double per_minute) {
  auto& which = self->state.outlets[name];
  // A reload that leaves the rate alone does not fill the budget again.
  if (which.per_minute != per_minute) {
    which.per_minute = per_minute;
    which.budget = request_budget(per_minute);
  }
  return which;
}

namespace {

void note_deadline(outlet& which, const errand& what) {
  which.earliest = which.queue.empty() ? what.until : std::min(which.earliest, what.until);
}

} // namespace

void enqueue(outlet& which, errand what) {
  note_deadline(which, what);
  which.queue.push_back(std::move(what));
}

void send_out(self_pointer self, const std::string& name, errand what) {
  enqueue(self->state.outlets.at(name), std::move(what));
  pump(self, name);
}

void send_out_again(self_pointer self, const std::string& name, errand what) {
  auto& which = self->state.outlets.at(name);
  note_deadline(which, what);
  which.queue.push_front(std::move(what));
  pump(self, name);
}

void hold_back(self_pointer self, const std::string& name,
               const std::optional<std::chrono::seconds>& told) {
  auto& state = self->state;
  auto time = told ? backoff_told(*told, state.around.random()) : longest_tick;
  state.outlets.at(name).budget.hold_until(state.around.now() + time.count());
}

void pump(self_pointer self, const std::string& name) {
  auto& state = self->state;
  auto& which = state.outlets.at(name);
  for (const auto& one : take_overdue(which, state.around.now()))
    if (!is_void(self, one))
      on_overdue(self, one);
  while (!which.queue.empty()) {
    if (!is_void(self, which.queue.front())) {
      auto wait = which.budget.take(state.around.now());
      if (wait > milliseconds{0})
        return tick_later(self, name, which, wait);
      perform_errand(self, name, std::move(which.queue.front()));
    }
    which.queue.pop_front();
  }
}

} // namespace musiclink::resolver_steps
