#pragma once

#include "core/model/time.hpp"

#include <cstdint>
#include <vector>

namespace musiclink {

/// What a budget has to remember, small enough to be written down before each
/// request.
struct budget_record {
  /// Requests that count as made at the time of the last of them.
  struct batch {
    unix_ms at = 0;
    std::uint64_t count = 0;

    bool operator==(const batch&) const = default;
  };
  std::vector<batch> taken; ///< within the last window, oldest first
  unix_ms told_at = 0;      ///< when the other side last named a time
  unix_ms held_until = 0;   ///< that time

  bool operator==(const budget_record&) const = default;
};

/// How often somebody may be asked: at most `per_minute` requests in any 60
/// seconds, and none before a time that the other side named. A sliding window,
/// because a token bucket with a burst lets nearly twice its rate through in its
/// first minute. Requests of one slice of the window (of 60) share a time, that of
/// the last: so a big budget takes no more room than a small one, and errs on the
/// side of too few. A pure value: the owner passes the time.
class request_budget {
public:
  /// Below 1: one in 60 s / per_minute. Goes on from what is remembered, whatever
  /// budget wrote it.
  explicit request_budget(double per_minute, budget_record before = {});

  /// Takes one request from the budget if that is allowed now (answer: zero);
  /// otherwise takes nothing and says how long until it may be.
  milliseconds take(unix_ms now);

  /// When the next request is allowed: `now`, or later.
  unix_ms allowed_at(unix_ms now);

  /// How many the window still holds, whether they are allowed now or not.
  std::uint64_t left(unix_ms now);

  milliseconds window() const noexcept { return milliseconds{window_}; }

  /// Allows nothing for so long, at most a day: a 429 said so.
  void hold_back(unix_ms now, milliseconds time);

  const budget_record& record() const noexcept { return record_; }

  /// From then on the record says nothing that an empty one does not.
  unix_ms forgotten_at() const noexcept;

private:
  void follow_clock(unix_ms now);

  std::uint64_t most_; ///< requests in one window
  unix_ms window_;     ///< milliseconds
  budget_record record_;
};

} // namespace musiclink
