#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/budget.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace musiclink {

/// To itself: the budget of that back end may have room again.
struct budget_tick {
  std::uint64_t epoch = 0;
  std::size_t backend = 0;
};
/// To itself: a failed question may be asked again.
struct question_tick {
  std::uint64_t epoch = 0;
  std::string canonical;
};

using resolver_impl =
    resolver_actor::extend<caf::reacts_to<budget_tick>, caf::reacts_to<question_tick>>;

struct resolver_state {
  resolver_state() = default; // no aggregate: see actors/README.md

  /// One link that somebody wants to know about; asked once however many want it.
  struct question {
    link about;
    std::vector<caf::typed_response_promise<resolved>> waiting;
    std::size_t backend = 0; ///< whom it is asked now
    unsigned failures = 0;   ///< of that back end
    unix_ms asked_at = 0;
    unsigned rounds = 0;     ///< through the whole chain, in vain
    bool unheard = false;    ///< some back end could not be asked
    bool looking_up = false; ///< in the cache
  };
  struct backend {
    resolver_settings settings;
    request_budget budget;
    std::deque<std::string> queue; ///< canonical links, first come first served
    bool ticking = false;
  };

  http_actor http;
  storekeeper_actor storekeeper;
  surroundings around;
  settings_ptr values;
  std::uint64_t epoch = 0; ///< of the back ends; ticks for earlier ones are ignored
  std::vector<backend> backends;
  std::map<std::string, question, std::less<>> questions; ///< by canonical link

  static inline const char* name = "resolver";
};

/// Finds out what a link leads to elsewhere: from the cache, or by asking the
/// configured back ends in their order, never above their budgets, and one
/// question at a time per link.
resolver_impl::behavior_type resolver(resolver_impl::stateful_pointer<resolver_state> self,
                                      http_actor http, storekeeper_actor storekeeper,
                                      surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::budget_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::question_tick)
