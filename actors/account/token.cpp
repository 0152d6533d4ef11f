#include "actors/account/steps.hpp"
#include "actors/conduct.hpp"
#include "core/edge/exit_status.hpp"
#include "core/matrix/login.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::account_steps {

namespace {

/// How often another token is looked for while there is none that is good.
constexpr std::chrono::minutes look_interval{1};
/// How long before its end a token is renewed: time for some attempts.
constexpr milliseconds refresh_margin{60000};
/// Tokens are not renewed more often than that, whatever the homeserver says of them.
constexpr milliseconds shortest_life{10000};

} // namespace

// -- a token that is of no use ------------------------------------------------------

void wait_for_token(self_pointer self, milliseconds before_whoami) {
  self->state.before_whoami = before_whoami;
  later(self, std::min<milliseconds>(before_whoami, look_interval), step::look);
}

void end_or_wait(self_pointer self, int status) {
  auto& state = self->state;
  state.session = nullptr;
  state.refused = state.token.value;
  wait_for_token(self, never);
  if (!state.was_open)
    state.around.end_process(status);
}

namespace {

/// What the operator is to do, and what follows.
std::string remedy(self_pointer self) {
  const auto& state = self->state;
  if (state.trial.is_dead() && !state.was_open)
    return "; make a new one (musiclink login), put it where the configuration says, and start "
           "musiclink again: it ends now";
  if (!state.was_open)
    return "; it is asked again for a minute before that is believed";
  if (state.values->values.matrix.access_token_file)
    return "; make a new one (musiclink login) in the token file: it is taken up within a minute, "
           "or at SIGHUP";
  return "; make a new one (musiclink login), put it where the configuration says, and send SIGHUP";
}

/// Once for each token, however often it is asked about; once more if the process ends by it.
void tell_refused(self_pointer self, const std::string& reason, bool is_new) {
  auto& state = self->state;
  const auto& wanted = state.values->values.matrix;
  const bool ends = state.trial.is_dead() && !state.was_open;
  state.problem = "the homeserver refuses the access token" + remedy(self);
  if (!is_new && !ends)
    return;
  log::write(ends || state.was_open ? log::level::error : log::level::warn, state.problem,
             {{"user", wanted.user_id},
              {"file", wanted.access_token_file.value_or("none")},
              {"reason", reason}});
}

/// whoami itself refuses a token that cannot be renewed.
void doubt(self_pointer self, const std::string& reason) {
  auto& state = self->state;
  const auto wait = state.trial.whoami_refused(state.around.now());
  const bool is_new = state.refused != state.token.value;
  state.refused = state.token.value;
  tell_refused(self, reason, is_new);
  wait_for_token(self, wait);
  if (state.trial.is_dead() && !state.was_open)
    state.around.end_process(exit_status::token_refused);
}

/// Renewing is not tried more often than that, whatever the homeserver says of new tokens.
void refresh_soon(self_pointer self) {
  auto& state = self->state;
  auto since = milliseconds{state.around.now() - state.refreshed_at};
  auto wait = since < milliseconds{0} ? shortest_life : shortest_life - since;
  if (wait > milliseconds{0})
    return later(self, wait, step::refresh);
  ++state.attempt;
  refresh(self);
}

/// Tries the token that is there by now, if that is another one.
bool try_replacement(self_pointer self) {
  auto kept = kept_token(self);
  if (!kept || kept->value == self->state.token.value)
    return false;
  log::info("the access token was refused and is replaced already");
  open(self);
  return true;
}

} // namespace

void on_whoami_refused(self_pointer self, const std::string& reason) {
  if (try_replacement(self))
    return;
  if (self->state.token.refresh_token.empty())
    return doubt(self, reason);
  refresh_soon(self);
}

void on_request_refused(self_pointer self, const std::string& reason) {
  auto& state = self->state;
  state.session = nullptr;
  if (try_replacement(self))
    return;
  if (!state.token.refresh_token.empty())
    return refresh_soon(self);
  const auto wait = state.trial.request_refused(state.around.now());
  state.problem = "a request was refused for its access token: whoami is asked whether that is so";
  log::warn(state.problem, {{"reason", reason}, {"inMs", std::to_string(wait.count())}});
  if (wait > milliseconds{0})
    return later(self, wait, step::open);
  ++state.attempt;
  ask_whoami(self);
}

void look(self_pointer self) {
  auto& state = self->state;
  auto kept = kept_token(self);
  if (kept && kept->value != state.refused) {
    log::info("trying another access token");
    return open(self);
  }
  state.before_whoami -= look_interval;
  if (kept && state.before_whoami <= milliseconds{0})
    return open(self);
  wait_for_token(self, std::max<milliseconds>(state.before_whoami, look_interval));
}

// -- a token that is renewed --------------------------------------------------------

/// Half of a short life is waited for, of a long one all but the margin.
void plan_refresh(self_pointer self) {
  const auto& state = self->state;
  if (state.token.refresh_token.empty() || !state.token.expires_at)
    return;
  milliseconds left{*state.token.expires_at - state.around.now()};
  later(self, std::max({left - refresh_margin, left / 2, shortest_life}), step::refresh);
}

namespace {

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
  state.trial = {};
  state.refreshed_at = state.around.now();
  log::info("the access token was renewed");
  if (state.session)
    tell_session(self, {state.session->user_id, state.session->device_id});
  else
    ask_whoami(self);
}

/// The session ends with its access token, if that is good for some time yet. The pair on disk
/// stays: it is tried again when the access token is.
void on_refresh_refused(self_pointer self, const std::string& reason) {
  auto& state = self->state;
  state.token.refresh_token.clear();
  if (!state.session)
    return ask_whoami(self);
  log::warn("the homeserver does not renew the access token: it will be refused before long; make "
            "a new one (musiclink login)",
            {{"user", state.session->user_id}, {"reason", reason}});
}

} // namespace

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

} // namespace musiclink::account_steps
