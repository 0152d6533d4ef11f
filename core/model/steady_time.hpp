#pragma once

#include "core/model/time.hpp"

namespace musiclink {

/// A point in time of a clock that nobody sets: for waits, which must not grow when
/// the wall clock is set back. It means nothing after a restart.
using steady_time = std::chrono::time_point<std::chrono::steady_clock, milliseconds>;

/// Where it comes from, as with wall_clock.
using monotonic_clock = std::function<steady_time()>;

} // namespace musiclink
