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
constexpr unsigned most_tries = 2;

std::string outlet_name(catalog::endpoint at) {
  return "catalog " + std::string(to_key(at));
}

bool is_sure(const facts& source, const facts& candidate) {
  return judge(source, candidate) == verdict::sure;
}

const resolver_settings* catalog_in(const std::vector<resolver_settings>& chain) {
  auto found = std::ranges::find(chain, resolver_type::catalog, &resolver_settings::type);
  return found == chain.end() ? nullptr : &*found;
}

void finish_walk(self_pointer self, const std::string& canonical) {
  auto& asked = self->state.questions.at(canonical);
  auto known = asked.walk->result();
  known.found.known_music = asked.walk->is_known_music();
  bool judging = asked.judging;
  asked.walk.reset();
  if (!known.found.links.empty())
    return remember_and_deliver(self, canonical, known);
  if (judging)
    log::info("what a resolver offered is not surely the song", {{"link", canonical}});
  go_on(self, canonical, known.how == completeness::partial);
}

/// Sends out every request that the walk can make now.
void walk_on(self_pointer self, const std::string& canonical) {
  auto& state = self->state;
  auto now = state.around.now();
  // A step that is given up, or too late at once, may open others or end the question.
  for (;;) {
    auto found = state.questions.find(canonical);
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
      enqueue(state.outlets.at(name),
              {canonical, found->second.turn, one.id, std::move(one.request), now + wait, 0});
      // Pumped from the mailbox: what is too late must not change the walk here.
      self->send(self, outlet_tick{state.epoch, name});
    }
  }
  if (state.questions.at(canonical).walk->done())
    finish_walk(self, canonical);
}

} // namespace

void start_walk(self_pointer self, const std::string& canonical, std::optional<answer> offered) {
  auto& state = self->state;
  const auto* settings = catalog_in(state.chain);
  for (const auto& one : catalog::endpoints(*settings))
    outlet_of(self, outlet_name(one.at), one.requests_per_minute);
  auto& asked = state.questions.at(canonical);
  ++asked.turn;
  asked.judging = offered.has_value();
  asked.walk.emplace(asked.about, state.values->values.room_defaults.country, *settings, is_sure,
                     std::move(offered));
  walk_on(self, canonical);
}

void on_step(self_pointer self, const std::string& name, errand what,
             const http_response& response) {
  auto& state = self->state;
  auto& walk = *state.questions.at(what.canonical).walk;
  auto& health = state.outlets.at(name).health;
  auto trouble = walk.take(what.step, response);
  if (!trouble || trouble->what == catalog::trouble::kind::refused) {
    health.worked();
    return walk_on(self, what.canonical);
  }
  log::warn("a service's look-up did not answer",
            {{"service", name}, {"link", what.canonical}, {"reason", trouble->text}});
  if (trouble->what == catalog::trouble::kind::limited) {
    hold_back(self, name, trouble->retry_after);
    return send_out_again(self, name, std::move(what));
  }
  health.failed(state.around.now());
  if (++what.tries < most_tries)
    return send_out(self, name, std::move(what));
  walk.give_up(what.step);
  walk_on(self, what.canonical);
}

void on_step_overdue(self_pointer self, const errand& what) {
  self->state.questions.at(what.canonical).walk->give_up(what.step);
  walk_on(self, what.canonical);
}

} // namespace musiclink::resolver_steps
