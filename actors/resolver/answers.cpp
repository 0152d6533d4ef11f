#include "actors/conduct.hpp"
#include "actors/resolver/steps.hpp"
#include "core/limits/backoff.hpp"
#include "core/resolvers/merge.hpp"
#include "core/resolvers/songlink_page.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace musiclink::resolver_steps {

namespace {

constexpr milliseconds first_round{10000};
constexpr milliseconds longest_round{300000};

constexpr const char* nobody_asked = "no resolver could be asked";
constexpr const char* nothing_yet = "no resolver has answered yet";

/// Found, partly found and not found each have their own age: what may become
/// more is not kept as long as what is complete.
unix_ms expiry_of(const config& values, completeness how, unix_ms now) {
  return now + (how == completeness::found ? milliseconds(values.cache.ttl)
                                           : milliseconds(values.cache.negative_ttl))
                   .count();
}

answer known_by(const attempt& one, const catalog::awaited& expected) {
  if (one.is_done || !one.walk)
    return one.known;
  auto known = one.walk->result(expected);
  known.found.known_music = one.walk->is_known_music();
  return known;
}

/// What all attempts found. Lookups that are open count as what cannot be asked, except
/// where an answer is `expected`.
answer gathered(const question& asked, const catalog::awaited& expected) {
  std::vector<answer> all;
  for (const auto& [number, one] : asked.attempts)
    all.push_back(known_by(one, expected));
  return merged(all);
}

answer sure_so_far(self_pointer self, const question& asked) {
  return gathered(asked,
                  [self](catalog::endpoint at) { return !is_blocked(self, upstream_name(at)); });
}

/// The last resort is no answer about the song: it is not kept for long.
answer last_resort(self_pointer self, const question& asked) {
  if (!std::ranges::any_of(self->state.chain, [](const resolver_settings& each) {
        return each.type == resolver_type::songlink_page;
      }))
    return {};
  auto known = songlink_page::page_of(asked.about);
  if (known.how == completeness::found)
    known.how = completeness::partial;
  return known;
}

bool has_links(const answer& known) {
  return !known.found.links.empty();
}

/// For those who wait no longer: what nobody has refuted, or else the last resort. An offer
/// whose source says nothing in time stands as one whose source cannot be asked.
answer best_so_far(self_pointer self, const question& asked) {
  auto known = gathered(asked, {});
  return has_links(known) ? known : last_resort(self, asked);
}

void measure(self_pointer self, question& asked) {
  if (asked.is_measured || asked.attempts.empty()) // it was in the cache
    return;
  asked.is_measured = true;
  self->state.around.meters->resolved(milliseconds(steady_now(self) - asked.asked_at));
}

void forget_rooms(self_pointer self, const question& asked) {
  auto& open = self->state.open_of_room;
  std::set<std::string_view> rooms;
  for (const auto& each : asked.places)
    if (rooms.insert(each.room).second)
      if (auto found = open.find(each.room); found != open.end() && --found->second == 0) {
        self->state.crowded_rooms.erase(each.room);
        open.erase(found);
      }
}

/// Each reason of what was left out.
void count_left_out(self_pointer self, const std::vector<trail_step>& trail) {
  for (const auto& step : trail)
    for (const auto& each : step.offers)
      if (!each.taken)
        for (const auto& why : each.reasons)
          self->state.around.meters->left_out(to_key(why.of));
}

/// Nobody could be asked, or nobody's word was clear: after a while the chain is gone
/// through again, for an outage of some minutes shall cost no reply. Whether there is
/// patience for it.
bool rest(self_pointer self, question& asked) {
  auto& state = self->state;
  const auto time =
      backoff(++asked.rounds, first_round, longest_round, state.around.random()).count();
  asked.rests_until = steady_now(self) + time;
  if (asked.rests_until >= asked.until)
    return false;
  drop_lookups(self, asked);
  asked.attempts.clear();
  asked.at = stage::resting;
  return true;
}

} // namespace

std::vector<trail_step> trail_of(self_pointer self, const question& asked) {
  trail_recorder result;
  for (const auto& [number, one] : asked.attempts) {
    auto of_attempt = one.trail;
    if (one.walk)
      of_attempt.append(one.walk->trail());
    auto steps = of_attempt.steps();
    // What a walk judges is another resolver's offer.
    for (auto& each : steps)
      if (each.who.empty())
        each.who = shown_name(self, one);
    result.append(steps);
  }
  return result.steps();
}

