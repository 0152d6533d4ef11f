#include "actors/resolver/resolver.hpp"

#include "actors/conduct.hpp"
#include "actors/resolver/steps.hpp"
#include "core/resolvers/offered_link.hpp"
#include "core/resolvers/songlink_page.hpp"

#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <utility>

namespace musiclink {

namespace resolver_steps {

namespace {

/// How long a resolver is asked alone before the next is asked, too.
constexpr milliseconds head_start{1500};
/// A sure answer is given so long before the time that was set, so that some is left
/// for posting it.
constexpr milliseconds longest_margin{2000};
/// What the posting is left in any case: replies of a room go out one by one.
constexpr milliseconds shortest_margin{1000};
/// Beyond these a room's links are not asked about at all.
constexpr std::size_t most_open_of_room = 1000;

// -- the chain --------------------------------------------------------------------

/// Whether the next resolver is to be asked, too: the last one brought nothing, cannot
/// be asked now, or takes long to say something.
bool wants_help(const attempt& last, unix_ms now) {
  if (last.is_done)
    return last.known.found.links.empty();
  const bool has_answered = last.is_judging || (last.walk && !last.walk->sure().empty());
  return last.is_late || (!has_answered && now >= last.begun_at + head_start.count());
}

/// The place in the chain of the resolver that is next, if there is one. A page of
/// song.link is an answer always: none comes after it.
std::optional<std::size_t> next_in_chain(self_pointer self, const question& asked) {
  if (leads_elsewhere(asked.about))
    return asked.attempts.empty() ? std::optional<std::size_t>(0) : std::nullopt;
  const auto& chain = self->state.chain;
  auto index = asked.attempts.empty() ? 0 : asked.attempts.rbegin()->second.resolver + 1;
  for (; index < chain.size() && chain[index].type == resolver_type::songlink_page; ++index)
    if (songlink_page::page_of(asked.about).how != completeness::not_found)
      return std::nullopt;
  return index < chain.size() ? std::optional(index) : std::nullopt;
}

void begin(self_pointer self, const std::string& key, std::size_t index) {
  auto& state = self->state;
  auto& asked = state.questions.at(key);
  const auto number = ++state.last_attempt;
  auto& fresh = asked.attempts[number];
  fresh.resolver = index;
  fresh.begun_at = steady_now(self);
  if (leads_elsewhere(asked.about))
    return follow(self, key, number);
  const auto resolver = state.chain[index];
  if (resolver.type == resolver_type::idonthavespotify)
    ask_idonthavespotify(self, key, number, resolver);
  else
    start_walk(self, key, number, std::nullopt);
}

void begin_due(self_pointer self, const std::string& key, question& asked) {
  const auto now = steady_now(self);
  if (asked.at == stage::resting && now >= asked.rests_until)
    asked.at = stage::asking;
  while (asked.at == stage::asking) {
    const auto next = next_in_chain(self, asked);
    if (!next || (!asked.attempts.empty() && !wants_help(asked.attempts.rbegin()->second, now)))
      return;
    begin(self, key, *next);
  }
}

/// Whether nobody is left to be asked, or nobody can be while the patience lasts.
bool is_over(self_pointer self, const question& asked) {
  const auto now = steady_now(self);
  if (asked.at == stage::looking_up || asked.at == stage::forwarded)
    return false;
  const bool is_done =
      std::ranges::all_of(asked.attempts, [](const auto& each) { return each.second.is_done; });
  return now >= asked.until || (asked.at == stage::asking && is_done) ||
         soonest(self, asked) >= asked.until;
}

/// Comes back when something is due.
void tick_later(self_pointer self, const std::string& key, question& asked) {
  const auto now = steady_now(self);
  auto time = next_due(asked, now);
  if (asked.at == stage::resting)
    time = std::min(time, asked.rests_until);
  if (asked.at == stage::asking && !asked.attempts.empty() && next_in_chain(self, asked))
    if (const auto help = asked.attempts.rbegin()->second.begun_at + head_start.count(); help > now)
      time = std::min(time, help);
  if (time == never || (asked.next_tick > now && asked.next_tick <= time))
    return;
  constexpr unix_ms longest = 24 * 3600 * 1000;
  time = std::min(time, now + longest);
  asked.next_tick = time;
  self->delayed_send(self, milliseconds(std::max<unix_ms>(time - now, 1)),
                     question_tick{self->state.epoch, key});
}

} // namespace

void weigh(self_pointer self, const std::string& key) {
  const auto found = self->state.questions.find(key);
  if (found == self->state.questions.end())
    return;
  auto& asked = found->second;
  begin_due(self, key, asked);
  if (asked.at == stage::forwarded)
    return forward(self, key);
  if (is_over(self, asked)) {
    end(self, key);
    if (!self->state.questions.contains(key))
      return;
  }
  answer_due(self, asked);
  tick_later(self, key, asked);
}

// -- what comes back --------------------------------------------------------------

void on_response(self_pointer self, const std::string& name, lookup what,
                 const http_response& response) {
  auto& one = self->state.questions.at(what.key).attempts.at(what.attempt);
  one.open.erase(what.step);
  const auto key = what.key;
  if (one.walk)
    on_step(self, name, std::move(what), response);
  else if (one.hops)
    on_hop(self, what, response);
  else
    on_idonthavespotify(self, name, std::move(what), response);
  weigh(self, key);
}

void on_overdue(self_pointer self, const lookup& what) {
  auto& one = self->state.questions.at(what.key).attempts.at(what.attempt);
  one.open.erase(what.step);
  if (one.walk)
    on_step_overdue(self, what);
  else
    on_hop_overdue(self, what);
  weigh(self, what.key);
}

// -- taking -----------------------------------------------------------------------

namespace {

/// Storefronts differ in what catalog finds there, and matter to nobody else.
std::string key_of(self_pointer self, const resolve& what) {
  return catalog_in(self->state.chain) ? what.about.canonical + ' ' + what.country
                                       : what.about.canonical;
}

bool knows_room(const question& asked, const std::string& room) {
  return std::ranges::any_of(asked.places, [&](const auto& each) { return each.room == room; });
}

/// The room's question that has been answered in part for longest, and that nobody waits
/// for; empty if there is none.
std::string oldest_in_part(self_pointer self, const std::string& room) {
  std::string result;
  unix_ms since = never;
  for (const auto& [key, asked] : self->state.questions)
    if (asked.is_answered_in_part && asked.waiting.empty() && asked.asked_at < since &&
        knows_room(asked, room)) {
      result = key;
      since = asked.asked_at;
    }
  return result;
}

/// Whether the room may have one more open question. At its bound the oldest that was
/// answered in part is let go.
bool admits(self_pointer self, const resolve& what) {
  auto& state = self->state;
  const auto& room = what.room_id;
  const auto found = state.open_of_room.find(room);
  if (room.empty() || found == state.open_of_room.end() || found->second < most_open_of_room)
    return true;
  const auto asked = state.questions.find(key_of(self, what));
  if (asked != state.questions.end() && knows_room(asked->second, room))
    return true;
  if (const auto oldest = oldest_in_part(self, room); !oldest.empty()) {
    end(self, oldest);
    return true;
  }
  if (state.crowded_rooms.insert(room).second)
    log::warn("too many links of one room wait for resolvers: more of its links are not answered",
              {{"room", room}, {"links", std::to_string(found->second)}});
  return false;
}

asker make_asker(self_pointer self, const resolve& what,
                 std::function<void(const resolved&)> then) {
  const auto now = steady_now(self);
  const auto patience = std::max(what.patience, milliseconds{0});
  const auto within = std::clamp(what.answer_within, milliseconds{0}, patience);
  const auto margin = std::min(longest_margin, within * 2 / 5);
  // A question that may wait to the end is told how it ended.
  const auto early = within < patience ? std::min(shortest_margin, within / 5) : milliseconds{0};
  const auto answer_by = now + (within - early).count();
  return {std::move(then),
          {what.room_id, what.member},
          now + patience.count(),
          answer_by,
          now + (within - margin).count()};
}

void look_up(self_pointer self, const std::string& key) {
  self->request(self->state.memory, store_deadline, look_up_link{key, self->state.around.now()})
      .then(
          [self, key](const looked_up& known) {
            auto& asked = self->state.questions.at(key);
            const auto* const result = known.entry ? "hit" : "miss";
            self->state.around.meters->cache(result);
            log::debug("a link is looked up", {{"link", asked.about.canonical}, {"cache", result}});
            if (known.entry)
              return deliver(self, key, {as_posted(known.entry->value), {}, true});
            asked.at = stage::asking;
            weigh(self, key);
          },
          on_broken(self, "look_up_link"));
}

} // namespace

void take(self_pointer self, const resolve& what, std::function<void(const resolved&)> then) {
  auto& state = self->state;
  auto key = key_of(self, what);
  auto known = state.questions.find(key);
  const bool is_new = known == state.questions.end();
  auto& asked = is_new ? state.questions[key] : known->second;
  if (!knows_room(asked, what.room_id))
    ++state.open_of_room[what.room_id];
  auto one = make_asker(self, what, std::move(then));
  asked.until = std::max(asked.until, one.patient_until);
  asked.places.insert(one.place);
  if (!is_new)
    join_queues(self, asked, one.place);
  asked.waiting.push_back(std::move(one));
  if (is_new) {
    asked.about = what.about;
    asked.country = what.country;
    asked.asked_at = steady_now(self);
    look_up(self, key);
  } else {
    state.around.meters->cache("joined");
  }
  // Through the mailbox: nobody is answered before this returns.
  self->send(self, question_tick{state.epoch, std::move(key)});
}

namespace {

caf::result<resolved> promise_answer(self_pointer self, const resolve& what) {
  if (!admits(self, what))
    return resolved{std::nullopt, "too many links of the room wait for resolvers", true};
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
  std::vector<std::string> keys;
  for (auto& [key, asked] : state.questions) {
    keys.push_back(key);
    asked.next_tick = 0;
    if (asked.at != stage::asking && asked.at != stage::resting)
      continue;
    drop_lookups(self, asked);
    asked.attempts.clear();
    asked.at = stage::asking;
  }
  for (auto& [name, whom] : state.upstreams) {
    whom.next_tick = 0;
    pump(self, name);
  }
  for (const auto& key : keys)
    weigh(self, key);
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
      [self](const upstream_tick& tick) {
        if (tick.epoch == self->state.epoch && self->state.upstreams.contains(tick.upstream))
          on_tick(self, tick.upstream);
      },
      [self](const question_tick& tick) {
        if (tick.epoch == self->state.epoch)
          weigh(self, tick.key);
      },
  };
}

} // namespace musiclink
