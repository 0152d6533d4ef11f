#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace musiclink {

/// A configuration and its secrets, or what is wrong with them.
using loaded_settings = std::variant<settings_ptr, std::vector<config_problem>>;

/// Reads them anew, on whatever thread: returns at once, and answers once, in bounded time.
using settings_loader = std::function<void(std::function<void(loaded_settings)> answer)>;

/// To itself: what the loader gave.
struct settings_read {
  loaded_settings what;
};

using configurator_impl = configurator_actor::extend<caf::reacts_to<settings_read>>;

struct configurator_state {
  configurator_state() = default; // no aggregate: see actors/README.md

  storekeeper_actor storekeeper;
  std::vector<settings_client> clients; ///< never empty
  settings_loader load;
  settings_ptr values;
  service_mode mode = service_mode::shadow;
  surroundings around;
  config_status told;                  ///< for reports
  bool started = false;                ///< the stored switch is known
  std::optional<service_mode> ordered; ///< by a signal that came before that
  bool reload_ordered = false;         ///< as well, or while files were being read
  bool loading = false;                ///< the loader has not answered yet
  bool switched = false;               ///< the switch was set meanwhile
  std::size_t unsaved = 0;             ///< orders that are not on disk yet
  std::vector<caf::typed_response_promise<drained>> ending; ///< who waits for them

  static inline const char* name = "configurator";
};

/// Holds the configuration and the switch, and tells everybody of each change.
/// The switch is what the operator did last (conf/CONTRACT.md 4): a signal, or
/// another `mode` in the file than at the last load, be it before a restart.
configurator_impl::behavior_type
configurator(configurator_impl::stateful_pointer<configurator_state> self,
             storekeeper_actor storekeeper, std::vector<settings_client> clients,
             settings_ptr values, settings_loader load, surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::settings_read)
