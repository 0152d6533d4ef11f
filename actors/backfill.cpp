#include "actors/backfill.hpp"

#include "actors/conduct.hpp"
#include "core/limits/backoff.hpp"
#include "core/matrix/answers.hpp"
#include "core/matrix/link_events.hpp"
#include "core/matrix/messages_page.hpp"

#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace musiclink {

namespace {

using self_pointer = backfill_impl::stateful_pointer<backfill_state>;
using open_gap = backfill_state::open_gap;
using gap_name = std::pair<std::string, std::uint64_t>;

/// Gaps that are read side by side: the homeserver has other things to do.
constexpr std::size_t most_reading = 4;
/// Each has 100 events. What lies behind these pages is given up, loudly.
constexpr std::size_t most_pages = 200;
/// So many pages in a row whose events are all too old to be answered end a gap. Fewer may be what
/// a bridge imports or a server whose clock is slow. Where it is known where the gap ends, more is
/// read.
constexpr std::size_t most_old_pages = 10;
constexpr std::size_t most_old_pages_to_known = 50;
constexpr std::size_t pages_between_reports = 10;
constexpr milliseconds first_retry{1000};
constexpr milliseconds longest_retry{300000};

void advance(self_pointer self);

gap_name name_of(const store::gap& gap) {
  return {gap.room_id, gap.id};
}

void report(const open_gap& which, const char* what) {
  log::info(what, {{"room", which.gap.room_id},
                   {"events", std::to_string(which.gap.events)},
                   {"linkEvents", std::to_string(which.found)}});
}

void report_end(const open_gap& which, std::size_t dropped) {
  if (which.gap.kind == store::gap_kind::limited)
    report(which, "gap filled");
  else if (dropped != 0)
    report(which, "first start in this room: what was said before is not answered");
  else if (which.found != 0)
    report(which, "recent history read back");
}

// -- committing -----------------------------------------------------------------

void on_committed(self_pointer self, const gap_name& name, const store::gap_page& page,
                  const store::gap_result& result) {
  auto& state = self->state;
  auto found = state.gaps.find(name);
  if (result.stale || found == state.gaps.end())
    return self->quit(caf::make_error(caf::sec::runtime_error, "stale gap"));
  auto& which = found->second;
  which.busy = false;
  which.found += result.fresh;
  state.around.meters->backfilled(page.read);
  state.around.meters->link_events(result.fresh, result.duplicates);
  which.gap.from = page.next;
  which.gap.events += page.read;
  ++which.gap.pages;
  if (!result.withdrawn.empty())
    self->send(state.rooms, triggers_changed{result.withdrawn});
  if (result.claimable)
    self->send(state.rooms, work_arrived{{name.first}});
  if (result.closed) {
    report_end(which, result.dropped);
    state.gaps.erase(found);
  } else if (which.gap.pages % pages_between_reports == 0) {
    report(which, "reading back");
  }
  advance(self);
}

void commit(self_pointer self, const gap_name& name, store::gap_page page) {
  auto& state = self->state;
  page.room_id = name.first;
  page.id = name.second;
  page.now = state.around.now();
  page.seen_until = page.now + milliseconds(state.values->values.dedup_ttl).count();
  state.gaps.at(name).busy = true;
  self->request(state.storekeeper, store_deadline, commit_gap{page})
      .then([self, name,
             page](const store::gap_result& result) { on_committed(self, name, page, result); },
            on_broken(self, "commit_gap"));
}

/// Ends a gap without reading more of it.
void close(self_pointer self, const gap_name& name) {
  store::gap_page page;
  page.from = self->state.gaps.at(name).gap.from;
  commit(self, name, std::move(page));
}

// -- reading --------------------------------------------------------------------

/// Where a gap ends although the homeserver has more.
bool reaches_the_end(const matrix::messages_page& page, open_gap& which, unix_ms oldest_wanted) {
  if (page.end.empty() || page.end == which.gap.from || page.end == which.gap.to ||
      page.room.joined_here)
    return true;
  if (page.newest_ts != 0)
    which.old_pages = page.newest_ts < oldest_wanted ? which.old_pages + 1 : 0;
  if (which.old_pages == (which.gap.to.empty() ? most_old_pages : most_old_pages_to_known))
    return true;
  if (which.gap.pages + 1 < most_pages)
    return false;
  log::error("gap too long: older events in it are not answered",
             {{"room", which.gap.room_id}, {"events", std::to_string(which.gap.events)}});
  return true;
}

void take_page(self_pointer self, const gap_name& name, const matrix::messages_page& page) {
  auto& state = self->state;
  auto& which = state.gaps.at(name);
  which.failures = which.slow = 0;
  which.failing_since = 0;
  which.problem.clear();
  auto now = state.around.now();
  matrix::page_work work;
  const auto& shadow = state.values->values.shadow;
  state.around.meters->malformed_events(page.room.malformed);
  matrix::add_work(page.room, now, shadow.compare_with, work);
  auto oldest = now - state.standings.at(name.first).settings.max_event_age.count();
  store::gap_page change;
  change.from = which.gap.from;
  if (!reaches_the_end(page, which, oldest))
    change.next = page.end;
  change.events = std::move(work.events);
  change.changes = std::move(work.changes);
  change.own = std::move(work.own);
  change.maybe_answered = std::move(work.maybe_answered);
  change.own_removed = page.room.own_removed;
  change.theirs = std::move(work.theirs);
  change.compare_until = compare_until(shadow, now);
  change.read = page.room.events.total();
  commit(self, name, std::move(change));
}

void try_later(self_pointer self, const gap_name& name, const matrix::failure& why) {
  auto& state = self->state;
  constexpr const char* what = "a room's history cannot be read yet";
  auto& which = state.gaps.at(name);
  which.problem = std::string(what) + ": " + why.text;
  if (which.failing_since == 0)
    which.failing_since = state.around.now();
  ++which.failures;
  auto random = state.around.random();
  auto time = why.retry_after ? backoff_told(*why.retry_after, which.failures, random)
                              : backoff(which.failures, first_retry, longest_retry, random);
  log::warn(
      what,
      {{"room", name.first}, {"reason", why.text}, {"retryInMs", std::to_string(time.count())}});
  which.busy = true;
  self->delayed_send(self, time, gap_tick{name.first, name.second});
}

/// Whether all that was said in the gap, which was there when this began, is too old to
/// be answered by now: nothing is lost by giving up a page that never comes.
bool is_hopeless(self_pointer self, const gap_name& name) {
  const auto& state = self->state;
  const auto since = state.gaps.at(name).failing_since;
  const auto patience = state.standings.at(name.first).settings.max_event_age;
  return since != 0 && state.around.now() - since > patience.count();
}

void give_up(self_pointer self, const gap_name& name, const matrix::failure& why,
             const char* what) {
  log::error(what, {{"room", name.first}, {"reason", why.text}});
  close(self, name);
}

void on_failure(self_pointer self, const session_ptr& asked_with, const gap_name& name,
                const matrix::failure& why) {
  auto& state = self->state;
  switch (why.kind) {
  case matrix::failure_kind::unauthorized:
    self->send(state.account, token_refused{asked_with->as.access_token, why.text});
    if (state.session == asked_with)
      state.session = nullptr;
    return;
  case matrix::failure_kind::permanent:
    return give_up(self, name, why,
                   "a room's history may not be read: what was said in the gap is not answered");
  case matrix::failure_kind::limited:
  case matrix::failure_kind::held:
  case matrix::failure_kind::transient:
    if (!is_hopeless(self, name))
      return try_later(self, name, why);
    return give_up(self, name, why,
                   "a room's history could not be read until what was said in the gap was too old "
                   "to be answered");
  }
}

void on_answer(self_pointer self, const session_ptr& asked_with, const gap_name& name,
               http_response& answer) {
  if (answer.error == transport_error::timed_out)
    ++self->state.gaps.at(name).slow;
  if (auto failure = matrix::failure_of(answer))
    return on_failure(self, asked_with, name, *failure);
  const auto& which = self->state.gaps.at(name);
  const bool member_before = !which.gap.to.empty(); // where sync had read to
  auto decoded =
      matrix::decode_messages(answer.body, asked_with->user_id, name.first, member_before);
  if (const auto* page = std::get_if<matrix::messages_page>(&decoded))
    take_page(self, name, *page);
  else
    on_failure(self, asked_with, name, matrix::malformed(answer, std::get<std::string>(decoded)));
}

void read(self_pointer self, open_gap& which) {
  auto& state = self->state;
  matrix::history_query query;
  query.from = which.gap.from;
  query.to = which.gap.to;
  query.slow = which.slow;
  auto request = matrix::history(state.session->as, which.gap.room_id, query);
  auto deadline = request.timeout + http_slack;
  which.busy = true;
  ++state.reading;
  self->request(state.http, deadline, perform{std::move(request)})
      .then(
          [self, name = name_of(which.gap), session = state.session](http_response& answer) {
            auto& then = self->state;
            --then.reading;
            then.gaps.at(name).busy = false;
            on_answer(self, session, name, answer);
            advance(self);
          },
          on_broken(self, "perform"));
}

/// Rooms that we do not answer are not read back.
bool is_given_up(const standing& now) {
  return now.settings.mode == room_mode::off || now.state == room_state::encrypted ||
         now.state == room_state::upgraded;
}

/// Rooms that are read, in turn; nothing where there is none.
const standing* next_quiet_room(const backfill_state& state, const look_back& what) {
  const standing* first = nullptr;
  for (const auto& [room_id, how] : state.standings) {
    if (how.state != room_state::ok || is_given_up(how) || what.lively.contains(room_id))
      continue;
    if (room_id > state.looked_at)
      return &how;
    if (!first)
      first = &how;
  }
  return first;
}

/// Takes the next step with each gap that can take one now.
void advance(self_pointer self) {
  auto& state = self->state;
  if (!state.session || !state.values || !state.values->values.matrix.enabled)
    return;
  for (auto& [name, which] : state.gaps) {
    auto found = state.standings.find(name.first);
    if (which.busy || found == state.standings.end())
      continue;
    if (is_given_up(found->second))
      close(self, name);
    else if (found->second.state == room_state::ok && state.reading < most_reading)
      read(self, which);
  }
}

// -- other work -----------------------------------------------------------------

/// A room may be told of work that the gap has held back.
void watch_patience(self_pointer self, const store::gap& gap) {
  const auto left = gap.opened_at + store::gap_patience - self->state.around.now();
  const auto time = std::clamp(left, unix_ms{0}, store::gap_patience);
  self->delayed_send(self, milliseconds{time}, patience_tick{gap.room_id, gap.id});
}

void on_patience_over(self_pointer self, const patience_tick& what) {
  auto found = self->state.gaps.find(gap_name{what.room_id, what.id});
  if (found == self->state.gaps.end())
    return;
  log::warn("gap not read back yet: newer events are answered meanwhile",
            {{"room", what.room_id}, {"reason", found->second.problem}});
  self->send(self->state.rooms, work_arrived{{what.room_id}});
}

/// Asks without a position: one that moves on leaves behind what sync has not brought.
caf::result<looked_back> look(self_pointer self, const look_back& what) {
  auto& state = self->state;
  const auto* room = next_quiet_room(state, what);
  if (!room || !state.session)
    return looked_back{};
  state.looked_at = room->room_id;
  matrix::history_query query;
  query.limit = 5;
  auto request = matrix::history(state.session->as, room->room_id, query);
  const auto deadline = request.timeout + http_slack;
  auto promise = self->make_response_promise<looked_back>();
  self->request(state.http, deadline, perform{std::move(request)})
      .then(
          [promise, user_id = state.session->user_id,
           room_id = room->room_id](http_response& answer) mutable {
            auto decoded = matrix::decode_messages(answer.body, user_id, room_id);
            const auto* page = std::get_if<matrix::messages_page>(&decoded);
            const bool good = answer.status == 200 && page != nullptr;
            promise.deliver(looked_back{room_id, good ? page->newest_ts : 0});
          },
          on_broken(self, "perform"));
  return promise;
}

void look_for_gaps(self_pointer self) {
  self->request(self->state.storekeeper, store_deadline, list_gaps{})
      .then(
          [self](const open_gaps& what) {
            auto& gaps = self->state.gaps;
            for (const auto& gap : what.gaps) {
              auto [found, fresh] = gaps.try_emplace(name_of(gap));
              if (!fresh)
                continue;
              found->second.gap = gap;
              watch_patience(self, gap);
              if (gap.kind == store::gap_kind::limited)
                log::info("limited timeline: reading the gap back", {{"room", gap.room_id}});
            }
            advance(self);
          },
          on_broken(self, "list_gaps"));
}

backfill_report report_of(const backfill_state& state) {
  backfill_report made;
  for (const auto& [name, which] : state.gaps)
    if (!which.problem.empty())
      made.problems[name.first] = which.problem;
  return made;
}

} // namespace

backfill_impl::behavior_type backfill(self_pointer self, http_actor http,
                                      storekeeper_actor storekeeper, rooms_actor rooms,
                                      account_actor account, surroundings around) {
  report_exceptions(self, "backfill");
  auto& state = self->state;
  state.http = std::move(http);
  state.storekeeper = std::move(storekeeper);
  state.rooms = std::move(rooms);
  state.account = std::move(account);
  state.around = std::move(around);
  look_for_gaps(self);
  return {
      [self](const settings_changed& what) {
        self->state.values = what.now;
        advance(self);
      },
      [self](const session_opened& what) {
        self->state.session = what.session;
        advance(self);
      },
      [self](const standing& now) {
        self->state.standings[now.room_id] = now;
        advance(self);
      },
      [self](const gaps_opened&) { look_for_gaps(self); },
      [self](const look_back& what) { return look(self, what); },
      [self](const musiclink::report&) { return report_of(self->state); },
      [self](const gap_tick& what) {
        auto found = self->state.gaps.find(gap_name{what.room_id, what.id});
        if (found != self->state.gaps.end())
          found->second.busy = false;
        advance(self);
      },
      [self](const patience_tick& what) { on_patience_over(self, what); },
  };
}

} // namespace musiclink
