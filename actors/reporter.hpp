#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <string>

namespace musiclink {

/// Those who are asked how things stand.
struct reporter_contacts {
  configurator_actor configurator;
  account_actor account;
  syncer_actor syncer;
  membership_actor membership;
  backfill_actor backfill;
  rooms_actor rooms;
  storekeeper_actor storekeeper;
  resolver_actor resolver;
  pacer_actor pacer;
};

struct reporter_state {
  reporter_state() = default; // no aggregate: see actors/README.md

  reporter_contacts to;
  surroundings around;

  static inline const char* name = "reporter";
};

/// Puts together how the service stands, from what the others report. An actor that
/// does not answer in time is left out, and `sync.problem` says so: a status page is
/// most wanted when something hangs.
reporter_actor::behavior_type reporter(reporter_actor::stateful_pointer<reporter_state> self,
                                       reporter_contacts to, surroundings around);

} // namespace musiclink
