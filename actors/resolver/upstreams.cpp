#include "actors/conduct.hpp"
#include "actors/resolver/steps.hpp"
#include "core/limits/backoff.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::resolver_steps {

namespace {

constexpr milliseconds longest_tick{60000};
constexpr milliseconds first_retry{1000};
constexpr milliseconds longest_retry{300000};
/// Requests that one upstream has to deal with at a time: a small server resets what it cannot
/// take, and that would look like trouble of its own.
constexpr std::size_t most_underway = 10;

/// Where a lookup stands in its question; nothing if the question ended or began anew.
resolver_state::position* position_of(self_pointer self, const lookup& what) {
  const auto asked = self->state.questions.find(what.key);
  if (asked == self->state.questions.end())
    return nullptr;
  const auto one = asked->second.attempts.find(what.attempt);
  if (one == asked->second.attempts.end())
    return nullptr;
  const auto at = one->second.open.find(what.step);
  return at == one->second.open.end() || at->second.ticket != what.ticket ? nullptr : &at->second;
}

/// A lookup that failed before, or of a question that was answered in part, lets those
/// of others go first.
void line_up(self_pointer self, upstream& whom, const lookup& what) {
  const auto& asked = self->state.questions.at(what.key);
  for (const auto& each : asked.places)
    whom.queue.wait(what.ticket, each);
  if (what.tries > 0 || asked.is_answered_in_part)
    whom.queue.put_back(what.ticket);
}

void perform_lookup(self_pointer self, const std::string& name, lookup what) {
  ++self->state.upstreams.at(name).requests;
  log::debug("a resolver is asked",
             {{"resolver", name}, {"link", self->state.questions.at(what.key).about.canonical}});
  auto request = what.request;
  auto deadline = request.timeout + http_slack;
  self->request(self->state.http, deadline, perform{std::move(request)})
      .then(
          [self, name, what = std::move(what)](const http_response& response) mutable {
            --self->state.upstreams.at(name).underway;
            if (position_of(self, what))
              on_response(self, name, std::move(what), response);
            else
              self->state.upstreams.at(name).health.unused(what.pass);
            pump(self, name);
          },
          on_broken(self, "perform"));
}

template<class Then>
void save(self_pointer self, const std::string& name, Then then) {
  const auto& budget = self->state.upstreams.at(name).budget;
  self->request(self->state.memory, store_deadline,
                save_budget{{name, budget.record(), budget.forgotten_at()}})
      .then(std::move(then), on_broken(self, "save_budget"));
}

/// One write at a time: what is taken meanwhile goes with the next.
void perform_taken(self_pointer self, const std::string& name) {
  auto& whom = self->state.upstreams.at(name);
  if (whom.saving || whom.taken.empty())
    return;
  whom.saving = true;
  save(self, name, [self, name, ready = std::exchange(whom.taken, {})](const saved&) mutable {
    auto& of = self->state.upstreams.at(name);
    of.saving = false;
    for (auto& one : ready)
      if (position_of(self, one)) {
        perform_lookup(self, name, std::move(one));
      } else {
        --of.underway;
        of.health.unused(one.pass);
      }
    pump(self, name);
  });
}

/// When something may be done there that cannot be done now.
unix_ms next_time(self_pointer self, upstream& whom) {
  const auto now = steady_now(self);
  auto result = whom.times.empty() ? never : whom.times.begin()->first;
  if (whom.queue.empty())
    return result;
  auto turn = std::max(budget_free_at(self, whom), whom.health.closed_from());
  // Where a request that tries is on its way, or enough are, its answer is the next thing.
  if (whom.underway == most_underway || (turn <= now && !whom.health.lets_through(now)))
    return result;
  if (turn <= now)
    turn = whom.queue.share_free_at().value_or(never);
  return std::min(result, turn);
}

void tick_later(self_pointer self, const std::string& name) {
  auto& state = self->state;
  auto& whom = state.upstreams.at(name);
  const auto now = steady_now(self);
  auto time = next_time(self, whom);
  if (time == never || (whom.next_tick > now && whom.next_tick <= time))
    return;
  time = std::clamp(time, now + 1, now + longest_tick.count());
  whom.next_tick = time;
  self->delayed_send(self, milliseconds(time - now), upstream_tick{state.epoch, name});
}

/// Others that wait there are not to be waited for any more.
void weigh_waiting(self_pointer self, const upstream& whom) {
  std::set<std::string_view> keys;
  for (const auto& [ticket, each] : whom.lookups)
    if (keys.insert(each.key).second)
      self->send(self, question_tick{self->state.epoch, each.key});
}

} // namespace

