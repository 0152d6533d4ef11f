#pragma once

#include <chrono>
#include <cstdint>

// The way of lines to stderr. Whoever logs waits for nobody: lines go out on a thread of their own,
// and where stderr is not read in time the newest are dropped (core/edge/log_queue.hpp).

namespace musiclink::log {

/// Waits until all lines are written; false where that takes longer than `limit`. The end of the
/// process does so by itself, for a second; what ends at once (_Exit) has to ask.
bool flush(std::chrono::milliseconds limit);

/// The same for the handler of a fatal signal, for half a second.
void flush_in_crash() noexcept;

/// Lines that were dropped so far.
std::uint64_t dropped_lines() noexcept;

} // namespace musiclink::log
