#pragma once

#include "core/config/config.hpp"
#include "core/model/comparison.hpp"
#include "core/model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// How the answers of the bots of `shadow.compareWith` stand to ours (conf/CONTRACT.md
// 8). What rooms say is only recorded; who answered what is decided when
// it is asked for, so the order in which it was read does not matter.

namespace musiclink {

/// How an answer of a bot that is compared (`shadow.compareWith`) stands to ours,
/// by the set of canonical links (conf/CONTRACT.md 8).
enum class parity_kind : std::uint8_t { same, differs, only_theirs, only_ours };

/// "same", "differs", "onlyTheirs", "onlyOurs".
std::string_view to_key(parity_kind kind) noexcept;

/// One link event that was answered by them, by us, or by both.
struct parity_case {
  parity_kind kind = parity_kind::same;
  std::string room_id;
  std::string event_id;            ///< the link event
  unix_ms at = 0;                  ///< when it was sent
  std::vector<std::string> ours;   ///< canonical links; empty: we have no answer
  std::vector<std::string> theirs; ///< canonical links; empty: they have none

  bool operator==(const parity_case&) const = default;
};

struct parity_report {
  std::size_t same = 0;
  std::size_t differs = 0;
  std::size_t only_theirs = 0;
  std::size_t only_ours = 0;
  std::vector<parity_case> cases; ///< all but those that are the same, oldest first
};

/// The report on the link events from `since` on, as far as they are kept. An
/// event counts when each side has come to its end or has had `how.window` to do so; an
/// answer of ours that comes later counts from then on. A message that answers an event which is
/// none of the link events counts as theirs alone.
parity_report parity_of(const comparison& what, const shadow_settings& how, unix_ms since,
                        unix_ms now);

/// Until when what is recorded now is kept; 0: nothing is compared.
unix_ms compare_until(const shadow_settings& how, unix_ms now) noexcept;

} // namespace musiclink
