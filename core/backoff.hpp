#pragma once

#include "core/time.hpp"

namespace musiclink {

/// How long to wait before the next try: exponential with full jitter in its
/// upper half. `failures` counts the tries that failed so far, from 1; `random`
/// is uniform in [0, 1). The wait is between half and all of
/// initial * 2^(failures - 1), never above `maximum`.
milliseconds backoff(unsigned failures, milliseconds initial, milliseconds maximum,
                     double random) noexcept;

/// A wait that the other side asked for, with up to a tenth (at most 1 s) on
/// top, so that those who were told the same do not come back together; never
/// earlier than told.
milliseconds backoff_told(milliseconds told, double random) noexcept;

} // namespace musiclink
