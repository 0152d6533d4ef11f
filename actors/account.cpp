#include "actors/account.hpp"

#include "actors/conduct.hpp"
#include "core/backoff.hpp"
#include "core/exit_status.hpp"
#include "core/matrix/requests.hpp"

#include <functional>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = account_impl::stateful_pointer<account_state>;

constexpr milliseconds first_retry{1000};
constexpr milliseconds longest_retry{60000};

void open(self_pointer self);

void retry_later(self_pointer self, const matrix::failure& why, const char* what) {
  auto& state = self->state;
  auto random = state.around.random();
  ++state.failures;
  auto time = why.retry_after ? backoff_told(*why.retry_after, random)
                              : backoff(state.failures, first_retry, longest_retry, random);
  state.problem = std::string(what) + ": " + why.text;
  log::warn(what, {{"server", state.values->values.matrix.server},
                   {"reason", why.text},
                   {"retryInMs", std::to_string(time.count())}});
  self->delayed_send(self, time, account_tick{++state.attempt});
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

void stop_or_wait(self_pointer self, int status) {
  auto& state = self->state;
  state.session = nullptr;
  state.refused = true;
  ++state.attempt;
  if (!state.was_open)
    state.around.end_process(status);
}

void on_refused(self_pointer self) {
  self->state.problem =
      "the homeserver refuses the access token; make a new one (musiclink login), "
      "put it where the configuration says, and send SIGHUP";
  log::error("the homeserver refuses the access token; make a new one (musiclink login), put it "
             "where the configuration says, and send SIGHUP",
             {{"user", self->state.values->values.matrix.user_id}});
  stop_or_wait(self, exit_status::token_refused);
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
  state.failures = 0;
  state.was_open = true;
  state.refused = false;
  state.problem.clear();
  state.session = std::make_shared<const account_session>(
      account_session{{state.base_url, state.values->access_token}, who.user_id, who.device_id});
  log::info("session opened",
            {{"server", state.base_url}, {"user", who.user_id}, {"device", who.device_id}});
  for (const auto& client : state.clients)
    self->send(client, session_opened{state.session});
}

void ask_whoami(self_pointer self) {
  const auto& state = self->state;
  send_request(self, matrix::whoami({state.base_url, state.values->access_token}),
               [self](const http_response& answer) {
                 auto failure = matrix::failure_of(answer);
                 if (failure && failure->kind == matrix::failure_kind::unauthorized)
                   return on_refused(self);
                 auto who = failure ? std::nullopt : matrix::identity_of(answer);
                 if (who)
                   return on_identity(self, *who);
                 if (!failure)
                   failure = matrix::malformed(answer, "the answer names no user");
                 retry_later(self, *failure, "the homeserver does not say whose the token is");
               });
}

void ask_versions(self_pointer self) {
  send_request(self, matrix::versions(self->state.base_url), [self](const http_response& answer) {
    if (auto failure = matrix::failure_of(answer))
      return retry_later(self, *failure, "the homeserver does not answer");
    ask_whoami(self);
  });
}

/// A server name without .well-known is its own address (client-server API,
/// Server Discovery).
void discover(self_pointer self, const std::string& server_name) {
  send_request(
      self, matrix::well_known(server_name), [self, server_name](const http_response& answer) {
        auto failure = matrix::failure_of(answer);
        if (failure && failure->status != 404)
          return retry_later(self, *failure, "server discovery failed");
        auto found = failure ? "https://" + server_name : matrix::base_url_of(answer);
        if (!found)
          return retry_later(self, matrix::malformed(answer, "m.homeserver.base_url is missing"),
                             "server discovery failed");
        self->state.base_url = *found;
        ask_versions(self);
      });
}

void open(self_pointer self) {
  auto& state = self->state;
  ++state.attempt;
  auto server = state.values->values.matrix.server;
  if (!server.starts_with("http://") && !server.starts_with("https://"))
    return discover(self, server);
  while (server.ends_with('/'))
    server.pop_back();
  state.base_url = std::move(server);
  ask_versions(self);
}

bool same_account(const settings& left, const settings& right) {
  return left.access_token == right.access_token &&
         left.values.matrix.server == right.values.matrix.server &&
         left.values.matrix.user_id == right.values.matrix.user_id;
}

} // namespace

account_impl::behavior_type account(self_pointer self, http_actor http, surroundings around) {
  report_exceptions(self, "account");
  self->state.http = std::move(http);
  self->state.around = std::move(around);
  return {
      [self](const settings_changed& what) {
        auto& state = self->state;
        bool open_already = state.session && same_account(*state.values, *what.now);
        state.values = what.now;
        if (!open_already && state.values->values.matrix.enabled)
          open(self);
      },
      [self](const std::vector<session_client>& clients) { self->state.clients = clients; },
      [self](const token_refused& what) {
        const auto& session = self->state.session;
        if (session && session->as.access_token == what.access_token)
          on_refused(self);
      },
      [self](const account_tick& tick) {
        if (tick.attempt == self->state.attempt)
          open(self);
      },
      [self](const report&) {
        const auto& state = self->state;
        return account_report{state.refused, state.problem};
      },
  };
}

} // namespace musiclink
