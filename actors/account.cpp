#include "actors/account.hpp"

#include "actors/conduct.hpp"
#include "core/backoff.hpp"
#include "core/exit_status.hpp"
#include "core/matrix/login.hpp"
#include "core/matrix/requests.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = account_impl::stateful_pointer<account_state>;
using step = account_tick::step;

constexpr milliseconds first_retry{1000};
constexpr milliseconds longest_retry{60000};
/// How often another token is looked for while there is none that is good.
constexpr std::chrono::minutes look_interval{1};
/// How long before its end a token is renewed: time for some attempts.
constexpr milliseconds refresh_margin{60000};
/// Tokens are not renewed more often than that, whatever the homeserver says of them.
constexpr milliseconds shortest_life{10000};

void open(self_pointer self);
void refresh(self_pointer self);

/// The one thing that is waited for; what was waited for before is void.
void later(self_pointer self, milliseconds time, step what) {
  self->delayed_send(self, time, account_tick{++self->state.attempt, what});
}

void retry_later(self_pointer self, step again, const matrix::failure& why, const char* what) {
  auto& state = self->state;
  auto random = state.around.random();
  ++state.failures;
  auto time = why.retry_after ? backoff_told(*why.retry_after, state.failures, random)
                              : backoff(state.failures, first_retry, longest_retry, random);
  state.problem = std::string(what) + ": " + why.text;
  log::warn(what, {{"server", state.values->values.matrix.server},
                   {"reason", why.text},
                   {"retryInMs", std::to_string(time.count())}});
  later(self, time, again);
}

/// Performs a request; answers to earlier attempts are dropped.
void send_request(self_pointer self, http_request request,
                  std::function<void(const http_response&)> on_answer) {
  auto deadline = request.timeout + http_slack;
  self->request(self->state.http, deadline, perform{std::move(request)})
      .then(
          [self, attempt = self->state.attempt,
           on_answer = std::move(on_answer)](const http_response& answer) {
            if (attempt == self->state.attempt)
              on_answer(answer);
          },
          on_broken(self, "perform"));
}

// -- a token that is of no use ------------------------------------------------------

/// The token as it is kept now, or nothing if it cannot be read.
std::optional<access_token> kept_token(self_pointer self) {
  auto read = self->state.source.read(self->state.values->values.matrix);
  if (auto* token = std::get_if<access_token>(&read))
    return std::move(*token);
  return std::nullopt;
}

void stop_or_wait(self_pointer self, int status) {
  auto& state = self->state;
  state.session = nullptr;
  state.refused = state.token.value;
  later(self, look_interval, step::look);
  if (!state.was_open)
    state.around.end_process(status);
}

/// Says it once for each token: what follows is only tried with another one.
void give_up(self_pointer self, const std::string& reason) {
  const auto& wanted = self->state.values->values.matrix;
  const bool in_file = wanted.access_token_file.has_value();
  auto& problem = self->state.problem;
  problem = "the homeserver refuses the access token; make a new one (musiclink login)";
  if (!self->state.was_open)
    problem += ", put it where the configuration says, and start musiclink again: it ends now";
  else if (in_file)
    problem += " in the token file: it is taken up within a minute, or at SIGHUP";
  else
    problem += ", put it where the configuration says, and send SIGHUP";
  log::error(problem, {{"user", wanted.user_id},
                       {"file", wanted.access_token_file.value_or("none")},
                       {"reason", reason}});
  stop_or_wait(self, exit_status::token_refused);
}

/// The token in use was refused. It may have been replaced already, and it may be
/// one that can be renewed.
void on_refused(self_pointer self, const std::string& reason) {
  auto& state = self->state;
  state.session = nullptr;
  if (auto kept = kept_token(self); kept && kept->value != state.token.value) {
    log::info("the access token was refused and is replaced already");
    return open(self);
  }
  if (state.token.refresh_token.empty())
    return give_up(self, reason);
  auto since = milliseconds{state.around.now() - state.refreshed_at};
  auto wait = since < milliseconds{0} ? shortest_life : shortest_life - since;
  if (wait > milliseconds{0})
    return later(self, wait, step::refresh);
  ++state.attempt;
  refresh(self);
}