void recall_budgets(self_pointer self) {
  self->request(self->state.memory, store_deadline, load_budgets{})
      .then(
          [self](const known_budgets& what) {
            for (const auto& one : what.entries)
              self->state.upstreams[one.outlet].budget = request_budget(0, one.record);
          },
          on_broken(self, "load_budgets"));
}

upstream& upstream_of(self_pointer self, const std::string& name, double per_minute) {
  auto& whom = self->state.upstreams[name];
  if (whom.per_minute != per_minute) {
    whom.per_minute = per_minute;
    whom.budget = request_budget(per_minute, whom.budget.record());
    whom.queue.set_window(whom.budget.window());
  }
  return whom;
}

void enqueue(self_pointer self, const std::string& name, lookup what, unix_ms rests_until) {
  auto& state = self->state;
  auto& whom = state.upstreams.at(name);
  what.ticket = ++state.last_ticket;
  state.questions.at(what.key).attempts.at(what.attempt).open[what.step] = {name, what.ticket,
                                                                            false, rests_until};
  if (rests_until > 0)
    whom.times.emplace(rests_until, what.ticket);
  else
    line_up(self, whom, what);
  if (what.until > 0)
    whom.times.emplace(what.until, what.ticket);
  whom.lookups.emplace(what.ticket, std::move(what));
  pump(self, name);
}

void enqueue_again(self_pointer self, const std::string& name, lookup what) {
  const auto time = backoff(what.tries, first_retry, longest_retry, self->state.around.random());
  enqueue(self, name, std::move(what), steady_now(self) + time.count());
}

namespace {

/// Does something for each lookup of a question that waits in a queue or rests.
template<class Act>
void for_each_waiting(self_pointer self, const question& asked, Act act) {
  for (const auto& [number, one] : asked.attempts)
    for (const auto& [step, at] : one.open)
      if (!at.is_asked)
        act(self->state.upstreams.at(at.upstream), at.ticket);
}

} // namespace

void join_queues(self_pointer self, const question& asked, const turns::place& at) {
  std::set<std::string> names;
  for (const auto& [number, one] : asked.attempts)
    for (const auto& [step, where] : one.open)
      if (auto& queue = self->state.upstreams.at(where.upstream).queue; queue.waits(where.ticket)) {
        queue.wait(where.ticket, at);
        names.insert(where.upstream);
      }
  for (const auto& name : names)
    pump(self, name);
}

void put_back(self_pointer self, const question& asked) {
  for_each_waiting(self, asked,
                   [](upstream& whom, turns::ticket ticket) { whom.queue.put_back(ticket); });
}

void drop_lookups(self_pointer self, const question& asked) {
  for_each_waiting(self, asked, [](upstream& whom, turns::ticket ticket) {
    whom.queue.leave(ticket);
    whom.lookups.erase(ticket);
  });
}

void pump(self_pointer self, const std::string& name) {
  auto& whom = self->state.upstreams.at(name);
  const auto now = steady_now(self);
  const auto wall_time = self->state.around.now();
  while (!whom.queue.empty() && whom.underway < most_underway && whom.health.lets_through(now) &&
         whom.budget.allowed_at(wall_time) <= wall_time) {
    const auto ticket = whom.queue.next(now, whom.budget.left(wall_time));
    if (!ticket)
      break;
    auto one = std::move(whom.lookups.extract(*ticket).mapped());
    whom.budget.take(wall_time);
    one.pass = whom.health.let_through();
    position_of(self, one)->is_asked = true;
    whom.taken.push_back(std::move(one));
    ++whom.underway;
  }
  perform_taken(self, name);
  tick_later(self, name);
}

