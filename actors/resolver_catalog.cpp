#include "actors/resolver_steps.hpp"

#include "actors/conduct.hpp"
#include "core/match/judge.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::resolver_steps {

namespace {

/// How long a step may wait for its endpoint's budget.
constexpr unix_ms longest_wait = 60000;
constexpr unix_ms longest_optional_wait = 5000;
constexpr unsigned most_tries = 2; ///< of what is not optional

bool is_sure(const facts& source, const facts& candidate) {
  return judge(source, candidate) == verdict::sure;
}

void finish_walk(self_pointer self, const std::string& key) {
  auto& asked = self->state.questions.at(key);
  auto known = asked.walk->result();
  known.found.known_music = asked.walk->is_known_music();
  bool judging = asked.judging;
  asked.walk.reset();
  if (!known.found.links.empty())
    return remember_and_deliver(self, key, known);
  if (judging)
    log::info("what a resolver offered is not surely the song", {{"link", asked.about.canonical}});
  go_on(self, key, known.how == completeness::partial);
}

/// Sends out every request that the walk can make now.
void walk_on(self_pointer self, const std::string& key) {
  auto& state = self->state;
  auto now = state.around.now();
  // A step that is given up, or too late at once, may open others or end the question.
  for (;;) {
    auto found = state.questions.find(key);
    if (found == state.questions.end() || !found->second.walk)
      return;
    auto& walk = *found->second.walk;
    auto steps = walk.next();
    if (steps.empty())
      break;
    for (auto& one : steps) {
      auto name = outlet_name(one.at);
      if (state.outlets.at(name).health.is_open(now)) {
        walk.give_up(one.id);
        continue;
      }
      auto wait = one.optional ? longest_optional_wait : longest_wait;
      auto tries = one.optional ? most_tries - 1 : 0;
      enqueue(state.outlets.at(name),
              {key, found->second.turn, one.id, std::move(one.request), now + wait, tries});
      // Pumped from the mailbox: what is too late must not change the walk here.
      self->send(self, outlet_tick{state.epoch, name});
    }
  }
  if (state.questions.at(key).walk->done())
    finish_walk(self, key);
}

outcome outcome_of(const std::optional<catalog::trouble>& what) {
  using kind = catalog::trouble::kind;
  if (!what)
    return outcome::ok;
  if (what->what == kind::refused)
    return outcome::refused;
  return what->what == kind::limited ? outcome::limited : outcome::failed;
}

} // namespace

const resolver_settings* catalog_in(const std::vector<resolver_settings>& chain) {
  auto found = std::ranges::find(chain, resolver_type::catalog, &resolver_settings::type);
  return found == chain.end() ? nullptr : &*found;
}

void start_walk(self_pointer self, const std::string& key, std::optional<answer> offered) {
  auto& state = self->state;
  const auto* settings = catalog_in(state.chain);
  for (const auto& one : catalog::endpoints(*settings))
    outlet_of(self, outlet_name(one.at), one.requests_per_minute);
  auto& asked = state.questions.at(key);
  ++asked.turn;
  asked.judging = offered.has_value();
  asked.walk.emplace(asked.about, asked.country, *settings, is_sure, std::move(offered));
  walk_on(self, key);
}

void on_step(self_pointer self, const std::string& name, errand what,
             const http_response& response) {
  auto& state = self->state;
  auto& asked = state.questions.at(what.key);
  auto& walk = *asked.walk;
  auto& health = state.outlets.at(name).health;
  auto trouble = walk.take(what.step, response);
  count(self, name, outcome_of(trouble));
  if (!trouble || trouble->what == catalog::trouble::kind::refused) {
    health.worked();
    return walk_on(self, what.key);
  }
  log::warn("a service's look-up did not answer",
            {{"service", name}, {"link", asked.about.canonical}, {"reason", trouble->text}});
  if (trouble->what == catalog::trouble::kind::limited) {
    hold_back(self, name, trouble->retry_after);
    return send_out_again(self, name, std::move(what));
  }
  health.failed(state.around.now());
  if (++what.tries < most_tries)
    return send_out(self, name, std::move(what));
  walk.give_up(what.step);
  walk_on(self, what.key);
}

void on_step_overdue(self_pointer self, const errand& what) {
  self->state.questions.at(what.key).walk->give_up(what.step);
  walk_on(self, what.key);
}

} // namespace musiclink::resolver_steps
