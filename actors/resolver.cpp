#include "actors/resolver.hpp"

#include "actors/conduct.hpp"
#include "core/backoff.hpp"
#include "core/resolvers/idonthavespotify.hpp"

#include <algorithm>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = resolver_impl::stateful_pointer<resolver_state>;
using question = resolver_state::question;
using trouble = idonthavespotify::trouble;

constexpr unsigned tries_per_backend = 3;
constexpr milliseconds first_retry{1000};
constexpr milliseconds longest_retry{30000};
constexpr milliseconds longest_tick{60000};
constexpr milliseconds first_round{10000};
constexpr milliseconds longest_round{300000};
/// A question that waited this long is given up; less than its asker's deadline.
constexpr milliseconds longest_wait{25 * 60 * 1000};

void pump(self_pointer self, std::size_t index);

// -- answering --------------------------------------------------------------------

void deliver(self_pointer self, const std::string& canonical, const resolved& what) {
  auto found = self->state.questions.find(canonical);
  if (found == self->state.questions.end())
    return;
  auto waiting = std::move(found->second.waiting);
  self->state.questions.erase(found);
  for (auto& promise : waiting)
    promise.deliver(what);
}

/// Found, partly found and not found each have their own age: what may become
/// more is not kept as long as what is complete.
unix_ms expiry_of(const config& values, completeness how, unix_ms now) {
  return now + (how == completeness::found ? milliseconds(values.cache.ttl)
                                           : milliseconds(values.cache.negative_ttl))
                   .count();
}

void remember_and_deliver(self_pointer self, const std::string& canonical, const answer& known) {
  auto& state = self->state;
  auto now = state.around.now();
  store::cached_answer entry{known, now, expiry_of(state.values->values, known.how, now)};
  self->request(state.storekeeper, store_deadline, remember_link{canonical, std::move(entry)})
      .then([](const saved&) {}, on_broken(self, "remember_link"));
  deliver(self, canonical, {known, {}});
}

// -- asking -----------------------------------------------------------------------

/// Somebody could not be asked: after a while the chain is gone through again,
/// for an outage of some minutes shall cost no reply.
void start_over(self_pointer self, const std::string& canonical) {
  auto& state = self->state;
  auto& asked = state.questions.at(canonical);
  auto time = backoff(++asked.rounds, first_round, longest_round, state.around.random());
  if (state.around.now() + time.count() - asked.asked_at > longest_wait.count())
    return deliver(self, canonical, {std::nullopt, "no resolver could be asked"});
  asked.backend = 0;
  asked.failures = 0;
  asked.unheard = false;
  self->delayed_send(self, time, question_tick{state.epoch, canonical});
}

/// Puts the question to the next back end that takes it; at the end of the chain
/// it is answered: not known, or it is begun anew.
void ask_next(self_pointer self, const std::string& canonical) {
  auto& state = self->state;
  auto& asked = state.questions.at(canonical);
  for (; asked.backend < state.backends.size(); ++asked.backend) {
    auto& backend = state.backends[asked.backend];
    if (!idonthavespotify::question(asked.about, backend.settings))
      continue;
    asked.failures = 0;
    backend.queue.push_back(canonical);
    return pump(self, asked.backend);
  }
  if (asked.unheard)
    return start_over(self, canonical);
  log::info("no resolver knows the link", {{"link", canonical}});
  remember_and_deliver(self, canonical, {});
}

void give_up_backend(self_pointer self, const std::string& canonical, bool unheard) {
  auto& asked = self->state.questions.at(canonical);
  asked.unheard = asked.unheard || unheard;
  ++asked.backend;
  ask_next(self, canonical);
}

void on_trouble(self_pointer self, const std::string& canonical, const trouble& why) {
  auto& state = self->state;
  auto& asked = state.questions.at(canonical);
  auto& backend = state.backends[asked.backend];
  log::warn("a resolver did not answer", {{"link", canonical}, {"reason", why.text}});
  if (why.what == trouble::kind::refused)
    return give_up_backend(self, canonical, false);
  auto random = state.around.random();
  if (why.what == trouble::kind::limited) {
    auto told = why.retry_after ? backoff_told(*why.retry_after, random) : longest_tick;
    backend.budget.hold_until(state.around.now() + told.count());
    backend.queue.push_front(canonical);
    return pump(self, asked.backend);
  }
  if (++asked.failures >= tries_per_backend)
    return give_up_backend(self, canonical, why.what == trouble::kind::transient);
  auto time = backoff(asked.failures, first_retry, longest_retry, random);
  self->delayed_send(self, time, question_tick{state.epoch, canonical});
}

