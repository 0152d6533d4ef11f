#pragma once

#include "core/time.hpp"

#include <functional>
#include <string>

namespace musiclink {

/// What actors need of the world outside, given by `main` or by a test.
struct surroundings {
  wall_clock now;
  std::function<double()> random; ///< uniform in [0, 1); any thread
  /// Ends the process with an exit status of CONTRACT.md section 2: after an orderly stop, or for
  /// what no restart can mend. Any thread; returns at once.
  std::function<void(int status)> end_process;
};

} // namespace musiclink
