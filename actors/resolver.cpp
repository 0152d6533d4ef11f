#include "actors/resolver.hpp"

#include "actors/conduct.hpp"
#include "actors/resolver_steps.hpp"
#include "core/backoff.hpp"
#include "core/resolvers/idonthavespotify.hpp"
#include "core/resolvers/songlink_page.hpp"

#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <utility>

namespace musiclink {

namespace resolver_steps {

namespace {

using trouble = idonthavespotify::trouble;

constexpr unsigned tries_per_resolver = 3;
constexpr milliseconds first_retry{1000};
constexpr milliseconds longest_retry{30000};
constexpr milliseconds first_round{10000};
constexpr milliseconds longest_round{300000};
/// A question that waited this long is given up; less than its asker's deadline.
constexpr milliseconds longest_wait{25 * 60 * 1000};
/// How long a question waits for one resolver where there is another to ask.
constexpr milliseconds longest_wait_before_next{15000};

std::string outlet_name(const resolver_settings& resolver) {
  return "idonthavespotify " + resolver.url;
}

// -- answering --------------------------------------------------------------------

/// Found, partly found and not found each have their own age: what may become
/// more is not kept as long as what is complete.
unix_ms expiry_of(const config& values, completeness how, unix_ms now) {
  return now + (how == completeness::found ? milliseconds(values.cache.ttl)
                                           : milliseconds(values.cache.negative_ttl))
                   .count();
}

} // namespace

void deliver(self_pointer self, const std::string& canonical, const resolved& what) {
  auto found = self->state.questions.find(canonical);
  if (found == self->state.questions.end())
    return;
  auto waiting = std::move(found->second.waiting);
  self->state.questions.erase(found);
  for (auto& then : waiting)
    then(what);
}

void remember_and_deliver(self_pointer self, const std::string& canonical, const answer& known) {
  auto& state = self->state;
  auto now = state.around.now();
  store::cached_answer entry{known, now, expiry_of(state.values->values, known.how, now)};
  self->request(state.storekeeper, store_deadline, remember_link{canonical, std::move(entry)})
      .then([](const saved&) {}, on_broken(self, "remember_link"));
  deliver(self, canonical, {known, {}});
}

namespace {

// -- the chain --------------------------------------------------------------------

/// Starts with the first resolver, or with what the link leads to.
void begin(self_pointer self, const std::string& canonical) {
  auto& asked = self->state.questions.at(canonical);
  ++asked.turn;
  asked.resolver = 0;
  asked.failures = 0;
  asked.unheard = false;
  asked.walk.reset();
  asked.hops.reset();
  if (leads_elsewhere(asked.about))
    follow(self, canonical);
  else
    ask_next(self, canonical);
}

/// Somebody could not be asked: after a while the chain is gone through again,
/// for an outage of some minutes shall cost no reply.
void start_over(self_pointer self, const std::string& canonical) {
  auto& state = self->state;
  auto& asked = state.questions.at(canonical);
  auto time = backoff(++asked.rounds, first_round, longest_round, state.around.random());
  if (state.around.now() + time.count() - asked.asked_at > longest_wait.count())
    return deliver(self, canonical, {std::nullopt, "no resolver could be asked"});
  asked.failures = 0;
  self->delayed_send(self, time, question_tick{state.epoch, canonical});
}

/// Nobody is left to be asked.
void end_chain(self_pointer self, const std::string& canonical) {
  if (self->state.questions.at(canonical).unheard)
    return start_over(self, canonical);
  log::info("no resolver knows the link", {{"link", canonical}});
  remember_and_deliver(self, canonical, {});
}

/// Whether the question went to that resolver.
bool ask_idonthavespotify(self_pointer self, const std::string& canonical,
                          const resolver_settings& resolver, bool is_last) {
  auto& state = self->state;
  auto& asked = state.questions.at(canonical);
  auto request = idonthavespotify::question(asked.about, resolver);
  if (!request)
    return false;
  auto name = outlet_name(resolver);
  auto now = state.around.now();
  if (outlet_of(self, name, resolver.requests_per_minute).health.is_open(now)) {
    asked.unheard = true;
    return false;
  }
  auto until =
      is_last ? asked.asked_at + longest_wait.count() : now + longest_wait_before_next.count();
  send_out(self, name, {canonical, ++asked.turn, 0, std::move(*request), until, 0});
  return true;
}

/// The last resort is no answer about the song: it is not kept for long.
bool offer_page(self_pointer self, const std::string& canonical) {
  auto known = songlink_page::page_of(self->state.questions.at(canonical).about);
  if (known.how == completeness::not_found)
    return false;
  known.how = completeness::partial;
  remember_and_deliver(self, canonical, known);
  return true;
}

bool ask(self_pointer self, const std::string& canonical, std::size_t index) {
  const auto resolver = self->state.chain[index];
  switch (resolver.type) {
  case resolver_type::idonthavespotify:
    return ask_idonthavespotify(self, canonical, resolver, index + 1 == self->state.chain.size());
  case resolver_type::catalog:
    start_walk(self, canonical, std::nullopt);
    return true;
  case resolver_type::songlink_page:
    return offer_page(self, canonical);
  }
  return false;
}

} // namespace

void ask_next(self_pointer self, const std::string& canonical) {
  auto& state = self->state;
  for (;;) {
    auto& asked = state.questions.at(canonical);
    if (asked.resolver >= state.chain.size() || leads_elsewhere(asked.about))
      return end_chain(self, canonical);
    if (ask(self, canonical, asked.resolver))
      return;
    ++asked.resolver;
  }
}

void go_on(self_pointer self, const std::string& canonical, bool unheard) {
  auto& asked = self->state.questions.at(canonical);
  asked.unheard = asked.unheard || unheard;
  ++asked.resolver;
  asked.failures = 0;
  ask_next(self, canonical);
}

namespace {

// -- idonthavespotify -------------------------------------------------------------

void on_trouble(self_pointer self, const std::string& name, errand what, const trouble& why) {
  auto& state = self->state;
  auto& asked = state.questions.at(what.canonical);
  auto& health = state.outlets.at(name).health;
  log::warn("a resolver did not answer", {{"link", what.canonical}, {"reason", why.text}});
  switch (why.what) {
  case trouble::kind::refused:
    health.worked();
    return go_on(self, what.canonical, false);
  case trouble::kind::limited:
    hold_back(self, name, why.retry_after);
    return send_out_again(self, name, std::move(what));
  case trouble::kind::unclear:
  case trouble::kind::transient:
    break;
  }
  bool transient = why.what == trouble::kind::transient;
  if (transient)
    health.failed(state.around.now());
  if (++asked.failures >= tries_per_resolver || health.is_open(state.around.now()))
    return go_on(self, what.canonical, transient);
  auto time = backoff(asked.failures, first_retry, longest_retry, state.around.random());
  self->delayed_send(self, time, question_tick{state.epoch, what.canonical});
}

bool is_judged(const std::vector<resolver_settings>& chain) {
  return std::ranges::find(chain, resolver_type::catalog, &resolver_settings::type) != chain.end();
}

void on_offer(self_pointer self, const std::string& canonical, const answer& offered) {
  if (offered.how == completeness::not_found)
    go_on(self, canonical, false);
  else if (is_judged(self->state.chain))
    start_walk(self, canonical, offered);
  else
    remember_and_deliver(self, canonical, offered);
}

void on_idonthavespotify(self_pointer self, const std::string& name, errand what,
                         const http_response& response) {
  auto& state = self->state;
  auto read = idonthavespotify::read(response, state.questions.at(what.canonical).about);
  if (const auto* why = std::get_if<trouble>(&read))
    return on_trouble(self, name, std::move(what), *why);
  state.outlets.at(name).health.worked();
  on_offer(self, what.canonical, std::get<answer>(read));
}

} // namespace

// -- what comes back --------------------------------------------------------------

void on_response(self_pointer self, const std::string& name, errand what,
                 const http_response& response) {
  const auto& asked = self->state.questions.at(what.canonical);
  if (asked.walk)
    on_step(self, name, std::move(what), response);
  else if (asked.hops)
    on_hop(self, what.canonical, response);
  else
    on_idonthavespotify(self, name, std::move(what), response);
}

void on_overdue(self_pointer self, const errand& what) {
  const auto& asked = self->state.questions.at(what.canonical);
  if (asked.walk)
    on_step_overdue(self, what);
  else if (asked.hops)
    on_hop_overdue(self, what.canonical);
  else
    go_on(self, what.canonical, true);
}

void take(self_pointer self, const link& about, std::function<void(const resolved&)> then) {
  auto& state = self->state;
  auto canonical = about.canonical;
  auto [found, fresh] = state.questions.try_emplace(canonical);
  found->second.waiting.push_back(std::move(then));
  if (!fresh)
    return;
  found->second.about = about;
  found->second.asked_at = state.around.now();
  found->second.elsewhere = true;
  self->request(state.storekeeper, store_deadline, look_up_link{canonical, state.around.now()})
      .then(
          [self, canonical](const looked_up& known) {
            self->state.questions.at(canonical).elsewhere = false;
            if (known.entry)
              deliver(self, canonical, {known.entry->value, {}});
            else
              begin(self, canonical);
          },
          on_broken(self, "look_up_link"));
}

namespace {

caf::result<resolved> promise_answer(self_pointer self, const resolve& what) {
  auto promise = self->make_response_promise<resolved>();
  take(self, what.about, [promise](const resolved& known) mutable { promise.deliver(known); });
  return promise;
}

/// With another chain every question under way starts anew at its first.
void use(self_pointer self, const std::vector<resolver_settings>& chain) {
  auto& state = self->state;
  ++state.epoch;
  state.chain = chain;
  for (auto& [name, which] : state.outlets) {
    which.queue.clear();
    which.next_tick = 0;
  }
  std::vector<std::string> under_way;
  for (const auto& [canonical, asked] : state.questions)
    if (!asked.elsewhere) // goes on by itself
      under_way.push_back(canonical);
  for (const auto& canonical : under_way)
    if (state.questions.contains(canonical))
      begin(self, canonical);
}

/// After a failure the same resolver is asked again, after a round the first.
void ask_again(self_pointer self, const std::string& canonical) {
  auto found = self->state.questions.find(canonical);
  if (found == self->state.questions.end())
    return;
  if (found->second.failures == 0)
    return begin(self, canonical);
  ask_next(self, canonical);
}

} // namespace

} // namespace resolver_steps

resolver_impl::behavior_type resolver(resolver_impl::stateful_pointer<resolver_state> self,
                                      http_actor http, storekeeper_actor storekeeper,
                                      surroundings around) {
  using namespace resolver_steps;
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
      [self](const resolve& what) { return promise_answer(self, what); },
      [self](const outlet_tick& tick) {
        auto found = self->state.outlets.find(tick.outlet);
        if (tick.epoch != self->state.epoch || found == self->state.outlets.end())
          return;
        found->second.next_tick = 0;
        pump(self, tick.outlet);
      },
      [](const report&) { return resolver_report{}; },
      [self](const question_tick& tick) {
        if (tick.epoch == self->state.epoch)
          ask_again(self, tick.canonical);
      },
  };
}

} // namespace musiclink
