#pragma once

#include "actors/protocol.hpp"
#include "core/metrics.hpp"

#include <caf/fwd.hpp>

#include <memory>
#include <string>

namespace musiclink {

/// The admin endpoint (CONTRACT.md section 9): read-only HTTP about the service,
/// answered on threads of its own, which ask the supervisor. It has no secrets and
/// no authentication, and changes nothing.
class admin {
public:
  /// Listens at `listen` ("127.0.0.1:9110"). Throws std::runtime_error where that
  /// is not possible. `system` must outlive it.
  admin(caf::actor_system& system, supervisor_actor supervisor, std::shared_ptr<metrics> meters,
        const std::string& listen);
  ~admin(); ///< stops listening, and waits for answers under way: some seconds at most

  admin(const admin&) = delete;
  admin& operator=(const admin&) = delete;

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace musiclink
