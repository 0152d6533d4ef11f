#pragma once

#include "core/limits/pace.hpp"

#include <cstdint>

namespace musiclink::test {

/// What a homeserver lets an account send.
struct limiter {
  enum class kind : std::uint8_t {
    bucket,
    window, ///< so many in a time that begins with the first send
    none,
  };
  /// What a refusal tells: exactly when, whole seconds rounded up, or nothing.
  enum class telling : std::uint8_t { exactly, seconds, nothing };

  kind what = kind::bucket;
  double per_second = 1;
  double burst = 1; ///< of a window: its size
  telling tells = telling::exactly;
  milliseconds pause{0}; ///< a refusal is answered so much later: half a second on Synapse
  double random = 0;     ///< share of refusals that are no limit's
  milliseconds random_told{300};
  double change_at = 0; ///< part of the run after which the rate is ...
  double change_by = 1; ///< ... multiplied by this
};

/// The load and the network.
struct conditions {
  unsigned rooms = 20;
  milliseconds round_trip{50};
  milliseconds jitter{0};  ///< at most so much later, each way
  double sends = 400;      ///< that the limiter allows in the time of the run
  bool is_unpaced = false; ///< for comparison: eight at once, whatever is refused
  unsigned replies = 0;    ///< of all rooms; 0: more than can be sent
};

struct run_result {
  double used = 0;    ///< of what was allowed
  double refused = 0; ///< of all sends, without those that were refused at random
  unsigned accepted = 0;
  milliseconds took{0}; ///< until the last one was accepted
};

run_result simulate(const limiter& limit, const conditions& how, std::uint64_t seed);

} // namespace musiclink::test
