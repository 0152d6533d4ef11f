#pragma once

#include "core/edge/log.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>

#include <chrono>
#include <exception>
#include <string>

// Rules of conduct that all actors share.

namespace musiclink {

/// Longest a request between actors may take that does not touch the network.
/// Longer than the slowest fsync, shorter than anybody's patience.
inline constexpr std::chrono::seconds actor_deadline{60};

/// Longest a request to the storekeeper may take. On a full disk it answers
/// nobody until there is room again, and who waits for it waits as long: nothing
/// is read, sent or forgotten meanwhile.
inline constexpr std::chrono::minutes store_deadline{7 * 24 * 60};

/// Longest a turn may take that a sender asked for: where many rooms share a few
/// sends a minute, hours.
inline constexpr std::chrono::minutes turn_deadline{7 * 24 * 60};

/// How much later than the transfer's own deadline the answer of the http actor
/// is given up. That deadline begins when the transfer does, and before it a
/// request may wait for a connection behind many slow ones.
inline constexpr std::chrono::seconds http_slack{600};

/// Makes an exception that leaves a handler end the actor with a reason that
/// tells what it was; it is a defect, so it is logged where it happened.
template<class Self>
void report_exceptions(Self* self, const char* name) {
  self->set_exception_handler([name](std::exception_ptr& thrown) -> caf::error {
    std::string what = "unknown exception";
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      what = error.what();
    } catch (...) {
    }
    log::error("an actor failed", {{"actor", name}, {"reason", what}});
    return caf::make_error(caf::sec::runtime_error, what);
  });
}

/// The second handler of every request: the other actor is gone or late, so this
/// one cannot go on either; the supervisor starts all anew.
template<class Self>
auto on_broken(Self* self, const char* request) {
  return [self, request](const caf::error& reason) {
    log::error("a request between actors was not answered",
               {{"request", request}, {"reason", self->system().render(reason)}});
    self->quit(reason);
  };
}

} // namespace musiclink
