#include "actors/http.hpp"

#include "actors/conduct.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <utility>

namespace musiclink {

namespace {

http_engine::completion send_to(const caf::actor_addr& weak) {
  return [weak](http_engine::request_id id, http_response&& response) {
    // A strong address in the engine's thread would keep the system from ending.
    if (auto actor = caf::actor_cast<caf::actor>(weak))
      caf::anon_send(actor,
                     transfer_ended{id, std::make_shared<http_response>(std::move(response))});
  };
}

} // namespace

http_impl::behavior_type http(http_impl::stateful_pointer<http_state> self,
                              http_engine::options how) {
  report_exceptions(self, "http");
  self->state.engine = std::make_unique<http_engine>(std::move(how), send_to(self->address()));
  return {
      [self](perform& what) -> caf::result<http_response> {
        auto& state = self->state;
        auto promise = self->make_response_promise<http_response>();
        auto id = ++state.last_id;
        state.in_flight.emplace(id, http_state::pending{promise, what.tag});
        state.engine->submit(id, std::move(what.request));
        return promise;
      },
      [self](const abandon& which) {
        for (const auto& [id, pending] : self->state.in_flight)
          if (pending.tag != 0 && pending.tag == which.tag)
            self->state.engine->cancel(id);
      },
      [self](const transfer_ended& what) {
        auto found = self->state.in_flight.find(what.id);
        if (found == self->state.in_flight.end())
          return;
        auto promise = std::move(found->second.promise);
        self->state.in_flight.erase(found);
        promise.deliver(std::move(*what.response));
      },
  };
}

} // namespace musiclink
