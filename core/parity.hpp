#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace musiclink {

/// How an answer of a bot that is compared (`shadow.compareWith`) stands to ours,
/// by the set of canonical links (CONTRACT.md section 8).
enum class parity_kind : std::uint8_t { same, differs, only_theirs, only_ours };

/// One link event that was answered by them, by us, or by both.
struct parity_case {
  parity_kind kind = parity_kind::same;
  std::string room_id;
  std::string event_id;            ///< the link event
  unix_ms at = 0;                  ///< when it was sent
  std::vector<std::string> ours;   ///< canonical links; empty: we have no answer
  std::vector<std::string> theirs; ///< canonical links; empty: they have none
};

struct parity_report {
  std::size_t same = 0;
  std::size_t differs = 0;
  std::size_t only_theirs = 0;
  std::size_t only_ours = 0;
  std::vector<parity_case> cases; ///< all but those that are the same, oldest first
};

} // namespace musiclink
