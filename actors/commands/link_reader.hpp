#pragma once

#include "actors/protocol.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <optional>

namespace musiclink {

struct link_reader_state {
  link_reader_state() = default; // no aggregate: see actors/README.md

  std::optional<store::store> keep;
  bool asks_anew = false;

  static inline const char* name = "link_reader";
};

/// The memory of somebody who asks beside the service: knows what the service's
/// store holds, if there is one, and keeps nothing. `asks_anew`: answers to links are
/// not looked up, for nobody remembers how they came about.
link_memory_actor::behavior_type
link_reader(link_memory_actor::stateful_pointer<link_reader_state> self,
            std::optional<store::store> keep, bool asks_anew);

} // namespace musiclink
