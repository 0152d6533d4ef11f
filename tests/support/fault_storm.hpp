#pragma once

#include "tests/support/dice.hpp"
#include "tests/support/fake_faults.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace musiclink::test {

/// How often a request meets each kind of fault; the sum is at most 1. None of
/// them is an answer after which a client may give up (403, 404, 401).
struct fault_rates {
  double limited = 0.01;      ///< 429 with a short wait, before anything is done
  double server_error = 0.01; ///< 500 to 504, JSON or HTML, half of them after it is done
  double drop_before = 0.01;
  double drop_after = 0.01;
  double truncate = 0.01;
  // 200 with a body that says nothing, half of them after it is done:
  double html = 0.002;
  double deep_json = 0.002;
  double huge_json = 0.002;
  double wrong_types = 0.002;

  double delay = 0.03;

  milliseconds longest_wait{40}; ///< that a 429 asks for
  milliseconds longest_delay{150};
};

/// Faults at random: while it is there, any request may meet one. Which one the
/// n-th request meets follows from the seed. Not thread-safe.
class fault_storm {
public:
  struct counts {
    std::size_t faults = 0;       ///< of any kind, delays included
    std::size_t lost_answers = 0; ///< it was done, and the client could not know
  };

  fault_storm(std::uint64_t seed, fault_rates rates) : dice_(seed), rates_(rates) {}

  /// What the next request meets.
  std::optional<fault> next();
  const counts& so_far() const noexcept { return counts_; }

private:
  fault garbled(http_reply reply);
  fault server_error();
  std::optional<fault> draw();

  dice dice_;
  fault_rates rates_;
  counts counts_;
};

} // namespace musiclink::test
