#pragma once

#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "store/store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace musiclink::test {

/// A network that exists only as a script: what was asked is kept, and each
/// request is answered by `answer`, at once or, where that gives nothing, when
/// the test releases it.
class scripted_net {
public:
  using answer_function = std::function<std::optional<http_response>(const http_request&)>;

  answer_function answer;
  std::vector<http_request> requests;

  /// How many requests went to a URL that contains this text.
  std::size_t count(std::string_view part) const;

  /// Answers the oldest request that was held back, once the actors are let run.
  void release(http_response with);

  /// The http actor that speaks for it.
  http_actor spawn(caf::actor_system& system);

private:
  std::vector<caf::typed_response_promise<http_response>> held_;
  caf::actor_addr actor_;
};

/// An HTTP answer with a JSON body.
http_response json_answer(long status, std::string body);

/// Actors under a scheduler that does one thing at a time and only when told,
/// under a clock that only moves when told, on a real store.
class actor_fixture {
public:
  actor_fixture();
  ~actor_fixture();

  /// Lets the actors do all that can be done now.
  void settle();

  /// Moves all clocks on, in steps that let each timer fire at its own time.
  void pass(milliseconds time);

  /// Somebody sets the wall clock, on or back; no timer notices.
  void set_wall_clock(milliseconds by) { now_ += by.count(); }

  /// The service's storekeeper, on this fixture's store.
  storekeeper_actor spawn_storekeeper();

  /// Ends that actor with the fixture. All that a test spawns must end, or the
  /// actor system waits for ever.
  template<class Handle>
  Handle own(Handle actor) {
    to_stop_.push_back(caf::actor_cast<caf::actor>(actor));
    return actor;
  }

  /// Asks an actor that can answer without anything else happening.
  template<class Answer, class Handle, class Request>
  Answer ask(const Handle& whom, Request request) {
    caf::scoped_actor self{system};
    auto pending = self->request(whom, caf::infinite, std::move(request));
    settle();
    std::optional<Answer> answer;
    pending.receive([&](const Answer& what) { answer = what; }, [](const caf::error&) {});
    return answer.value();
  }

  surroundings around;
  std::vector<int> ended; ///< exit statuses that an actor asked for
  scripted_net net;

private:
  struct config : caf::actor_system_config {
    config();
  };
  config config_;
  unix_ms now_ = 1800000000000;
  steady_time steady_{std::chrono::hours{1}};
  temporary_directory directory_;

public:
  caf::actor_system system{config_}; ///< ends before the directory goes

private:
  caf::scheduler::test_coordinator& scheduler_;
  std::vector<caf::actor> to_stop_;
};

} // namespace musiclink::test
