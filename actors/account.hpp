#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace musiclink {

/// To itself: try again. Of an earlier attempt: ignored.
struct account_tick {
  std::uint64_t attempt = 0;
};

using account_impl = account_actor::extend<caf::reacts_to<account_tick>>;

struct account_state {
  account_state() = default; // no aggregate: see actors/README.md

  http_actor http;
  surroundings around;
  std::vector<session_client> clients;

  settings_ptr values;
  std::string base_url;      ///< as discovered
  session_ptr session;       ///< the one in use; nothing while there is none
  bool was_open = false;     ///< the homeserver accepted us once since the start
  std::uint64_t attempt = 0; ///< answers to earlier attempts are ignored
  unsigned failures = 0;
  bool refused = false; ///< the token was, and there is no other yet
  std::string problem;  ///< why there is no session; empty: there is one

  static inline const char* name = "account";
};

/// The account on the homeserver: finds it (.well-known), sees that it speaks
/// Matrix, asks whose the token is, and tells everybody of the session. At the
/// start a refused token ends the process with 77, a foreign one with 78; later
/// on the service stays up and waits for a reload with a good one.
account_impl::behavior_type account(account_impl::stateful_pointer<account_state> self,
                                    http_actor http, surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::account_tick)
