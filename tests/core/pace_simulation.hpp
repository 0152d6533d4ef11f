#pragma once

#include "core/pace.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace musiclink::test {

/// What a homeserver lets an account send.
struct limiter {
  enum class kind : std::uint8_t { bucket, window, none };
  /// What a refusal tells: exactly when, whole seconds rounded up, or nothing.
  enum class telling : std::uint8_t { exactly, seconds, nothing };

  kind what = kind::bucket;
  double per_second = 1;
  double burst = 1; ///< of a window: its size
  telling tells = telling::exactly;
  double random = 0; ///< share of refusals that are no limit's
  milliseconds random_told{300};
  double change_at = 0; ///< part of the run after which the rate is ...
  double change_by = 1; ///< ... multiplied by this
};

/// The load and the network.
struct conditions {
  unsigned rooms = 20;
  milliseconds round_trip{50};
  milliseconds jitter{0};
  double sends = 300; ///< that the limiter allows in the time of the run
  milliseconds at_most{3600 * 1000};
  bool unpaced = false; ///< for comparison: sixteen at once, whatever is refused
  unsigned replies = 0; ///< of all rooms; 0: more than can be sent
};

struct run_result {
  double used = 0;    ///< of what was allowed
  double refused = 0; ///< of all sends
  double used_after_change = 0;
  unsigned accepted = 0;
  milliseconds took{0};
};

run_result simulate(const limiter& limit, const conditions& how, std::uint64_t seed);

} // namespace musiclink::test