void ask(self_pointer self, const std::string& canonical) {
  auto& state = self->state;
  const auto& asked = state.questions.at(canonical);
  auto request = idonthavespotify::question(asked.about, state.backends[asked.backend].settings);
  auto deadline = request->timeout + http_slack;
  self->request(state.http, deadline, perform{std::move(*request)})
      .then(
          [self, canonical, epoch = state.epoch](const http_response& response) {
            auto& then = self->state;
            auto found = then.questions.find(canonical);
            if (epoch != then.epoch || found == then.questions.end())
              return;
            auto read = idonthavespotify::read(response, found->second.about);
            if (const auto* why = std::get_if<trouble>(&read))
              on_trouble(self, canonical, *why);
            else if (const auto& known = std::get<answer>(read);
                     known.how == completeness::not_found)
              give_up_backend(self, canonical, false);
            else
              remember_and_deliver(self, canonical, known);
          },
          on_broken(self, "perform"));
}

/// Drops the questions that waited too long; they are in order of age.
void drop_overdue(self_pointer self, std::size_t index) {
  auto& state = self->state;
  while (!state.backends[index].queue.empty()) {
    auto canonical = state.backends[index].queue.front();
    auto asked = state.questions.find(canonical);
    if (asked != state.questions.end() &&
        state.around.now() - asked->second.asked_at < longest_wait.count())
      return;
    state.backends[index].queue.pop_front();
    deliver(self, canonical, {std::nullopt, "no resolver had time for the question"});
  }
}

/// Asks a back end as much as its budget allows; comes back when there is more.
void pump(self_pointer self, std::size_t index) {
  auto& state = self->state;
  drop_overdue(self, index);
  auto& backend = state.backends[index];
  while (!backend.queue.empty()) {
    auto wait = backend.budget.take(state.around.now());
    if (wait > milliseconds{0}) {
      if (!std::exchange(backend.ticking, true))
        self->delayed_send(self, std::min(wait, longest_tick), budget_tick{state.epoch, index});
      return;
    }
    auto canonical = std::move(backend.queue.front());
    backend.queue.pop_front();
    ask(self, canonical);
  }
}

caf::result<resolved> take(self_pointer self, const resolve& what) {
  auto& state = self->state;
  auto promise = self->make_response_promise<resolved>();
  auto canonical = what.about.canonical;
  auto [found, fresh] = state.questions.try_emplace(canonical);
  found->second.waiting.push_back(promise);
  if (!fresh)
    return promise;
  found->second.about = what.about;
  found->second.asked_at = state.around.now();
  found->second.looking_up = true;
  self->request(state.storekeeper, store_deadline, look_up_link{canonical, state.around.now()})
      .then(
          [self, canonical](const looked_up& known) {
            self->state.questions.at(canonical).looking_up = false;
            if (known.entry)
              deliver(self, canonical, {known.entry->value, {}});
            else
              ask_next(self, canonical);
          },
          on_broken(self, "look_up_link"));
  return promise;
}

/// A reload that leaves address and budget alone does not fill the budget again.
request_budget budget_of(const std::vector<resolver_state::backend>& before,
                         const resolver_settings& now) {
  for (const auto& one : before)
    if (one.settings.url == now.url && one.settings.requests_per_minute == now.requests_per_minute)
      return one.budget;
  return request_budget(now.requests_per_minute);
}

/// With other back ends every question under way starts anew at the first.
void use(self_pointer self, const std::vector<resolver_settings>& resolvers) {
  auto& state = self->state;
  ++state.epoch;
  auto before = std::exchange(state.backends, {});
  for (const auto& one : resolvers)
    if (one.type == resolver_type::idonthavespotify)
      state.backends.push_back({one, budget_of(before, one), {}, false});
  std::vector<std::string> under_way;
  for (auto& [canonical, asked] : state.questions) {
    if (asked.looking_up)
      continue; // goes on by itself
    asked.backend = 0;
    under_way.push_back(canonical);
  }
  for (const auto& canonical : under_way)
    ask_next(self, canonical);
}

} // namespace

resolver_impl::behavior_type resolver(self_pointer self, http_actor http,
                                      storekeeper_actor storekeeper, surroundings around) {
  report_exceptions(self, "resolver");
  auto& state = self->state;
  state.http = std::move(http);
  state.storekeeper = std::move(storekeeper);
  state.around = std::move(around);
  return {
      [self](const settings_changed& what) {
        auto& now = self->state;
        bool changed = !now.values || now.values->values.resolvers != what.now->values.resolvers;
        now.values = what.now;
        if (changed)
          use(self, what.now->values.resolvers);
      },
      [self](const resolve& what) { return take(self, what); },
      [self](const budget_tick& tick) {
        if (tick.epoch != self->state.epoch)
          return;
        self->state.backends[tick.backend].ticking = false;
        pump(self, tick.backend);
      },
      [self](const question_tick& tick) {
        auto found = self->state.questions.find(tick.canonical);
        if (tick.epoch != self->state.epoch || found == self->state.questions.end())
          return;
        if (found->second.failures == 0)
          return ask_next(self, tick.canonical);
        auto& backend = self->state.backends[found->second.backend];
        backend.queue.push_front(tick.canonical);
        pump(self, found->second.backend);
      },
  };
}

} // namespace musiclink
