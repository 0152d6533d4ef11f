#include "core/matrix/token_trial.hpp"

#include "core/limits/backoff.hpp"

#include <iterator>

namespace musiclink::matrix {
namespace {

using namespace std::chrono_literals;

/// Between the questions to whoami until the token counts as dead: a minute together.
constexpr milliseconds waits_in_doubt[] = {2s, 5s, 8s, 15s, 30s};
/// Afterwards. A database that was restored, an account that was unlocked, brings it back.
constexpr milliseconds wait_when_dead = 5min;
constexpr milliseconds first_contradiction_wait = 1s;
constexpr milliseconds longest_contradiction_wait = 1min;
/// A session that lasted so long owes nothing to a refusal before it.
constexpr milliseconds lasting = 10min;

} // namespace

milliseconds token_trial::request_refused(unix_ms now) {
  // A clock that was set back makes any session a young one.
  const bool soon = accepted_ && now - *accepted_ < lasting.count();
  if (!soon)
    contradictions_ = 0;
  const auto wait = contradictions_ == 0 ? milliseconds{0}
                                         : backoff(contradictions_, first_contradiction_wait,
                                                   longest_contradiction_wait, 1.0);
  ++contradictions_;
  return wait;
}

milliseconds token_trial::whoami_refused(unix_ms now) {
  const bool clock_was_set_back = now < asked_;
  if (refusals_ == 0 || now >= due_ || clock_was_set_back)
    ++refusals_;
  asked_ = now;
  const auto wait = is_dead() ? wait_when_dead : waits_in_doubt[refusals_ - 1];
  due_ = now + wait.count();
  return wait;
}

void token_trial::whoami_accepted(unix_ms now) {
  refusals_ = 0;
  accepted_ = now;
}

bool token_trial::is_dead() const {
  return refusals_ > std::size(waits_in_doubt);
}

} // namespace musiclink::matrix
