#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace musiclink::test {

/// Decisions that follow from a seed alone.
class dice {
public:
  explicit dice(std::uint64_t seed) : random_(seed) {}

  /// Uniform in [0, 1).
  double share() { return static_cast<double>(random_() >> 11U) * 0x1.0p-53; }
  bool chance(double of) { return share() < of; }
  /// Uniform in [0, count); `count` is not 0.
  std::size_t below(std::size_t count) { return random_() % count; }
  /// Uniform in [least, most].
  std::size_t between(std::size_t least, std::size_t most) {
    return least + below(most - least + 1);
  }

private:
  std::mt19937_64 random_;
};

} // namespace musiclink::test
