#include "actors/syncer.hpp"

#include "actors/conduct.hpp"
#include "core/backoff.hpp"
#include "core/matrix/link_events.hpp"
#include "core/matrix/requests.hpp"
#include "core/matrix/sync_page.hpp"

#include <utility>

namespace musiclink {

namespace {

using self_pointer = syncer_impl::stateful_pointer<syncer_state>;

constexpr milliseconds first_retry{500};
constexpr milliseconds longest_retry{30000};
/// How much time of silent rooms a restart may read again.
constexpr milliseconds longest_unstored{10000};

/// For the first sync ever, of which only the position is wanted.
constexpr const char* position_filter =
    R"({"presence":{"not_types":["*"]},"account_data":{"not_types":["*"]},"room":{)"
    R"("ephemeral":{"not_types":["*"]},"account_data":{"not_types":["*"]},)"
    R"("state":{"not_types":["*"]},"timeline":{"limit":1,"not_types":["*"]}}})";

void advance(self_pointer self);

void retry_later(self_pointer self, const matrix::failure& why, const char* what) {
  auto& state = self->state;
  if (why.kind == matrix::failure_kind::unauthorized) {
    self->send(state.account, token_refused{state.session->as.access_token});
    state.session = nullptr;
    return;
  }
  // A filter that the homeserver has forgotten is the one permanent failure that
  // can be mended from here.
  if (why.kind == matrix::failure_kind::permanent)
    state.filter_key.clear();
  ++state.failures;
  auto random = state.around.random();
  auto time = why.retry_after ? backoff_told(*why.retry_after, random)
                              : backoff(state.failures, first_retry, longest_retry, random);
  log::warn(what, {{"reason", why.text}, {"retryInMs", std::to_string(time.count())}});
  state.busy = true;
  self->delayed_send(self, time, syncer_tick{++state.wait});
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

std::string filter_of(const reading_list& reading) {
  return matrix::filter_json(
      std::vector<std::string>(reading.room_ids.begin(), reading.room_ids.end()));
}

/// A filter id belongs to one account on one homeserver (FACTS 3.1).
std::string key_of(const account_session& session, const std::string& filter) {
  return session.as.base_url + ' ' + session.user_id + ' ' + filter;
}

/// Whether the homeserver does not take filters at all: a filter may also be
/// given in each sync (GET /sync, `filter`).
bool must_be_inline(const matrix::failure& why) {
  return why.kind != matrix::failure_kind::unauthorized &&
         why.kind != matrix::failure_kind::limited && why.status >= 400 && why.status < 500;
}

void upload_filter(self_pointer self, const std::string& filter, const std::string& key) {
  const auto& session = *self->state.session;
  send_request(self, matrix::upload_filter(session.as, session.user_id, filter), 0,
               [self, filter, key](const http_response& answer) {
                 auto& state = self->state;
                 auto failure = matrix::failure_of(answer);
                 auto id = failure ? std::nullopt : matrix::filter_id_of(answer);
                 if (failure && must_be_inline(*failure))
                   id = filter;
                 if (!id) {
                   if (!failure)
                     failure = matrix::malformed(answer, "the answer names no filter");
                   return retry_later(self, *failure, "the sync filter was not accepted");
                 }
                 state.filter_id = *id;
                 state.filter_key = key;
                 self->request(state.storekeeper, actor_deadline, save_filter{*id, key})
                     .then([](const saved&) {}, on_broken(self, "save_filter"));
                 advance(self);
               });
}

// -- pages --------------------------------------------------------------------------

room_news news_of(const matrix::sync_page& page) {
  room_news news;
  for (const auto& one : page.invited)
    news.invites.push_back({one.room_id, one.inviter});
  for (const auto& one : page.left)
    news.left.push_back(one.room_id);
  for (const auto& one : page.joined) {
    if (one.joined_here)
      news.joined.push_back(one.room_id);
    if (one.encrypted)
      news.encrypted.push_back(one.room_id);
  }
  return news;
}

void on_committed(self_pointer self, const std::string& next_batch,
                  const store::page_result& result) {
  auto& state = self->state;
  state.busy = false;
  bool first = state.since.empty();
  state.since = next_batch;
  state.stored = next_batch;
  if (first)
    self->send(state.membership, sync_positioned{});
  if (!result.rooms.empty())
    self->send(state.rooms, work_arrived{result.rooms});
  advance(self);
}

void take_page(self_pointer self, const matrix::sync_page& page) {
  auto& state = self->state;
  auto news = news_of(page);
  if (!news.invites.empty() || !news.left.empty() || !news.joined.empty() ||
      !news.encrypted.empty())
    self->send(state.membership, std::move(news));
  store::page change;
  change.since = state.stored;
  change.next_batch = page.next_batch;
  change.now = state.around.now();
  change.seen_until = change.now + milliseconds(state.values->values.dedup_ttl).count();
  if (!state.since.empty())
    change.events = matrix::link_events(page, state.session->user_id, change.now);
  // A stored token may be behind, never ahead: a page without work needs no disk.
  if (change.events.empty() && !state.stored.empty() &&
      change.now - state.stored_at < longest_unstored.count()) {
    state.since = page.next_batch;
    return advance(self);
  }
  state.stored_at = change.now;
  state.busy = true;
  self->request(state.storekeeper, actor_deadline, commit_page{std::move(change)})
      .then(
          [self, next = page.next_batch](const store::page_result& result) {
            if (result.stale)
              // Nobody else writes the token: go on from what is stored.
              return self->quit(caf::make_error(caf::sec::runtime_error, "stale sync token"));
            on_committed(self, next, result);
          },
          on_broken(self, "commit_page"));
}

void on_page(self_pointer self, http_response& answer) {
  auto& state = self->state;
  if (auto failure = matrix::failure_of(answer))
    return retry_later(self, *failure, "sync failed");
  auto wanted = [&](std::string_view room_id) {
    return state.reading && state.reading->room_ids.contains(room_id);
  };
  auto decoded = matrix::decode_sync(answer.body, state.session->user_id, wanted);
  if (auto* page = std::get_if<matrix::sync_page>(&decoded)) {
    if (state.failures != 0)
      log::info("sync works again");
    state.failures = 0;
    take_page(self, *page);
  } else {
    retry_later(self, matrix::malformed(answer, std::get<std::string>(decoded)),
                "the answer to sync cannot be read");
  }
}

void poll(self_pointer self, std::string filter, milliseconds timeout) {
  auto& state = self->state;
  matrix::sync_query query;
  query.since = state.since;
  query.filter_id = std::move(filter);
  query.timeout = timeout;
  send_request(self, matrix::sync(state.session->as, query), ++state.poll,
               [self](http_response& answer) { on_page(self, answer); });
}

/// Takes the next step, if one can be taken now.
void advance(self_pointer self) {
  auto& state = self->state;
  if (state.busy || !state.session || !state.values || !state.loaded)
    return;
  if (state.since.empty())
    return poll(self, position_filter, milliseconds{0});
  if (!state.reading)
    return;
  auto filter = filter_of(*state.reading);
  auto key = key_of(*state.session, filter);
  if (key != state.filter_key)
    upload_filter(self, filter, key);
  else
    poll(self, state.filter_id, state.values->values.matrix.sync_timeout);
}

void load(self_pointer self) {
  self->request(self->state.storekeeper, actor_deadline, load_sync_state{})
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
            advance(self);
          },
          on_broken(self, "load_sync_state"));
}

/// Ends a long poll that waits for the wrong thing.
void interrupt(self_pointer self) {
  auto& state = self->state;
  self->send(state.http, abandon{state.poll});
  advance(self);
}

} // namespace

syncer_impl::behavior_type syncer(self_pointer self, http_actor http, storekeeper_actor storekeeper,
                                  rooms_actor rooms, membership_actor membership,
                                  account_actor account, surroundings around) {
  report_exceptions(self, "syncer");
  auto& state = self->state;
  state.http = std::move(http);
  state.storekeeper = std::move(storekeeper);
  state.rooms = std::move(rooms);
  state.membership = std::move(membership);
  state.account = std::move(account);
  state.around = std::move(around);
  load(self);
  return {
      [self](const settings_changed& what) {
        self->state.values = what.now;
        advance(self);
      },
      [self](const session_opened& what) {
        self->state.session = what.session;
        interrupt(self);
      },
      [self](const reading_list_ptr& reading) {
        self->state.reading = reading;
        interrupt(self);
      },
      [self](const syncer_tick& tick) {
        if (tick.wait != self->state.wait)
          return;
        self->state.busy = false;
        advance(self);
      },
  };
}

} // namespace musiclink
