#pragma once

namespace musiclink::exit_status {

// conf/CONTRACT.md 2, after sysexits.h.
inline constexpr int done = 0;
inline constexpr int usage = 64;
inline constexpr int bad_input = 65;
inline constexpr int unavailable = 69;
inline constexpr int store_unusable = 74;
inline constexpr int io_failed = store_unusable; // both are EX_IOERR
inline constexpr int store_locked = 75;
inline constexpr int token_refused = 77;
inline constexpr int config_invalid = 78;

} // namespace musiclink::exit_status
