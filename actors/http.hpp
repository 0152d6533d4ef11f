#pragma once

#include "actors/protocol.hpp"
#include "core/edge/http_engine.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <cstdint>
#include <map>
#include <memory>

namespace musiclink {

/// From the engine's thread: a transfer ended. Shared, so that a long body is
/// not copied on its way.
struct transfer_ended {
  http_engine::request_id id = 0;
  std::shared_ptr<http_response> response;
};

using http_impl = http_actor::extend<caf::reacts_to<transfer_ended>>;

struct http_state {
  http_state() = default; // no aggregate: see actors/README.md
  struct pending {
    caf::typed_response_promise<http_response> promise;
    std::uint64_t tag = 0;
  };
  std::map<http_engine::request_id, pending> in_flight;
  http_engine::request_id last_id = 0;
  std::unique_ptr<http_engine> engine;

  static inline const char* name = "http";
};

/// Stands between the HTTP engine's thread and the actors. The thread knows no
/// promise; it only ever sends a message, to a weak address (actors/CAF.md 4).
http_impl::behavior_type http(http_impl::stateful_pointer<http_state> self,
                              http_engine::options how);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::transfer_ended)