/// Nothing is asked of the homeserver while the kept token is the refused one.
void look(self_pointer self) {
  auto kept = kept_token(self);
  if (!kept || kept->value == self->state.refused)
    return later(self, look_interval, step::look);
  log::info("there is another access token");
  open(self);
}

// -- a token that is good -----------------------------------------------------------

/// Half of a short life is waited for, of a long one all but the margin.
void plan_refresh(self_pointer self) {
  const auto& state = self->state;
  if (state.token.refresh_token.empty() || !state.token.expires_at)
    return;
  milliseconds left{*state.token.expires_at - state.around.now()};
  later(self, std::max({left - refresh_margin, left / 2, shortest_life}), step::refresh);
}

void tell_session(self_pointer self, const matrix::identity& who) {
  auto& state = self->state;
  state.failures = 0;
  state.was_open = true;
  state.refused.clear();
  state.problem.clear();
  state.session = std::make_shared<const account_session>(
      account_session{{state.base_url, state.token.value}, who.user_id, who.device_id});
  for (const auto& client : state.clients)
    self->send(client, session_opened{state.session});
  plan_refresh(self);
}

void on_identity(self_pointer self, const matrix::identity& who) {
  auto& state = self->state;
  const auto& wanted = state.values->values.matrix.user_id;
  if (who.user_id != wanted) {
    self->state.problem = "the access token belongs to " + who.user_id + ", not to " + wanted;
    log::error("the access token belongs to another account; set matrix.userId or use a token of "
               "that user",
               {{"tokenOf", who.user_id}, {"configured", wanted}});
    return stop_or_wait(self, exit_status::config_invalid);
  }
  if (who.device_id.empty())
    log::warn("the access token has no device id: the homeserver cannot recognise a repeated "
              "send; use a token from a login instead");
  log::info("session opened",
            {{"server", state.base_url}, {"user", who.user_id}, {"device", who.device_id}});
  tell_session(self, who);
}

void ask_whoami(self_pointer self) {
  const auto& state = self->state;
  send_request(self, matrix::whoami({state.base_url, state.token.value}),
               [self](const http_response& answer) {
                 auto failure = matrix::failure_of(answer);
                 if (failure && failure->kind == matrix::failure_kind::unauthorized)
                   return on_refused(self, failure->text);
                 auto who = failure ? std::nullopt : matrix::identity_of(answer);
                 if (who)
                   return on_identity(self, *who);
                 if (!failure)
                   failure = matrix::malformed(answer, "the answer names no user");
                 retry_later(self, step::open, *failure,
                             "the homeserver does not say whose the token is");
               });
}

// -- a token that is renewed --------------------------------------------------------

void on_granted(self_pointer self, const matrix::granted& what) {
  auto& state = self->state;
  access_token fresh{what.access_token, what.refresh_token};
  // An answer without one leaves the old in force (client-server API, POST refresh).
  if (fresh.refresh_token.empty())
    fresh.refresh_token = state.token.refresh_token;
  if (what.expires_in)
    fresh.expires_at = state.around.now() + what.expires_in->count();
  // The homeserver lets the old pair live until the new one is used.
  if (auto why = state.source.keep(state.values->values.matrix, state.token, fresh)) {
    state.problem = "the renewed access token cannot be kept, so it is not used; the token file "
                    "or the state store's directory must be writable: " +
                    *why;
    log::error(state.problem);
    return later(self, look_interval, step::refresh);
  }
  state.token = std::move(fresh);
  state.refreshed_at = state.around.now();
  log::info("the access token was renewed");
  if (state.session)
    tell_session(self, {state.session->user_id, state.session->device_id});
  else
    ask_whoami(self);
}

/// The session ends with its access token, if that is good for some time yet.
void on_refresh_refused(self_pointer self, const std::string& reason) {
  auto& state = self->state;
  if (!state.session)
    return give_up(self, reason);
  state.token.refresh_token.clear();
  log::warn("the homeserver does not renew the access token: it will be refused before long; make "
            "a new one (musiclink login)",
            {{"user", state.session->user_id}, {"reason", reason}});
}

