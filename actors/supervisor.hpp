#pragma once

#include "actors/configurator.hpp"
#include "actors/protocol.hpp"
#include "actors/storekeeper.hpp"
#include "actors/surroundings.hpp"
#include "actors/token_source.hpp"
#include "core/edge/http_engine.hpp"

#include <caf/actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <set>

namespace musiclink {

/// To itself: start the next generation.
struct start_all {};
/// To itself: the generation of that number has run long enough to be trusted.
struct proved_itself {
  std::uint64_t generation = 0;
};
/// To itself: what is on the wire had its time.
struct drain_over {};

using supervisor_impl =
    supervisor_actor::extend<caf::reacts_to<start_all>, caf::reacts_to<proved_itself>,
                             caf::reacts_to<drain_over>>;

/// What a generation of actors is made of.
struct plan {
  settings_ptr values; ///< the configuration in force
  settings_loader load;
  token_source token;
  http_engine::options http;
  /// `after_failure`: a generation of this process has failed before.
  std::function<opened_store(bool after_failure)> open_store;
  surroundings around;
  /// Called with each configuration that comes into force; for those that are no actors.
  std::function<void(const config&)> on_settings{};
};

struct supervisor_state {
  supervisor_state() = default; // no aggregate: see actors/README.md

  plan how;
  std::uint64_t generation = 0;
  unsigned failures = 0;            ///< generations that ended badly, in a row
  std::set<caf::actor_addr> alive;  ///< of this generation
  std::vector<caf::actor> children; ///< in the order of their start
  configurator_actor configurator;
  rooms_actor rooms;
  reporter_actor reporter;
  storekeeper_actor storekeeper;
  unix_ms started_at = 0;
  std::optional<service_mode> mode; ///< the switch, once it is known
  bool reload_ordered = false;      ///< while there was no configurator to take it
  bool ending = false;              ///< the process is to end
  bool failed = false;              ///< this generation is being stopped because one of it died

  static inline const char* name = "supervisor";
};

/// Starts and stops the others, in order. One for all: when one of them dies,
/// all are stopped and started anew as at start-up, with growing delay; after
/// too many failures in a row the process ends with 69.
supervisor_impl::behavior_type supervisor(supervisor_impl::stateful_pointer<supervisor_state> self,
                                          plan how);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::start_all)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::proved_itself)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::drain_over)
