#include "tests/support/actor_fixture.hpp"

#include "actors/storekeeper.hpp"

#include <caf/actor_cast.hpp>
#include <caf/atom.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace musiclink::test {

std::size_t scripted_net::count(std::string_view part) const {
  return static_cast<std::size_t>(
      std::count_if(requests.begin(), requests.end(), [part](const http_request& one) {
        return one.url.find(part) != std::string::npos;
      }));
}

void scripted_net::release(http_response with) {
  // A promise may only be touched by the actor that made it.
  caf::anon_send(caf::actor_cast<caf::actor>(actor_), std::move(with));
}

http_actor scripted_net::spawn(caf::actor_system& system) {
  held_.clear(); // by the actor before: who asked it is gone
  using impl = http_actor::extend<caf::reacts_to<http_response>>;
  auto actor = system.spawn([this](impl::pointer self) -> impl::behavior_type {
    return {
        [this, self](const perform& what) -> caf::result<http_response> {
          requests.push_back(what.request);
          if (auto now = answer(what.request))
            return *now;
          held_.push_back(self->make_response_promise<http_response>());
          return held_.back();
        },
        [](const abandon&) {},
        [this](const http_response& with) {
          auto oldest = std::move(held_.front());
          held_.erase(held_.begin());
          oldest.deliver(with);
        },
    };
  });
  actor_ = actor->address();
  return actor;
}

http_response json_answer(long status, std::string body) {
  http_response answer;
  answer.status = status;
  answer.content_type = "application/json";
  answer.body = std::move(body);
  return answer;
}

actor_fixture::config::config() {
  set("scheduler.policy", caf::atom("testing"));
}

actor_fixture::actor_fixture()
    : scheduler_(dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler())) {
  around.now = [this] { return now_; };
  around.steady = [this] { return steady_; };
  around.random = [] { return 0.0; };
  around.end_process = [this](int status) { ended.push_back(status); };
}

actor_fixture::~actor_fixture() {
  for (const auto& actor : to_stop_)
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  scheduler_.run();
}

void actor_fixture::settle() {
  scheduler_.run();
}

void actor_fixture::pass(milliseconds time) {
  constexpr milliseconds step{50};
  for (settle(); time > milliseconds{0}; time -= step) {
    auto part = std::min(step, time);
    now_ += part.count();
    steady_ += part;
    scheduler_.advance_time(part);
    settle();
  }
}

storekeeper_actor actor_fixture::spawn_storekeeper() {
  auto opened = store::store::open(directory_.path(), store::access::exclusive);
  return own<storekeeper_actor>(system.spawn(storekeeper, opened_store{std::move(opened)}, around));
}

} // namespace musiclink::test
