#include "actors/syncer/syncer.hpp"

#include "actors/conduct.hpp"
#include "actors/syncer/changes.hpp"
#include "actors/syncer/filter.hpp"
#include "core/limits/backoff.hpp"
#include "core/matrix/answers.hpp"
#include "core/matrix/link_events.hpp"
#include "core/matrix/requests.hpp"
#include "core/matrix/sync_page.hpp"
#include "core/status/words.hpp"

#include <utility>

namespace musiclink {

namespace {

using self_pointer = syncer_impl::stateful_pointer<syncer_state>;
using trouble = matrix::sync_health::trouble;

constexpr milliseconds first_retry{500};
constexpr milliseconds longest_retry{30000};
/// How much time of silent rooms a restart may read again.
constexpr milliseconds longest_unstored{10000};
/// Jobs in the store above which no more are taken from the homeserver, and below
/// which they are again.
constexpr std::size_t high_water = 50000;
constexpr std::size_t low_water = 25000;
constexpr std::chrono::seconds backlog_interval{5};
constexpr const char* swamped_problem = "too many jobs wait: reading stops until they are fewer";
/// Longer than a room's history may take.
constexpr std::chrono::minutes look_deadline{30};

/// For the first sync ever, of which only the position is wanted.
constexpr const char* position_filter =
    R"({"presence":{"not_types":["*"]},"account_data":{"not_types":["*"]},"room":{)"
    R"("ephemeral":{"not_types":["*"]},"account_data":{"not_types":["*"]},)"
    R"("state":{"not_types":["*"]},"timeline":{"limit":1,"not_types":["*"]}}})";

void advance(self_pointer self);

void wait(self_pointer self, milliseconds time) {
  auto& state = self->state;
  state.busy = true;
  self->delayed_send(self, time, syncer_tick{++state.wait});
}

/// As after a lost store, but what was answered is known: recent history is read back.
void lose_position(self_pointer self) {
  auto& state = self->state;
  log::warn(
      "the homeserver does not go on from the sync position: a new one is taken, and what was "
      "said meanwhile is read back");
  state.health.on_position_lost();
  state.since.clear();
  state.reading = nullptr;
  state.members.clear();
  self->send(state.membership, position_lost{});
}

/// What is wrong although pages come is said when it begins and when it ends.
void tell_problem(self_pointer self) {
  auto& state = self->state;
  auto problem = state.health.works() ? state.health.problem(state.around.now()) : std::string();
  if (problem == state.told)
    return;
  if (problem.empty())
    log::info("sync brings what is said again");
  else
    log::warn(problem);
  state.told = std::move(problem);
}

void doubt_position(self_pointer self) {
  auto& state = self->state;
  if (!state.since.empty() && state.health.doubts_position(state.around.now()))
    lose_position(self);
}

void retry_later(self_pointer self, const matrix::failure& why, const char* what,
                 trouble kind = trouble::failed) {
  auto& state = self->state;
  if (why.kind == matrix::failure_kind::unauthorized) {
    self->send(state.account, token_refused{state.session->as.access_token, why.text});
    state.session = nullptr;
    state.health.on_session();
    return;
  }
  // A filter that the homeserver has forgotten is the one permanent failure that
  // can be mended from here.
  if (why.kind == matrix::failure_kind::permanent)
    state.filter_key.clear();
  state.health.on_failure(state.around.now(), kind, std::string(what) + ": " + why.text);
  state.around.meters->sync_failed();
  const auto failures = state.health.failures();
  auto random = state.around.random();
  auto time = why.retry_after ? backoff_told(*why.retry_after, failures, random)
                              : backoff(failures, first_retry, longest_retry, random);
  log::warn(what, {{"reason", why.text}, {"retryInMs", std::to_string(time.count())}});
  wait(self, time);
  doubt_position(self);
}

/// Performs a request; an answer to an earlier session is dropped.
void send_request(self_pointer self, http_request request, std::uint64_t tag,
                  std::function<void(http_response&)> on_answer) {
  auto& state = self->state;
  state.busy = true;
  auto deadline = request.timeout + http_slack;
  self->request(state.http, deadline, perform{std::move(request), tag})
      .then(
          [self, session = state.session, on_answer = std::move(on_answer)](http_response& answer) {
            self->state.busy = false;
            if (session == self->state.session && answer.error != transport_error::cancelled)
              on_answer(answer);
            else
              advance(self);
          },
          on_broken(self, "perform"));
}

// -- the filter -------------------------------------------------------------------

void upload_filter(self_pointer self, const std::string& filter, const std::string& key) {
  const auto& session = *self->state.session;
  send_request(self, matrix::upload_filter(session.as, session.user_id, filter), 0,
               [self, filter, key](const http_response& answer) {
                 auto& state = self->state;
                 auto failure = matrix::failure_of(answer);
                 auto id = failure ? std::nullopt : matrix::filter_id_of(answer);
                 if (!id && !failure)
                   failure = matrix::malformed(answer, "the answer names no filter");
                 if (!id && must_be_inline(*failure, state.health.failures() != 0))
                   id = filter;
                 if (!id)
                   return retry_later(self, *failure, "the sync filter was not accepted");
                 state.filter_id = *id;
                 state.filter_key = key;
                 self->request(state.storekeeper, store_deadline, save_filter{*id, key})
                     .then([](const saved&) {}, on_broken(self, "save_filter"));
                 advance(self);
               });
}

// -- pages --------------------------------------------------------------------------

/// Back-pressure: what is not fetched waits at the homeserver.
void watch_backlog(self_pointer self, std::size_t jobs) {
  auto& state = self->state;
  if (jobs > (state.swamped ? low_water : high_water)) {
    if (!std::exchange(state.swamped, true))
      log::warn(swamped_problem, {{"jobs", std::to_string(jobs)}});
    self->delayed_send(self, backlog_interval, backlog_tick{});
  } else if (std::exchange(state.swamped, false)) {
    log::info("reading goes on", {{"jobs", std::to_string(jobs)}});
  }
}

void look_at_backlog(self_pointer self) {
  self->request(self->state.storekeeper, store_deadline, count_backlog{})
      .then(
          [self](const backlog_size& what) {
            watch_backlog(self, what.jobs);
            advance(self);
          },
          on_broken(self, "count_backlog"));
}

void on_committed(self_pointer self, const std::string& next_batch, bool with_gaps,
                  const store::page_result& result) {
  auto& state = self->state;
  state.busy = false;
  bool first = state.since.empty();
  state.since = next_batch;
  state.stored = next_batch;
  if (first)
    self->send(state.membership, sync_positioned{});
  if (with_gaps)
    self->send(state.backfill, gaps_opened{});
  state.around.meters->link_events(result.fresh, result.duplicates);
  if (!result.withdrawn.empty())
    self->send(state.rooms, triggers_changed{result.withdrawn});
  if (!result.rooms.empty())
    self->send(state.rooms, work_arrived{result.rooms});
  watch_backlog(self, result.backlog);
  advance(self);
}

store::page change_of(self_pointer self, const matrix::sync_page& page) {
  auto& state = self->state;
  store::page change;
  change.since = state.stored;
  change.next_batch = page.next_batch;
  change.now = state.around.now();
  change.seen_until = change.now + milliseconds(state.values->values.dedup_ttl).count();
  if (state.since.empty()) {
    change.own = std::move(state.own);
    const bool is_new = state.stored.empty();
    change.gaps = gaps_before(page.next_batch, *state.reading,
                              is_new ? store::gap_kind::catch_up : store::gap_kind::limited,
                              is_new ? state.started_at : change.now);
    return change;
  }
  const auto& shadow = state.values->values.shadow;
  matrix::page_work work;
  for (const auto& room : page.joined)
    matrix::add_work(room, change.now, shadow.compare_with, work);
  if (!work.own.empty())
    self->send(state.rooms, own_seen{work.own});
  change.events = std::move(work.events);
  for (auto& event : change.events)
    if (event.origin_server_ts == 0) // it says nothing of use, and it is new
      event.origin_server_ts = change.now;
  change.changes = std::move(work.changes);
  change.gaps = gaps_of(page, state.since, change.now);
  change.theirs = std::move(work.theirs);
  change.compare_until = compare_until(shadow, change.now);
  change.own = std::move(state.own);
  change.own.insert(change.own.end(), work.own.begin(), work.own.end());
  return change;
}

/// A stored token may be behind, never ahead: a page without work needs no disk.
bool may_wait(const syncer_state& state, const store::page& change) {
  return change.events.empty() && change.changes.empty() && change.gaps.empty() &&
         change.theirs.empty() && !state.since.empty() && change.now >= state.stored_at &&
         change.now - state.stored_at < longest_unstored.count();
}

void note_members(syncer_state& state, const matrix::sync_page& page) {
  for (const auto& room : page.joined)
    state.members.insert(room.room_id);
  for (const auto& room : page.left)
    state.members.erase(room.room_id);
}

void take_page(self_pointer self, const matrix::sync_page& page) {
  auto& state = self->state;
  auto news = news_of(page);
  if (!is_empty(news))
    self->send(state.membership, std::move(news));
  if (auto rights = rights_of(page); !rights.room_ids.empty())
    self->send(state.rooms, std::move(rights));
  auto change = change_of(self, page);
  note_members(state, page);
  if (may_wait(state, change)) {
    state.since = page.next_batch;
    state.own = std::move(change.own);
    return advance(self);
  }
  state.stored_at = change.now;
  state.own.clear();
  state.busy = true;
  bool with_gaps = !change.gaps.empty();
  self->request(state.storekeeper, store_deadline, commit_page{std::move(change)})
      .then(
          [self, next = page.next_batch, with_gaps](const store::page_result& result) {
            if (result.stale)
              // Nobody else writes the token: go on from what is stored.
              return self->quit(caf::make_error(caf::sec::runtime_error, "stale sync token"));
            on_committed(self, next, with_gaps, result);
          },
          on_broken(self, "commit_page"));
}

/// What kind of trouble an answer is that brings no page.
trouble trouble_of(const http_response& answer, const matrix::failure& why) {
  if (answer.error == transport_error::timed_out)
    return trouble::slow;
  if (answer.error == transport_error::too_large)
    return trouble::unreadable;
  const bool refused = why.kind == matrix::failure_kind::permanent && why.status == 400;
  return refused ? trouble::refused : trouble::failed;
}

/// As far as the configuration names the room by its id.
milliseconds max_event_age_in(const config& values, std::string_view room_id) {
  for (const auto& entry : values.matrix.rooms)
    if (entry.room == room_id)
      return entry.settings.max_event_age;
  return values.room_defaults.max_event_age;
}

/// What came while a long poll waited was just sent, by the clocks of its servers. Where our own
/// replies are among it, what else came may be older than they are.
void watch_clock(self_pointer self, const matrix::sync_page& page) {
  auto& state = self->state;
  bool found = false;
  for (const auto& room : page.joined)
    if (!room.limited && room.newest_ts != 0 && room.own.empty())
      found |= state.clock.on_events(
          state.around.now(), {.oldest = room.oldest_ts,
                               .newest = room.newest_ts,
                               .count = room.events.total(),
                               .max_age = max_event_age_in(state.values->values, room.room_id)});
  if (found)
    log::warn(clocks_apart_text(*state.clock.apart()));
}

void on_page(self_pointer self, http_response& answer) {
  auto& state = self->state;
  if (auto failure = matrix::failure_of(answer))
    return retry_later(self, *failure, "sync failed", trouble_of(answer, *failure));
  auto wanted = [&](std::string_view room_id) {
    return state.reading && state.reading->room_ids.contains(room_id);
  };
  auto is_member = [&](std::string_view room_id) { return state.members.contains(room_id); };
  auto decoded = matrix::decode_sync(answer.body, state.session->user_id, wanted, is_member);
  const auto* page = std::get_if<matrix::sync_page>(&decoded);
  if (!page)
    return retry_later(self, matrix::malformed(answer, std::get<std::string>(decoded)),
                       "the answer to sync cannot be read", trouble::unreadable);
  const auto now = state.around.now();
  if (state.health.works() && !state.since.empty())
    watch_clock(self, *page);
  const bool failed = state.health.failures() != 0;
  state.health.on_page(now, {.took = state.around.steady() - state.asked_at,
                             .is_position = state.since.empty(),
                             .advanced = page->next_batch != state.since,
                             .has_events = says_something(*page)});
  for (const auto& room : page->joined)
    state.health.on_room(now, room.room_id, room.newest_ts);
  if (failed && state.health.failures() == 0)
    log::info("sync works again");
  state.pause = state.health.pause();
  state.around.meters->sync_succeeded(now);
  count_events(*page, *state.around.meters);
  tell_problem(self);
  doubt_position(self);
  if (state.reading)
    take_page(self, *page);
}

void poll(self_pointer self, std::string filter, milliseconds timeout) {
  auto& state = self->state;
  matrix::sync_query query;
  query.since = state.since;
  query.filter_id = std::move(filter);
  query.timeout = timeout;
  query.slow = state.health.slow();
  state.asked_at = state.around.steady();
  send_request(self, matrix::sync(state.session->as, query), ++state.poll,
               [self](http_response& answer) { on_page(self, answer); });
}

/// Sync may be silent because nothing is said, or because it brings nothing.
void look_into_quiet_room(self_pointer self) {
  auto& state = self->state;
  const auto now = state.around.now();
  if (!state.health.wants_look(now, state.reading->room_ids.size()))
    return;
  self->request(state.backfill, look_deadline, look_back{state.health.lively(now)})
      .then(
          [self](const looked_back& what) {
            auto& then = self->state;
            if (what.room_id.empty())
              then.health.on_nothing_quiet(then.around.now());
            else
              then.health.on_look(then.around.now(), what.room_id, what.newest);
            tell_problem(self);
          },
          on_broken(self, "look_back"));
}

/// Takes the next step, if one can be taken now.
void advance(self_pointer self) {
  auto& state = self->state;
  if (state.busy || state.swamped || !state.session || !state.values ||
      !state.values->values.matrix.enabled || !state.loaded || !state.reading)
    return;
  if (const auto pause = std::exchange(state.pause, milliseconds{0}); pause.count() != 0)
    return wait(self, pause);
  if (state.since.empty())
    return poll(self, position_filter, milliseconds{0});
  look_into_quiet_room(self);
  auto key = filter_key(*state.session, state.filter);
  if (key != state.filter_key)
    return upload_filter(self, state.filter, key);
  // Whether sync works is to be known at once: rooms may be silent for long.
  poll(self, state.filter_id,
       state.health.works() ? state.values->values.matrix.sync_timeout : milliseconds{0});
}

void load(self_pointer self) {
  self->request(self->state.storekeeper, store_deadline, load_sync_state{})
      .then(
          [self](const store::sync_state& stored) {
            auto& state = self->state;
            state.loaded = true;
            state.since = stored.since;
            state.stored = stored.since;
            state.filter_id = stored.filter_id;
            state.filter_key = stored.filter_json;
            if (!state.since.empty())
              self->send(state.membership, sync_positioned{});
            look_at_backlog(self);
          },
          on_broken(self, "load_sync_state"));
}

/// Ends a long poll that waits for the wrong thing.
void interrupt(self_pointer self) {
  auto& state = self->state;
  self->send(state.http, abandon{state.poll});
  advance(self);
}

sync_report report_of(const syncer_state& state) {
  sync_report made;
  const auto now = state.around.now();
  made.now.last_success = state.health.last_page();
  if (state.values && !state.values->values.matrix.enabled) {
    made.now.state = sync_phase::stopped;
    made.now.problem = "matrix.enabled is false";
    return made;
  }
  if (state.health.failures() != 0)
    made.now.state = sync_phase::backoff;
  else if (state.health.works())
    made.now.state = sync_phase::syncing;
  made.now.stalled = state.swamped || state.health.is_stalled(now);
  add_problem(made.now.problem, state.health.problem(now));
  if (state.swamped)
    add_problem(made.now.problem, swamped_problem);
  if (const auto apart = state.clock.apart())
    add_problem(made.now.problem, clocks_apart_text(*apart));
  return made;
}

} // namespace

syncer_impl::behavior_type syncer(self_pointer self, http_actor http, storekeeper_actor storekeeper,
                                  rooms_actor rooms, membership_actor membership,
                                  backfill_actor backfill, account_actor account,
                                  surroundings around) {
  report_exceptions(self, "syncer");
  auto& state = self->state;
  state.http = std::move(http);
  state.storekeeper = std::move(storekeeper);
  state.rooms = std::move(rooms);
  state.membership = std::move(membership);
  state.backfill = std::move(backfill);
  state.account = std::move(account);
  state.around = std::move(around);
  state.started_at = state.around.now();
  state.health = matrix::sync_health(state.started_at);
  load(self);
  return {
      [self](const settings_changed& what) {
        self->state.values = what.now;
        if (what.now->values.matrix.enabled)
          advance(self);
        else
          interrupt(self);
      },
      [self](const session_opened& what) {
        self->state.session = what.session;
        self->state.health.on_session();
        interrupt(self);
      },
      [self](const reading_list_ptr& reading) {
        self->state.reading = reading;
        self->state.members.insert(reading->members.begin(), reading->members.end());
        self->state.filter = filter_of(*reading);
        interrupt(self);
      },
      [self](const syncer_tick& tick) {
        if (tick.wait != self->state.wait)
          return;
        self->state.busy = false;
        advance(self);
      },
      [self](const backlog_tick&) { look_at_backlog(self); },
      [self](const report&) { return report_of(self->state); },
  };
}

} // namespace musiclink
