#include "actors/resolver_steps.hpp"

#include "core/backoff.hpp"
#include "core/log.hpp"
#include "core/resolvers/idonthavespotify.hpp"

#include <utility>
#include <variant>

namespace musiclink::resolver_steps {

namespace {

using trouble = idonthavespotify::trouble;

constexpr unsigned tries_per_link = 3;
constexpr unsigned links_of_an_outage = 3;
constexpr milliseconds first_retry{1000};
constexpr milliseconds longest_retry{30000};
/// How long a question waits for one resolver where there is another to ask.
constexpr milliseconds longest_wait_before_next{15000};

outcome outcome_of(trouble::kind what) {
  switch (what) {
  case trouble::kind::refused:
    return outcome::refused;
  case trouble::kind::limited:
    return outcome::limited;
  case trouble::kind::unclear:
  case trouble::kind::transient:
    break;
  }
  return outcome::failed;
}

void on_trouble(self_pointer self, const std::string& name, errand what, const trouble& why) {
  auto& state = self->state;
  auto& asked = state.questions.at(what.key);
  auto& health = state.outlets.at(name).health;
  log::warn("a resolver gave no answer",
            {{"resolver", name}, {"link", asked.about.canonical}, {"reason", why.text}});
  count(self, name, outcome_of(why.what));
  switch (why.what) {
  case trouble::kind::refused:
    health.worked();
    state.outlets.at(name).unclear = 0;
    return go_on(self, what.key, false);
  case trouble::kind::limited:
    hold_back(self, name, why.retry_after);
    return send_out_again(self, name, std::move(what));
  case trouble::kind::unclear:
  case trouble::kind::transient:
    break;
  }
  if (why.what == trouble::kind::transient)
    health.failed(state.around.now());
  if (++asked.failures < tries_per_link && !health.is_open(state.around.now())) {
    auto time = backoff(asked.failures, first_retry, longest_retry, state.around.random());
    self->delayed_send(self, time, question_tick{state.epoch, what.key});
    return;
  }
  // The same answer to several links is no word about any of them (FACTS 4.1).
  auto& unclear = state.outlets.at(name).unclear;
  if (why.what == trouble::kind::unclear && asked.rounds == 0)
    ++unclear;
  bool is_down = why.what == trouble::kind::transient || unclear >= links_of_an_outage;
  if (is_down && why.what != trouble::kind::transient)
    health.failed(state.around.now());
  go_on(self, what.key, is_down);
}

void on_offer(self_pointer self, const std::string& key, const answer& offered) {
  if (offered.how == completeness::not_found)
    go_on(self, key, false);
  else if (catalog_in(self->state.chain))
    start_walk(self, key, offered);
  else
    remember_and_deliver(self, key, offered);
}

} // namespace

bool ask_idonthavespotify(self_pointer self, const std::string& key,
                          const resolver_settings& resolver, bool is_last) {
  auto& state = self->state;
  auto& asked = state.questions.at(key);
  auto request = idonthavespotify::question(asked.about, resolver);
  if (!request)
    return false;
  auto name = outlet_name(resolver);
  auto now = state.around.now();
  if (outlet_of(self, name, resolver.requests_per_minute).health.is_open(now)) {
    asked.unheard = true;
    return false;
  }
  auto until = is_last ? asked.until : now + longest_wait_before_next.count();
  send_out(self, name, {key, ++asked.turn, 0, std::move(*request), until, 0});
  return true;
}

void on_idonthavespotify(self_pointer self, const std::string& name, errand what,
                         const http_response& response) {
  auto& state = self->state;
  auto read = idonthavespotify::read(response, state.questions.at(what.key).about);
  if (const auto* why = std::get_if<trouble>(&read))
    return on_trouble(self, name, std::move(what), *why);
  state.outlets.at(name).health.worked();
  state.outlets.at(name).unclear = 0;
  count(self, name, outcome::ok);
  on_offer(self, what.key, std::get<answer>(read));
}

} // namespace musiclink::resolver_steps
