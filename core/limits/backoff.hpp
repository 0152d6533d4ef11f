#pragma once

#include "core/model/time.hpp"

namespace musiclink {

/// initial * 2^(times - 1), at most `maximum`: doubling stops there, so that no count overflows it.
milliseconds doubled(milliseconds initial, unsigned times, milliseconds maximum) noexcept;

/// How long to wait before the next try: exponential with full jitter in its
/// upper half. `failures` counts the tries that failed so far, from 1; `random`
/// is uniform in [0, 1). The wait is between half and all of
/// initial * 2^(failures - 1), never above `maximum`.
milliseconds backoff(unsigned failures, milliseconds initial, milliseconds maximum,
                     double random) noexcept;

/// The least wait after `tries` in a row (from 1) that moved nothing, whatever the other side says:
/// a `retry_after_ms` of 0, or a long poll that returns at once with nothing new, must not make a
/// busy loop. It doubles from 10 ms to half a minute, so it never matters where waits are honest.
milliseconds least_wait(unsigned tries) noexcept;

/// A wait that the other side asked for, with up to a twentieth (at most 500 ms) on top, so that
/// those who were told the same do not come back together. Never earlier than told, and never
/// less than `least_wait` after `failures` in a row.
milliseconds backoff_told(milliseconds told, unsigned failures, double random) noexcept;

} // namespace musiclink
