#pragma once

#include "core/model/time.hpp"

#include <cstddef>
#include <optional>

namespace musiclink {

/// Whether this machine's clock and the homeserver's are apart: then all events that come live are
/// old, or from the future. One old event alone may have come late, or from a server of its own
/// time.
class clock_watch {
public:
  struct live_events {
    unix_ms oldest = 0;
    unix_ms newest = 0;
    std::size_t count = 0;
    milliseconds max_age{0}; ///< older ones are not answered
  };

  /// True: the clocks are found to be apart, which they were not before.
  bool on_events(unix_ms now, const live_events& events);

  /// By how much this machine's clock is ahead of the events'; negative: behind. Nothing: the
  /// clocks agree, as far as is known.
  std::optional<milliseconds> apart() const;

private:
  std::size_t count_ = 0;  ///< events in a row that are off in the same direction
  milliseconds offset_{0}; ///< of the nearest of them
};

} // namespace musiclink
