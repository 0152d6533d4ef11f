#include "actors/resolver/steps.hpp"

#include "actors/conduct.hpp"
#include "core/match/judge.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::resolver_steps {

namespace {

/// How long a check may wait for its endpoint. All else waits as long as the question.
constexpr unix_ms longest_wait_of_check = 5000;
/// For questions that no answer needs; all others are tried as long as the question lasts.
constexpr unsigned most_tries_of_optional = 2;

void finish_walk(const question& asked, attempt& one) {
  one.known = one.walk->result();
  one.known.found.known_music = one.walk->is_known_music();
  one.is_done = true;
  one.is_unanswered = one.known.found.links.empty() && one.known.how == completeness::partial;
  if (one.is_judging && one.known.found.links.empty())
    log::info("what a resolver offered is not surely the song", {{"link", asked.about.canonical}});
  one.trail.append(one.walk->trail());
  one.walk.reset();
}

/// Sends out every request that the walk can make now.
void walk_on(self_pointer self, const std::string& key, std::uint64_t number) {
  auto& asked = self->state.questions.at(key);
  auto& one = asked.attempts.at(number);
  auto& walk = *one.walk;
  const auto now = steady_now(self);
  // A step that is given up may open others.
  for (auto steps = walk.next(); !steps.empty(); steps = walk.next())
    for (auto& step : steps) {
      const auto name = upstream_name(step.at);
      lookup what;
      what.key = key;
      what.attempt = number;
      what.step = step.id;
      what.request = std::move(step.request);
      what.until = step.check ? now + longest_wait_of_check : 0;
      what.is_optional = step.optional;
      what.is_check = step.check;
      if (step.check && !is_free_before(self, name, what.until))
        walk.give_up(step.id);
      else
        enqueue(self, name, std::move(what));
    }
  if (walk.source())
    asked.source = walk.source();
  if (walk.done())
    finish_walk(asked, one);
}

outcome outcome_of(const std::optional<catalog::trouble>& what) {
  using kind = catalog::trouble::kind;
  if (!what)
    return outcome::ok;
  if (what->what == kind::refused)
    return outcome::refused;
  return what->what == kind::limited ? outcome::limited : outcome::failed;
}

/// Its answers may all lead there: once is enough.
void tell_of_move(self_pointer self, const std::string& name, const std::string& where) {
  if (!std::exchange(self->state.upstreams.at(name).is_move_told, true))
    log::warn("catalog request redirected: not followed", {{"service", name}, {"reason", where}});
}

} // namespace

const resolver_settings* catalog_in(const std::vector<resolver_settings>& chain) {
  auto found = std::ranges::find(chain, resolver_type::catalog, &resolver_settings::type);
  return found == chain.end() ? nullptr : &*found;
}

void start_walk(self_pointer self, const std::string& key, std::uint64_t number,
                std::optional<answer> offered) {
  auto& state = self->state;
  const auto* settings = catalog_in(state.chain);
  for (const auto& each : catalog::endpoints(*settings))
    upstream_of(self, upstream_name(each.at), each.requests_per_minute);
  auto& asked = state.questions.at(key);
  auto& one = asked.attempts.at(number);
  one.is_judging = offered.has_value();
  one.walk.emplace(asked.about, asked.country, *settings, judge_with_reasons, std::move(offered),
                   asked.source);
  walk_on(self, key, number);
}

void on_step(self_pointer self, const std::string& name, lookup what,
             const http_response& response) {
  auto& asked = self->state.questions.at(what.key);
  auto& walk = *asked.attempts.at(what.attempt).walk;
  auto& health = self->state.upstreams.at(name).health;
  using kind = catalog::trouble::kind;
  const auto trouble = walk.take(what.step, response);
  count(self, name, outcome_of(trouble));
  if (trouble && trouble->what == kind::moved)
    tell_of_move(self, name, trouble->text);
  if (!trouble || trouble->what == kind::refused || trouble->what == kind::moved) {
    health.worked(what.pass);
    return walk_on(self, what.key, what.attempt);
  }
  log::warn("catalog request failed",
            {{"service", name}, {"link", asked.about.canonical}, {"reason", trouble->text}});
  const bool is_limit = trouble->what == kind::limited;
  if (is_limit) {
    on_limited(self, name, what, trouble->retry_after);
  } else {
    on_failed(self, name, what);
    ++what.tries;
  }
  if (what.is_check || (what.is_optional && what.tries >= most_tries_of_optional))
    return on_step_overdue(self, what);
  if (is_limit)
    enqueue(self, name, std::move(what));
  else
    enqueue_again(self, name, std::move(what));
}

void on_step_overdue(self_pointer self, const lookup& what) {
  self->state.questions.at(what.key).attempts.at(what.attempt).walk->give_up(what.step);
  walk_on(self, what.key, what.attempt);
}

} // namespace musiclink::resolver_steps
