#include "actors/resolver_steps.hpp"

#include "actors/conduct.hpp"
#include "core/backoff.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::resolver_steps {

namespace {

constexpr milliseconds longest_tick{60000};

bool is_void(self_pointer self, const errand& what) {
  auto found = self->state.questions.find(what.key);
  return found == self->state.questions.end() || found->second.turn != what.turn;
}

void perform_errand(self_pointer self, const std::string& name, errand what) {
  ++self->state.outlets.at(name).requests;
  log::debug("a resolver is asked",
             {{"resolver", name}, {"link", self->state.questions.at(what.key).about.canonical}});
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

/// Takes out the errands for which it is too late, or will be before the next request
/// is allowed. Looks only when there are some: a queue may be long.
std::vector<errand> take_overdue(outlet& from, unix_ms now) {
  std::vector<errand> overdue;
  const auto allowed = from.budget.allowed_at(now);
  if (from.queue.empty() || allowed < from.earliest)
    return overdue;
  std::erase_if(from.queue, [&](errand& one) {
    if (one.until > allowed)
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

void recall_budgets(self_pointer self) {
  self->request(self->state.memory, store_deadline, load_budgets{})
      .then(
          [self](const known_budgets& what) {
            for (const auto& one : what.entries)
              self->state.outlets[one.outlet].budget = request_budget(0, one.record);
          },
          on_broken(self, "load_budgets"));
}

outlet& outlet_of(self_pointer self, const std::string& name, double per_minute) {
  auto& which = self->state.outlets[name];
  if (which.per_minute != per_minute) {
    which.per_minute = per_minute;
    which.budget = request_budget(per_minute, which.budget.record());
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

namespace {

template<class Then>
void save(self_pointer self, const std::string& name, Then then) {
  const auto& budget = self->state.outlets.at(name).budget;
  self->request(self->state.memory, store_deadline,
                save_budget{{name, budget.record(), budget.forgotten_at()}})
      .then(std::move(then), on_broken(self, "save_budget"));
}

/// One write at a time: what is taken meanwhile goes with the next.
void perform_taken(self_pointer self, const std::string& name) {
  auto& which = self->state.outlets.at(name);
  if (which.saving || which.taken.empty())
    return;
  which.saving = true;
  save(self, name,
       [self, name, epoch = self->state.epoch,
        ready = std::exchange(which.taken, {})](const saved&) mutable {
         self->state.outlets.at(name).saving = false;
         for (auto& one : ready)
           if (epoch == self->state.epoch && !is_void(self, one))
             perform_errand(self, name, std::move(one));
         perform_taken(self, name);
       });
}

/// Without the address, of which there may be many.
std::string_view label_of(std::string_view name) {
  constexpr std::string_view idonthavespotify = "idonthavespotify";
  return name.starts_with(idonthavespotify) ? idonthavespotify : name;
}

std::string_view to_key(outcome how) {
  switch (how) {
  case outcome::ok:
    return "ok";
  case outcome::refused:
    return "refused";
  case outcome::limited:
    return "limited";
  case outcome::failed:
    break;
  }
  return "failed";
}

} // namespace

void hold_back(self_pointer self, const std::string& name,
               const std::optional<std::chrono::seconds>& told) {
  auto& state = self->state;
  auto time = told ? backoff_told(*told, 1, state.around.random()) : longest_tick;
  state.outlets.at(name).budget.hold_back(state.around.now(), time);
  save(self, name, [](const saved&) {});
}

void count(self_pointer self, const std::string& name, outcome how) {
  if (how == outcome::failed)
    ++self->state.outlets.at(name).failures;
  self->state.around.meters->resolver_request(label_of(name), to_key(how));
}

void show_requests(self_pointer self) {
  auto& meters = *self->state.around.meters;
  for (const auto& one : self->state.chain) {
    if (one.type == resolver_type::idonthavespotify)
      meters.resolver(label_of(outlet_name(one)));
    if (one.type == resolver_type::catalog)
      for (const auto& each : catalog::endpoints(one))
        meters.resolver(label_of(outlet_name(each.at)));
  }
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
      if (wait > milliseconds{0}) {
        tick_later(self, name, which, wait);
        break;
      }
      which.taken.push_back(std::move(which.queue.front()));
    }
    which.queue.pop_front();
  }
  perform_taken(self, name);
}

} // namespace musiclink::resolver_steps
