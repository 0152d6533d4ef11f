#include "actors/resolver.hpp"

#include "actors/conduct.hpp"
#include "actors/resolver_steps.hpp"
#include "core/backoff.hpp"
#include "core/resolvers/songlink_page.hpp"

#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace musiclink {

namespace resolver_steps {

namespace {

constexpr milliseconds first_round{10000};
constexpr milliseconds longest_round{300000};

// -- answering --------------------------------------------------------------------

/// Found, partly found and not found each have their own age: what may become
/// more is not kept as long as what is complete.
unix_ms expiry_of(const config& values, completeness how, unix_ms now) {
  return now + (how == completeness::found ? milliseconds(values.cache.ttl)
                                           : milliseconds(values.cache.negative_ttl))
                   .count();
}

} // namespace

void deliver(self_pointer self, const std::string& key, const resolved& what) {
  auto found = self->state.questions.find(key);
  if (found == self->state.questions.end())
    return;
  const auto& asked = found->second;
  if (asked.turn > 0) // it was not in the cache
    self->state.around.meters->resolved(milliseconds(self->state.around.now() - asked.asked_at));
  auto waiting = std::move(found->second.waiting);
  self->state.questions.erase(found);
  for (auto& one : waiting)
    one.then(what);
}

void remember_and_deliver(self_pointer self, const std::string& key, const answer& known) {
  auto& state = self->state;
  auto now = state.around.now();
  store::cached_answer entry{known, now, expiry_of(state.values->values, known.how, now)};
  self->request(state.memory, store_deadline, remember_link{key, std::move(entry)})
      .then([](const saved&) {}, on_broken(self, "remember_link"));
  deliver(self, key, {known, {}});
}

namespace {

// -- the chain --------------------------------------------------------------------

/// Starts with the first resolver, or with what the link leads to.
void begin(self_pointer self, const std::string& key) {
  auto& asked = self->state.questions.at(key);
  ++asked.turn;
  asked.resolver = 0;
  asked.failures = 0;
  asked.unheard = false;
  asked.walk.reset();
  asked.hops.reset();
  if (leads_elsewhere(asked.about))
    follow(self, key);
  else
    ask_next(self, key);
}

const resolved nobody_asked{std::nullopt, "no resolver could be asked"};

/// Takes out those whose patience ends before that time.
std::vector<asker> take_impatient(question& asked, unix_ms time) {
  auto late = std::stable_partition(asked.waiting.begin(), asked.waiting.end(),
                                    [time](const asker& one) { return one.until >= time; });
  std::vector<asker> result(std::make_move_iterator(late),
                            std::make_move_iterator(asked.waiting.end()));
  asked.waiting.erase(late, asked.waiting.end());
  return result;
}

/// Somebody could not be asked: after a while the chain is gone through again,
/// for an outage of some minutes shall cost no reply.
void start_over(self_pointer self, const std::string& key) {
  auto& state = self->state;
  auto& asked = state.questions.at(key);
  auto time = backoff(++asked.rounds, first_round, longest_round, state.around.random());
  auto again_at = state.around.now() + time.count();
  if (again_at > asked.until)
    return deliver(self, key, nobody_asked);
  asked.failures = 0;
  self->delayed_send(self, time, question_tick{state.epoch, key});
  for (auto& one : take_impatient(asked, again_at))
    one.then(nobody_asked);
}

/// Nobody is left to be asked.
void end_chain(self_pointer self, const std::string& key) {
  if (self->state.questions.at(key).unheard)
    return start_over(self, key);
  log::info("no resolver knows the link",
            {{"link", self->state.questions.at(key).about.canonical}});
  self->state.around.meters->link_unknown();
  remember_and_deliver(self, key, {});
}

/// The last resort is no answer about the song: it is not kept for long.
bool offer_page(self_pointer self, const std::string& key) {
  auto known = songlink_page::page_of(self->state.questions.at(key).about);
  if (known.how == completeness::not_found)
    return false;
  known.how = completeness::partial;
  remember_and_deliver(self, key, known);
  return true;
}

bool ask(self_pointer self, const std::string& key, std::size_t index) {
  const auto resolver = self->state.chain[index];
  switch (resolver.type) {
  case resolver_type::idonthavespotify:
    return ask_idonthavespotify(self, key, resolver, index + 1 == self->state.chain.size());
  case resolver_type::catalog:
    start_walk(self, key, std::nullopt);
    return true;
  case resolver_type::songlink_page:
    return offer_page(self, key);
  }
  return false;
}

} // namespace

void ask_next(self_pointer self, const std::string& key) {
  auto& state = self->state;
  for (;;) {
    auto& asked = state.questions.at(key);
    if (asked.resolver >= state.chain.size() || leads_elsewhere(asked.about))
      return end_chain(self, key);
    if (ask(self, key, asked.resolver))
      return;
    ++asked.resolver;
  }
}

void go_on(self_pointer self, const std::string& key, bool unheard) {
  auto& asked = self->state.questions.at(key);
  asked.unheard = asked.unheard || unheard;
  ++asked.resolver;
  asked.failures = 0;
  ask_next(self, key);
}

// -- what comes back --------------------------------------------------------------

void on_response(self_pointer self, const std::string& name, errand what,
                 const http_response& response) {
  const auto& asked = self->state.questions.at(what.key);
  if (asked.walk)
    on_step(self, name, std::move(what), response);
  else if (asked.hops)
    on_hop(self, what.key, response);
  else
    on_idonthavespotify(self, name, std::move(what), response);
}

void on_overdue(self_pointer self, const errand& what) {
  const auto& asked = self->state.questions.at(what.key);
  if (asked.walk)
    on_step_overdue(self, what);
  else if (asked.hops)
    on_hop_overdue(self, what.key);
  else
    go_on(self, what.key, true);
}

namespace {

/// Storefronts differ in what catalog finds there, and matter to nobody else.
std::string key_of(self_pointer self, const resolve& what) {
  return catalog_in(self->state.chain) ? what.about.canonical + ' ' + what.country
                                       : what.about.canonical;
}

} // namespace

void take(self_pointer self, const resolve& what, std::function<void(const resolved&)> then) {
  auto& state = self->state;
  auto key = key_of(self, what);
  auto now = state.around.now();
  auto [found, fresh] = state.questions.try_emplace(key);
  auto& asked = found->second;
  const auto until = now + what.patience.count();
  asked.waiting.push_back({std::move(then), until});
  asked.until = std::max(asked.until, until);
  if (!fresh)
    return state.around.meters->cache("joined");
  asked.about = what.about;
  asked.country = what.country;
  asked.asked_at = now;
  asked.elsewhere = true;
  self->request(state.memory, store_deadline, look_up_link{key, now})
      .then(
          [self, key](const looked_up& known) {
            self->state.questions.at(key).elsewhere = false;
            self->state.around.meters->cache(known.entry ? "hit" : "miss");
            log::debug("a link is looked up",
                       {{"link", self->state.questions.at(key).about.canonical},
                        {"cache", known.entry ? "hit" : "miss"}});
            if (known.entry)
              deliver(self, key, {known.entry->value, {}});
            else
              begin(self, key);
          },
          on_broken(self, "look_up_link"));
}

namespace {

caf::result<resolved> promise_answer(self_pointer self, const resolve& what) {
  auto promise = self->make_response_promise<resolved>();
  take(self, what, [promise](const resolved& known) mutable { promise.deliver(known); });
  return promise;
}

/// With another chain every question under way starts anew at its first.
void use(self_pointer self, const std::vector<resolver_settings>& chain) {
  auto& state = self->state;
  ++state.epoch;
  state.chain = chain;
  show_requests(self);
  for (auto& [name, which] : state.outlets) {
    which.queue.clear();
    which.taken.clear();
    which.next_tick = 0;
  }
  std::vector<std::string> under_way;
  for (const auto& [key, asked] : state.questions)
    if (!asked.elsewhere) // goes on by itself
      under_way.push_back(key);
  for (const auto& key : under_way)
    if (state.questions.contains(key))
      begin(self, key);
}

/// After a failure the same resolver is asked again, after a round the first.
void ask_again(self_pointer self, const std::string& key) {
  auto found = self->state.questions.find(key);
  if (found == self->state.questions.end())
    return;
  if (found->second.failures == 0)
    return begin(self, key);
  ask_next(self, key);
}

} // namespace

} // namespace resolver_steps

resolver_impl::behavior_type resolver(resolver_impl::stateful_pointer<resolver_state> self,
                                      http_actor http, link_memory_actor memory,
                                      surroundings around) {
  using namespace resolver_steps;
  report_exceptions(self, "resolver");
  auto& state = self->state;
  state.http = std::move(http);
  state.memory = std::move(memory);
  state.around = std::move(around);
  recall_budgets(self);
  return {
      [self](const settings_changed& what) {
        auto& now = self->state;
        bool changed = !now.values || now.values->values.resolvers != what.now->values.resolvers;
        now.values = what.now;
        if (changed)
          use(self, what.now->values.resolvers);
      },
      [self](const resolve& what) { return promise_answer(self, what); },
      [self](const report&) { return describe(self); },
      [self](const outlet_tick& tick) {
        auto found = self->state.outlets.find(tick.outlet);
        if (tick.epoch != self->state.epoch || found == self->state.outlets.end())
          return;
        found->second.next_tick = 0;
        pump(self, tick.outlet);
      },
      [self](const question_tick& tick) {
        if (tick.epoch == self->state.epoch)
          ask_again(self, tick.key);
      },
  };
}

} // namespace musiclink
