#include "actors/account/steps.hpp"
#include "actors/conduct.hpp"
#include "core/edge/exit_status.hpp"
#include "core/limits/backoff.hpp"
#include "core/matrix/login.hpp"

#include <utility>

namespace musiclink {

namespace account_steps {

namespace {

constexpr milliseconds first_retry{1000};
constexpr milliseconds longest_retry{60000};

} // namespace

void later(self_pointer self, milliseconds time, step next) {
  self->delayed_send(self, time, account_tick{++self->state.attempt, next});
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

std::optional<access_token> kept_token(self_pointer self) {
  auto read = self->state.source.read(self->state.values->values.matrix);
  if (auto* token = std::get_if<access_token>(&read))
    return std::move(*token);
  return std::nullopt;
}

void tell_session(self_pointer self, const matrix::identity& who) {
  auto& state = self->state;
  state.failures = 0;
  state.was_open = true;
  state.trial.whoami_accepted(state.around.now());
  state.refused.clear();
  state.problem.clear();
  state.session = std::make_shared<const account_session>(
      account_session{{state.base_url, state.token.value}, who.user_id, who.device_id});
  for (const auto& client : state.clients)
    self->send(client, session_opened{state.session});
  plan_refresh(self);
}

namespace {

void on_identity(self_pointer self, const matrix::identity& who) {
  auto& state = self->state;
  const auto& wanted = state.values->values.matrix.user_id;
  if (who.user_id != wanted) {
    self->state.problem = "the access token belongs to " + who.user_id + ", not to " + wanted;
    log::error("the access token belongs to another account; set matrix.userId or use a token of "
               "that user",
               {{"tokenOf", who.user_id}, {"configured", wanted}});
    return end_or_wait(self, exit_status::config_invalid);
  }
  if (who.device_id.empty())
    log::warn("the access token has no device id: the homeserver cannot recognise a repeated "
              "send; use a token from a login instead");
  log::info("session opened",
            {{"server", state.base_url}, {"user", who.user_id}, {"device", who.device_id}});
  tell_session(self, who);
}

} // namespace

void ask_whoami(self_pointer self) {
  const auto& state = self->state;
  send_request(self, matrix::whoami({state.base_url, state.token.value}),
               [self](const http_response& answer) {
                 auto failure = matrix::failure_of(answer);
                 if (failure && failure->kind == matrix::failure_kind::unauthorized)
                   return on_whoami_refused(self, failure->text);
                 auto who = failure ? std::nullopt : matrix::identity_of(answer);
                 if (who)
                   return on_identity(self, *who);
                 if (!failure)
                   failure = matrix::malformed(answer, "the answer names no user");
                 retry_later(self, step::open, *failure,
                             "the homeserver does not say whose the token is");
               });
}

namespace {

bool is_expired(const account_state& state) {
  return !state.token.refresh_token.empty() && state.token.expires_at &&
         *state.token.expires_at <= state.around.now();
}

void ask_versions(self_pointer self) {
  send_request(self, matrix::versions(self->state.base_url), [self](const http_response& answer) {
    // A Matrix error to /versions still proves a homeserver; whoami decides.
    if (auto failure = matrix::failure_of(answer);
        failure && failure->kind != matrix::failure_kind::permanent &&
        failure->kind != matrix::failure_kind::unauthorized)
      return retry_later(self, step::open, *failure, "the homeserver does not answer");
    if (is_expired(self->state))
      return refresh(self);
    ask_whoami(self);
  });
}

void discover(self_pointer self, matrix::discovery search) {
  auto request = search.request();
  send_request(self, std::move(request),
               [self, search = std::move(search)](const http_response& answer) mutable {
                 auto found = search.take(answer);
                 if (const auto* failure = std::get_if<matrix::failure>(&found))
                   return retry_later(self, step::open, *failure, "server discovery failed");
                 auto* base_url = std::get_if<std::string>(&found);
                 if (!base_url)
                   return discover(self, std::move(search));
                 if (matrix::is_in_clear_text(*base_url))
                   log::warn(
                       "the server's .well-known leads to a homeserver without https: whoever "
                       "stands between here and there can read the access token",
                       {{"server", *base_url}});
                 self->state.base_url = std::move(*base_url);
                 ask_versions(self);
               });
}

} // namespace

void open(self_pointer self) {
  auto& state = self->state;
  ++state.attempt;
  auto kept = kept_token(self);
  if (!kept) {
    state.problem = "the access token cannot be read";
    log::warn("the access token cannot be read; trying again every minute");
    return wait_for_token(self, never);
  }
  if (kept->value != state.token.value)
    state.trial = {};
  state.token = std::move(*kept);
  const auto& server = state.values->values.matrix.server;
  auto base_url = matrix::base_url_in(server);
  if (!base_url)
    return discover(self, matrix::discovery{server});
  state.base_url = std::move(*base_url);
  ask_versions(self);
}

namespace {

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

} // namespace account_steps

account_impl::behavior_type account(account_impl::stateful_pointer<account_state> self,
                                    http_actor http, token_source source, surroundings around) {
  using namespace account_steps;
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
          on_request_refused(self, what.reason);
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
