#pragma once

#include "core/model/time.hpp"

namespace musiclink {

/// How often something may be done: `most` times at once, and once an interval in the
/// long run. Times are of a clock that only goes forwards.
class allowance {
public:
  allowance(unsigned most, milliseconds interval) : most_(most), interval_(interval) {}

  /// Whether it may be done at that time, which uses it up.
  bool take(milliseconds now) {
    if (full_at_ < now)
      full_at_ = now;
    if (full_at_ + interval_ > now + most_ * interval_)
      return false;
    full_at_ += interval_;
    return true;
  }

private:
  unsigned most_;
  milliseconds interval_;
  milliseconds full_at_{0}; ///< when all that was used has come back
};

} // namespace musiclink