void refresh(self_pointer self) {
  const auto& state = self->state;
  if (auto kept = kept_token(self); kept && kept->value != state.token.value)
    return open(self);
  send_request(self, matrix::refresh(state.base_url, state.token.refresh_token),
               [self](const http_response& answer) {
                 auto failure = matrix::failure_of(answer);
                 auto granted = failure ? std::nullopt : matrix::granted_of(answer);
                 if (granted)
                   return on_granted(self, *granted);
                 if (!failure)
                   failure = matrix::malformed(answer, "the answer holds no token");
                 if (failure->kind == matrix::failure_kind::unauthorized ||
                     failure->kind == matrix::failure_kind::permanent)
                   return on_refresh_refused(self, failure->text);
                 retry_later(self, step::refresh, *failure, "the access token cannot be renewed");
               });
}

// -- opening --------------------------------------------------------------------------

bool is_expired(const account_state& state) {
  return !state.token.refresh_token.empty() && state.token.expires_at &&
         *state.token.expires_at <= state.around.now();
}

void ask_versions(self_pointer self) {
  send_request(self, matrix::versions(self->state.base_url), [self](const http_response& answer) {
    // Who refuses this as a homeserver does is one: whoami tells the rest.
    if (auto failure = matrix::failure_of(answer);
        failure && failure->kind != matrix::failure_kind::permanent)
      return retry_later(self, step::open, *failure, "the homeserver does not answer");
    if (is_expired(self->state))
      return refresh(self);
    ask_whoami(self);
  });
}

void discover(self_pointer self, const std::string& server_name) {
  send_request(self, matrix::well_known(server_name),
               [self, server_name](const http_response& answer) {
                 auto found = matrix::base_url_for(server_name, answer);
                 if (const auto* failure = std::get_if<matrix::failure>(&found))
                   return retry_later(self, step::open, *failure, "server discovery failed");
                 self->state.base_url = std::get<std::string>(std::move(found));
                 ask_versions(self);
               });
}

void open(self_pointer self) {
  auto& state = self->state;
  ++state.attempt;
  auto kept = kept_token(self);
  if (!kept) {
    state.problem = "the access token cannot be read";
    log::warn("the access token cannot be read; trying again every minute");
    return later(self, look_interval, step::look);
  }
  state.token = std::move(*kept);
  const auto& server = state.values->values.matrix.server;
  auto base_url = matrix::base_url_in(server);
  if (!base_url)
    return discover(self, server);
  state.base_url = std::move(*base_url);
  ask_versions(self);
}

/// Whether the session is the one that this configuration asks for.
bool is_up_to_date(self_pointer self, const settings& before) {
  const auto& state = self->state;
  const auto& now = state.values->values.matrix;
  if (!state.session || before.values.matrix.server != now.server ||
      before.values.matrix.user_id != now.user_id)
    return false;
  auto kept = kept_token(self);
  return !kept || kept->value == state.session->as.access_token;
}

void on_settings(self_pointer self, const settings_ptr& now) {
  auto before = std::exchange(self->state.values, now);
  if (before == now || !now->values.matrix.enabled)
    return; // only the switch was set, or there is no account
  if (!before || !is_up_to_date(self, *before))
    open(self);
}

void take_step(self_pointer self, step what) {
  switch (what) {
  case step::open:
    return open(self);
  case step::refresh:
    return refresh(self);
  case step::look:
    return look(self);
  }
}

} // namespace

account_impl::behavior_type account(self_pointer self, http_actor http, token_source source,
                                    surroundings around) {
  report_exceptions(self, "account");
  self->state.http = std::move(http);
  self->state.source = std::move(source);
  self->state.around = std::move(around);
  return {
      [self](const settings_changed& what) { on_settings(self, what.now); },
      [self](const std::vector<session_client>& clients) { self->state.clients = clients; },
      [self](const token_refused& what) {
        auto& state = self->state;
        if (!state.session || state.session->as.access_token != what.access_token)
          return;
        if (state.token.value == what.access_token)
          on_refused(self, what.reason);
        else
          state.session = nullptr; // another token is being tried already
      },
      [self](const account_tick& tick) {
        if (tick.attempt == self->state.attempt)
          take_step(self, tick.what);
      },
      [self](const report&) {
        const auto& state = self->state;
        return account_report{!state.session && !state.refused.empty(), state.problem};
      },
  };
}

} // namespace musiclink
