#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "core/limits/breaker.hpp"
#include "core/limits/budget.hpp"
#include "core/limits/turns.hpp"
#include "core/links/short_links.hpp"
#include "core/resolvers/catalog/walk.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace musiclink {

/// To itself: an upstream may be asked again, or one of its lookups has rested or waited
/// long enough.
struct upstream_tick {
  std::uint64_t epoch = 0;
  std::string upstream;
};
/// To itself: a question may go on, or somebody who asked it has waited long enough.
struct question_tick {
  std::uint64_t epoch = 0;
  std::string key;
};

using resolver_impl =
    resolver_actor::extend<caf::reacts_to<upstream_tick>, caf::reacts_to<question_tick>>;

struct resolver_state {
  resolver_state() = default; // no aggregate: see actors/README.md

  /// Somebody who asked, and is told once.
  struct asker {
    std::function<void(const resolved&)> then;
    turns::place place;
    unix_ms patient_until = 0;
    unix_ms answer_by = 0;  ///< with whatever is sure by then
    unix_ms settles_at = 0; ///< from then on something sure will do
  };

  /// Where a lookup of an attempt stands.
  struct position {
    std::string upstream;
    turns::ticket ticket = 0;
    bool is_asked = false;
    unix_ms rests_until = 0;
  };

  /// What one resolver of the chain does about a question.
  struct attempt {
    std::size_t resolver = 0; ///< its place in the chain
    unix_ms begun_at = 0;
    bool is_late = false;       ///< it could not be asked at once, or failed
    bool is_done = false;       ///< `known` is its last word
    bool is_unanswered = false; ///< done, and nothing is proven
    answer known;
    std::optional<catalog::walk> walk;
    bool is_judging = false; ///< the walk judges what the resolver offered
    trail_recorder trail;    ///< without what the walk tells
    std::optional<short_link_walk> hops;
    unix_ms hops_until = 0;                 ///< for all of them together
    std::map<std::uint32_t, position> open; ///< its lookups, by step
  };

  enum class stage : std::uint8_t {
    looking_up, ///< in the cache
    asking,
    resting,   ///< nobody could be asked; the chain is gone through again later
    forwarded, ///< answered by the question of `item`
  };

  /// One link that somebody wants to know about; asked once however many want it.
  /// Goes on while its patience lasts, whether somebody waits at the moment or not.
  struct question {
    link about;
    std::string country;
    std::vector<asker> waiting;
    std::set<turns::place> places; ///< of all who asked
    unix_ms asked_at = 0;
    unix_ms until = 0; ///< then the longest patience ends
    stage at = stage::looking_up;
    std::map<std::uint64_t, attempt> attempts; ///< in the order of the chain
    unsigned rounds = 0;                       ///< through the whole chain, in vain
    unix_ms rests_until = 0;
    bool is_answered_in_part = false; ///< others' questions go before its lookups
    bool is_measured = false;
    std::optional<facts> source; ///< what the link's own service says
    std::optional<link> item;    ///< behind a short link
    unix_ms next_tick = 0;       ///< 0: none
  };

  /// One request that is to be made for a question.
  struct lookup {
    std::string key; ///< of the question
    std::uint64_t attempt = 0;
    std::uint32_t step = 0; ///< of its walk
    http_request request;
    unix_ms until = 0; ///< then it is too late to begin; 0: never
    unsigned tries = 0;
    unsigned redirects = 0;   ///< followed so far
    bool is_optional = false; ///< see catalog::step
    bool is_check = false;
    turns::ticket ticket = 0;
    breaker::pass pass = 0;
  };

  /// Somebody who is asked over the network.
  struct upstream {
    double per_minute = 0; ///< 0: known from an earlier life only
    request_budget budget{0};
    breaker health;
    turns queue;                                 ///< of those who may be asked now
    std::map<turns::ticket, lookup> lookups;     ///< that wait or rest
    std::multimap<unix_ms, turns::ticket> times; ///< when one has rested, or is too late
    unix_ms next_tick = 0;                       ///< 0: none
    std::vector<lookup> taken;                   ///< from the budget, which is not on disk yet
    std::size_t underway = 0;                    ///< taken, and not answered yet
    bool saving = false;                         ///< the budget, for those who were taken before
    std::uint64_t requests = 0;                  ///< made so far
    std::uint64_t failures = 0;
    bool is_move_told = false; ///< that its answers lead elsewhere
  };

  http_actor http;
  link_memory_actor memory;
  surroundings around;
  settings_ptr values;
  std::uint64_t epoch = 0; ///< of the chain; ticks of earlier ones are ignored
  std::uint64_t last_attempt = 0;
  turns::ticket last_ticket = 0;
  std::vector<resolver_settings> chain;
  std::map<std::string, upstream> upstreams;              ///< by name
  std::map<std::string, question, std::less<>> questions; ///< by the key that the cache has, too
  std::map<std::string, std::size_t> open_of_room;        ///< questions
  std::set<std::string> crowded_rooms;                    ///< told of

  static inline const char* name = "resolver";
};

/// Finds out what a link leads to elsewhere: from the cache, or by asking the
/// configured resolvers in their order, never above their budgets, whatever becomes
/// of the process, and one question at a time per link. Each question is answered in time
/// with what is sure by then. Short links are followed first. With `catalog` in the
/// chain, what another resolver offers is judged before it is believed.
resolver_impl::behavior_type resolver(resolver_impl::stateful_pointer<resolver_state> self,
                                      http_actor http, link_memory_actor memory,
                                      surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::upstream_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::question_tick)
