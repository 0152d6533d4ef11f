#pragma once

#include "core/edge/metrics.hpp"
#include "core/model/steady_time.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace musiclink {

/// What actors need of the world outside, given by `main` or by a test.
struct surroundings {
  wall_clock now;                 ///< what is shown, stored, or compared with times of others
  monotonic_clock steady;         ///< what is waited for
  std::function<double()> random; ///< uniform in [0, 1); any thread
  /// Ends the process with an exit status of conf/CONTRACT.md 2: after an orderly stop, or for
  /// what no restart can mend. Any thread; returns at once.
  std::function<void(int status)> end_process;
  /// Called when a point of actors/crash_points.hpp is reached, where somebody
  /// wants to know: a test that ends the process there. Any thread.
  std::function<void(std::string_view point)> reached;
  std::shared_ptr<metrics> meters = std::make_shared<metrics>();
};

} // namespace musiclink
