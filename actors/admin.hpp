#pragma once

#include "actors/protocol.hpp"
#include "core/config/config.hpp"
#include "core/edge/host_rule.hpp"
#include "core/edge/metrics.hpp"

#include <caf/fwd.hpp>

#include <memory>
#include <mutex>
#include <string_view>

namespace musiclink {

/// By which names the endpoint may be asked at present. Thread-safe: a reload changes it.
class admin_names {
public:
  explicit admin_names(const config& values);
  void apply(const config& values);
  bool admits(std::string_view host_header) const;

private:
  mutable std::mutex mutex_;
  host_rule rule_;
};

/// The admin endpoint (conf/CONTRACT.md 9): read-only HTTP about the service,
/// answered on threads of its own, which ask the supervisor. It has no secrets and
/// no authentication, and changes nothing.
class admin {
public:
  /// Listens at `values.admin_listen`. Throws std::runtime_error where that is not
  /// possible. `system` must outlive it.
  admin(caf::actor_system& system, supervisor_actor supervisor, std::shared_ptr<metrics> meters,
        const config& values, std::shared_ptr<const admin_names> names);
  ~admin(); ///< stops listening, and waits for answers under way: some seconds at most

  admin(const admin&) = delete;
  admin& operator=(const admin&) = delete;

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace musiclink
