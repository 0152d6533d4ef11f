#pragma once

#include "core/status/status.hpp"

#include <string>
#include <string_view>
#include <vector>

// What the terminal and the status page have in common: how a status is put in
// words.

namespace musiclink {

/// A length of time in its two largest units: "12 s", "3 min 20 s", "2 h", "4 d 1 h".
/// The script of the page counts in the same words (core/status/page.js).
std::string span_text(unix_ms span);

/// "12 s ago"; "never" for nothing.
std::string ago_text(std::optional<unix_ms> at, unix_ms now);

/// "2026-07-31 12:00:00 UTC".
std::string utc_text(unix_ms at);

/// What the room is called by people: its alias, or else its id.
const std::string& name_of(const room_status& room) noexcept;

/// "active", or "active (shadow for now)" where the service switch has the last word.
std::string mode_text(const room_status& room);

/// "ok", "encrypted", "not joined": the state as people read it.
std::string_view label(room_state state) noexcept;
std::string_view label(resolver_state_now state) noexcept;

/// What the switch means: "nothing is posted", "replies are posted".
std::string_view describe(service_mode mode) noexcept;

/// How the outbox stands: "nothing waits", "2 messages wait".
std::string outbox_text(std::size_t outbox);

/// So many in some time: "5", "0.5"; empty for 0, which is no budget.
std::string rate_text(double rate);

/// One thing that wants somebody's attention.
struct status_problem {
  std::string where; ///< "sync", "configuration", a room, a resolver
  std::string what;  ///< and what to do; one line
};

/// All that is wrong, the gravest first.
std::vector<status_problem> problems_of(const service_status& status);

/// Adds a problem to what is said of others already; an empty one adds nothing.
void add_problem(std::string& to, std::string_view problem);

/// By how much this machine's clock is ahead of the homeserver's; negative: behind.
std::string clocks_apart_text(milliseconds ahead);

} // namespace musiclink
