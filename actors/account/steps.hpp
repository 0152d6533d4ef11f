#pragma once

#include "actors/account/account.hpp"
#include "core/matrix/answers.hpp"

#include <functional>
#include <optional>
#include <string>

// What the account does with its token. Used in this folder only.

namespace musiclink::account_steps {

using self_pointer = account_impl::stateful_pointer<account_state>;
using step = account_tick::step;

/// The one thing that is waited for; what was waited for before is void.
void later(self_pointer self, milliseconds time, step next);
void retry_later(self_pointer self, step again, const matrix::failure& why, const char* what);

/// Performs a request; answers to earlier attempts are dropped.
void send_request(self_pointer self, http_request request,
                  std::function<void(const http_response&)> on_answer);

/// The token as it is kept now, or nothing if it cannot be read.
std::optional<access_token> kept_token(self_pointer self);

// From the beginning; whose the token is; a new pair for the old.
void open(self_pointer self);
void ask_whoami(self_pointer self);
void refresh(self_pointer self);

/// whoami took the token: everybody is told of the session.
void tell_session(self_pointer self, const matrix::identity& who);

/// For a token that is somebody else's or cannot be read: whoami is not asked again.
inline constexpr std::chrono::hours never{24 * 365 * 100};
/// Another token is looked for every minute; the refused one is asked about again after that time.
void wait_for_token(self_pointer self, milliseconds before_whoami);
/// The token is somebody else's: only another one is of use.
void end_or_wait(self_pointer self, int status);
void look(self_pointer self);

void on_whoami_refused(self_pointer self, const std::string& reason);
/// A request with the token in use was refused, which may be a mistake: whoami decides.
void on_request_refused(self_pointer self, const std::string& reason);

/// The token will be renewed before it expires, if it can be.
void plan_refresh(self_pointer self);

} // namespace musiclink::account_steps
