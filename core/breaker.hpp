#pragma once

#include "core/time.hpp"

namespace musiclink {

/// Leaves alone for a while whoever keeps failing: open after some failures in a
/// row, then one try after each pause. A pure value: the owner passes the time.
class breaker {
public:
  void failed(unix_ms now) noexcept;
  void worked() noexcept;

  /// Whether nothing is to be asked at this time.
  bool is_open(unix_ms now) const noexcept {
    return now < closed_from_ && closed_from_ - now <= pause; // a clock may be set back
  }

  unix_ms closed_from() const noexcept { return closed_from_; }

private:
  static constexpr unix_ms pause = 60'000;

  unsigned failures_ = 0; ///< in a row
  unix_ms closed_from_ = 0;
};

} // namespace musiclink
