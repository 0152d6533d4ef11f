#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "actors/token_source.hpp"
#include "core/matrix/token_trial.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace musiclink {

/// To itself: take that step now. The tick of an earlier attempt is ignored.
struct account_tick {
  enum class step : std::uint8_t {
    open,
    refresh,
    look, ///< whether there is another token than the refused one
  };
  std::uint64_t attempt = 0;
  step what = step::open;
};

using account_impl = account_actor::extend<caf::reacts_to<account_tick>>;

struct account_state {
  account_state() = default; // no aggregate: see actors/README.md

  http_actor http;
  token_source source;
  surroundings around;
  std::vector<session_client> clients;

  settings_ptr values;
  access_token token;            ///< in use, or the last that was tried
  matrix::token_trial trial;     ///< of that token
  std::string refused;           ///< the token that whoami refused, as was told; secret
  milliseconds before_whoami{0}; ///< is asked about it again
  std::string base_url;          ///< as discovered
  session_ptr session;           ///< the one in use; nothing while there is none
  bool was_open = false;         ///< the homeserver accepted us once since the start
  std::uint64_t attempt = 0;     ///< answers to earlier attempts are ignored
  unsigned failures = 0;
  unix_ms refreshed_at = 0;
  std::string problem; ///< why there is no session; empty: there is one

  static inline const char* name = "account";
};

/// The account on the homeserver: finds it (.well-known), sees that it speaks
/// Matrix, asks whose the token is, and tells everybody of the session. Where the
/// homeserver gave a token that can be renewed, it is, before it expires; the new
/// one is on disk before it is used. Where a request is refused for its token, whoami
/// decides, by core/matrix/token_trial.hpp. At the start a dead token ends the process
/// with 77, a foreign one with 78; later on the service stays up, looks every minute, and at a
/// reload, for another token, and now and then asks whether the old one is good again.
account_impl::behavior_type account(account_impl::stateful_pointer<account_state> self,
                                    http_actor http, token_source source, surroundings around);

} // namespace musiclink

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(musiclink::account_tick)