unix_ms soonest(self_pointer self, const question& asked) {
  const auto now = steady_now(self);
  if (asked.at == stage::resting)
    return asked.rests_until;
  if (asked.at != stage::asking)
    return now;
  auto result = never;
  for (const auto& [number, one] : asked.attempts)
    for (const auto& [step, at] : one.open) {
      auto& whom = self->state.upstreams.at(at.upstream);
      auto when = at.is_asked ? now : std::max(at.rests_until, budget_free_at(self, whom));
      if (!at.is_asked && whom.health.at(now) != breaker::state::closed)
        when = std::max(when, whom.health.closed_from());
      result = std::min(result, when);
    }
  return result;
}

unix_ms next_due(const question& asked, unix_ms now) {
  const bool has_end = asked.at == stage::asking || asked.at == stage::resting;
  auto result = has_end ? asked.until : never;
  for (const auto& one : asked.waiting)
    for (const auto time : {one.settles_at, one.answer_by})
      if (time > now)
        result = std::min(result, time);
  return result;
}

void answer_due(self_pointer self, question& asked) {
  if (asked.waiting.empty())
    return;
  const auto now = steady_now(self);
  const auto first_lookup = soonest(self, asked);
  auto known = sure_so_far(self, asked);
  const bool is_something_sure = has_links(known);
  const auto is_patient = [&](const asker& one) {
    const bool settles = now >= one.settles_at || first_lookup > one.answer_by;
    return now < one.answer_by && !(is_something_sure && settles);
  };
  auto due = std::stable_partition(asked.waiting.begin(), asked.waiting.end(), is_patient);
  std::vector<asker> told(std::make_move_iterator(due),
                          std::make_move_iterator(asked.waiting.end()));
  asked.waiting.erase(due, asked.waiting.end());
  if (told.empty())
    return;
  measure(self, asked);
  if (!is_something_sure)
    known = best_so_far(self, asked);
  resolved what{std::nullopt, nothing_yet, false, trail_of(self, asked)};
  if (has_links(known)) {
    known.how = completeness::partial;
    known.left_out = rejected(what.trail);
    what.known = std::move(known);
    what.text.clear();
    asked.is_answered_in_part = true;
    put_back(self, asked);
  }
  for (const auto& one : told)
    one.then(what);
}

void end(self_pointer self, const std::string& key) {
  auto& asked = self->state.questions.at(key);
  const bool is_unanswered = std::ranges::any_of(asked.attempts, [](const auto& each) {
    return !each.second.is_done || each.second.is_unanswered;
  });
  auto known = best_so_far(self, asked);
  if (has_links(known)) {
    if (is_unanswered)
      known.how = completeness::partial;
    return remember_and_deliver(self, key, known);
  }
  if (is_unanswered || asked.at == stage::resting) {
    if (asked.at == stage::resting || !rest(self, asked))
      deliver(self, key, {std::nullopt, nobody_asked, true});
    return;
  }
  log::info("no resolver knows the link", {{"link", asked.about.canonical}});
  self->state.around.meters->link_unknown();
  remember_and_deliver(self, key, {});
}

void deliver(self_pointer self, const std::string& key, resolved what) {
  auto found = self->state.questions.find(key);
  if (found == self->state.questions.end())
    return;
  if (what.trail.empty())
    what.trail = trail_of(self, found->second);
  measure(self, found->second);
  drop_lookups(self, found->second);
  forget_rooms(self, found->second);
  auto waiting = std::move(found->second.waiting);
  self->state.questions.erase(found);
  for (auto& one : waiting)
    one.then(what);
}

void remember_and_deliver(self_pointer self, const std::string& key, answer known) {
  auto& state = self->state;
  if (const auto found = state.questions.find(key); found != state.questions.end()) {
    const auto trail = trail_of(self, found->second);
    count_left_out(self, trail);
    // The answer to a forwarded question brings it.
    if (!trail.empty())
      known.left_out = rejected(trail);
  }
  auto now = state.around.now();
  store::cached_answer entry{known, now, expiry_of(state.values->values, known.how, now)};
  self->request(state.memory, store_deadline, remember_link{key, std::move(entry)})
      .then([](const saved&) {}, on_broken(self, "remember_link"));
  deliver(self, key, {std::move(known), {}, true});
}

} // namespace musiclink::resolver_steps
