#pragma once

#include "actors/commands/clock.hpp"
#include "core/model/steady_time.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <random>

// What every process with actors in it has of the world.

namespace musiclink::commands {

inline steady_time monotonic_now() {
  using namespace std::chrono;
  return time_point_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now());
}

/// Uniform in [0, 1), from any thread.
inline std::function<double()> make_random() {
  struct source {
    std::mutex lock;
    std::mt19937_64 engine{std::random_device{}()};
  };
  return [from = std::make_shared<source>()] {
    std::lock_guard guard(from->lock);
    return std::uniform_real_distribution<double>(0.0, 1.0)(from->engine);
  };
}

class system_config : public caf::actor_system_config {
public:
  system_config() {
    // The default, work stealing, looks for work 400 times a second in a service that has none.
    set("scheduler.policy", caf::atom("sharing"));
    // Unlimited by default: one busy actor would starve the others on its worker.
    set("scheduler.max-throughput", 50);
    set("scheduler.max-threads", 4);
    set("logger.verbosity", caf::atom("quiet"));
  }
};

} // namespace musiclink::commands
