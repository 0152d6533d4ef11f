#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/breaker.hpp"
#include "core/budget.hpp"
#include "core/links/short_links.hpp"
#include "core/resolvers/catalog/walk.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace musiclink {

/// To itself: an outlet may have room in its budget again, or somebody in its
/// queue has waited long enough.
struct outlet_tick {
  std::uint64_t epoch = 0;
  std::string outlet;
};
/// To itself: a question may be asked again.
struct question_tick {
  std::uint64_t epoch = 0;
  std::string key;
};

using resolver_impl =
    resolver_actor::extend<caf::reacts_to<outlet_tick>, caf::reacts_to<question_tick>>;

struct resolver_state {
  resolver_state() = default; // no aggregate: see actors/README.md

  struct asker {
    std::function<void(const resolved&)> then;
    unix_ms until = 0; ///< how long to go on for this one where nobody can be asked
  };

  /// One link that somebody wants to know about; asked once however many want it.
  struct question {
    link about;
    std::string country;
    std::vector<asker> waiting;
    unix_ms asked_at = 0;
    unix_ms until = 0;        ///< then the last asker's patience ends
    std::uint64_t turn = 0;   ///< of walks, hops and resolvers; errands of earlier ones are void
    std::size_t resolver = 0; ///< its place in the chain
    unsigned failures = 0;    ///< of that resolver
    unsigned rounds = 0;      ///< through the whole chain, in vain
    bool unheard = false;     ///< somebody could not be asked
    bool elsewhere = false;   ///< in the cache, or waits for another question
    std::optional<catalog::walk> walk;
    bool judging = false; ///< the walk judges what a resolver offered
    std::optional<short_link_walk> hops;
    unix_ms hops_until = 0; ///< for all of them together
  };

  /// One request that is to be made for a question.
  struct errand {
    std::string key;        ///< of the question
    std::uint64_t turn = 0; ///< of the question
    std::uint32_t step = 0; ///< of its walk
    http_request request;
    unix_ms until = 0; ///< then it is too late to begin
    unsigned tries = 0;
  };

  /// Somebody who is asked over the network.
  struct outlet {
    double per_minute = 0; ///< 0: known from an earlier life only
    request_budget budget{0};
    breaker health;
    unsigned unclear = 0;       ///< links in a row of which it did not say whether it knows them
    std::deque<errand> queue;   ///< first come, first served
    unix_ms earliest = 0;       ///< when it is too late for the first of them
    unix_ms next_tick = 0;      ///< 0: none
    std::vector<errand> taken;  ///< from the budget, which is not on disk yet
    bool saving = false;        ///< the budget, for those who were taken before them
    std::uint64_t requests = 0; ///< made so far
    std::uint64_t failures = 0;
  };

  http_actor http;
  link_memory_actor memory;
  surroundings around;
  settings_ptr values;
  std::uint64_t epoch = 0; ///< of the chain; answers and ticks of earlier ones are ignored
  std::vector<resolver_settings> chain;
  std::map<std::string, outlet> outlets;                  ///< by name
  std::map<std::string, question, std::less<>> questions; ///< by the key that the cache has, too

  static inline const char* name = "resolver";
};

/// Finds out what a link leads to elsewhere: from the cache, or by asking the
/// configured resolvers in their order, never above their budgets, whatever becomes
/// of the process, and one question at a time per link. Short links are followed first. With
/// `catalog` in the chain, what another resolver offers is judged before it is believed.
resolver_impl::behavior_type resolver(resolver_impl::stateful_pointer<resolver_state> self,
                                      http_actor http, link_memory_actor memory,
                                      surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::outlet_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::question_tick)
