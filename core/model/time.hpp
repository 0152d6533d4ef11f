#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace musiclink {

using milliseconds = std::chrono::milliseconds;

/// Wall-clock time in milliseconds since the Unix epoch: what Matrix calls
/// `origin_server_ts`, and what the store keeps.
using unix_ms = std::int64_t;

/// Where the time comes from. Passed in by `main` or by a test; nothing below
/// reads a clock of its own.
using wall_clock = std::function<unix_ms()>;

} // namespace musiclink
