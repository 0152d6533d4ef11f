#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <deque>

namespace musiclink {

/// How often somebody may be asked: at most `per_minute` requests in any 60
/// seconds, and none before a time that the other side named. A sliding window,
/// because a token bucket with a burst lets nearly twice its rate through in its
/// first minute. A pure value: the owner passes the time.
class request_budget {
public:
  explicit request_budget(double per_minute) noexcept; ///< below 1: one in 60 s / per_minute

  /// Takes one request from the budget if that is allowed now (answer: zero);
  /// otherwise takes nothing and says how long until it may be.
  milliseconds take(unix_ms now);

  /// Allows nothing before `when`: a 429 said so.
  void hold_until(unix_ms when) noexcept;

private:
  std::size_t most_; ///< requests in one window
  unix_ms window_;   ///< milliseconds
  unix_ms held_until_ = 0;
  std::deque<unix_ms> taken_; ///< within the last window, oldest first
};

} // namespace musiclink