void on_tick(self_pointer self, const std::string& name) {
  auto& whom = self->state.upstreams.at(name);
  const auto now = steady_now(self);
  whom.next_tick = 0;
  std::vector<lookup> overdue;
  while (!whom.times.empty() && whom.times.begin()->first <= now) {
    const auto ticket = whom.times.begin()->second;
    whom.times.erase(whom.times.begin());
    const auto found = whom.lookups.find(ticket);
    if (found == whom.lookups.end())
      continue;
    if (found->second.until > 0 && found->second.until <= now) {
      whom.queue.leave(ticket);
      overdue.push_back(std::move(whom.lookups.extract(found).mapped()));
    } else {
      line_up(self, whom, found->second);
    }
  }
  pump(self, name);
  for (const auto& one : overdue)
    if (position_of(self, one))
      on_overdue(self, one);
}

namespace {

void tell_of_pause(const std::string& name, const upstream& whom, unix_ms now) {
  if (whom.health.at(now) != breaker::state::closed)
    log::warn("resolver paused: it keeps failing",
              {{"resolver", name},
               {"seconds", std::to_string((whom.health.closed_from() - now) / 1000)}});
}

} // namespace

void on_limited(self_pointer self, const std::string& name, const lookup& what,
                const std::optional<std::chrono::seconds>& told) {
  auto& state = self->state;
  auto& whom = state.upstreams.at(name);
  const auto now = steady_now(self);
  const bool was_blocked = is_blocked(self, name);
  std::optional<milliseconds> time;
  if (told)
    time = backoff_told(*told, 1, state.around.random());
  whom.health.limited(what.pass, time, now);
  if (whom.health.closed_from() > now)
    whom.budget.hold_back(state.around.now(), milliseconds(whom.health.closed_from() - now));
  save(self, name, [](const saved&) {});
  if (was_blocked)
    return;
  tell_of_pause(name, whom, now);
  weigh_waiting(self, whom);
}

void on_failed(self_pointer self, const std::string& name, const lookup& what) {
  auto& whom = self->state.upstreams.at(name);
  const auto now = steady_now(self);
  const bool was_blocked = is_blocked(self, name);
  whom.health.failed(what.pass, what.key, now);
  if (was_blocked || !is_blocked(self, name))
    return;
  tell_of_pause(name, whom, now);
  weigh_waiting(self, whom);
}

unix_ms budget_free_at(self_pointer self, upstream& whom) {
  const auto wall_time = self->state.around.now();
  return steady_now(self) + whom.budget.allowed_at(wall_time) - wall_time;
}

bool is_blocked(self_pointer self, const std::string& name) {
  const auto found = self->state.upstreams.find(name);
  return found != self->state.upstreams.end() &&
         found->second.health.at(steady_now(self)) != breaker::state::closed;
}

bool is_free_before(self_pointer self, const std::string& name, unix_ms time) {
  return !is_blocked(self, name) && budget_free_at(self, self->state.upstreams.at(name)) < time;
}

namespace {

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

void count(self_pointer self, const std::string& name, outcome how) {
  if (how == outcome::failed)
    ++self->state.upstreams.at(name).failures;
  self->state.around.meters->resolver_request(label_of(name), to_key(how));
}

void show_requests(self_pointer self) {
  auto& meters = *self->state.around.meters;
  for (const auto& one : self->state.chain) {
    if (one.type == resolver_type::idonthavespotify)
      meters.resolver(label_of(upstream_name(one)));
    if (one.type == resolver_type::catalog)
      for (const auto& each : catalog::endpoints(one))
        meters.resolver(label_of(upstream_name(each.at)));
  }
}

} // namespace musiclink::resolver_steps
