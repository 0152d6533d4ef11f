#include "actors/supervisor.hpp"

#include "core/edge/exit_status.hpp"
#include "tests/support/temporary_directory.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>
#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

namespace musiclink::test {

namespace {

/// A supervisor with real threads and time. Whatever is awaited is an event, with
/// a deadline that only a broken test ever sees.
struct supervising {
  explicit supervising(std::function<store::store(int start)> open) {
    auto values = std::make_shared<settings>();
    values->values.matrix.enabled = false;
    plan how;
    how.values = values;
    how.load = [values](const std::function<void(loaded_settings)>& answer) {
      answer(settings_ptr{values});
    };
    how.open_store = [this, open](bool) {
      int start = 0;
      {
        std::lock_guard guard(lock);
        start = ++starts;
      }
      changed.notify_all();
      return opened_store{open(start)};
    };
    how.around.now = [] { return unix_ms{1800000000000}; };
    how.around.steady = [] { return steady_time{}; };
    how.around.random = [] { return 0.0; };
    how.around.end_process = [this](int with) {
      {
        std::lock_guard guard(lock);
        status = with;
      }
      changed.notify_all();
    };
    under_test = system.spawn(supervisor, std::move(how));
  }

  template<class Condition>
  bool await(Condition condition) {
    std::unique_lock guard(lock);
    return changed.wait_for(guard, std::chrono::seconds{60}, condition);
  }

  int await_end() {
    await([this] { return status >= 0; });
    return status;
  }

  std::mutex lock;
  std::condition_variable changed;
  int starts = 0;
  int status = -1;
  caf::actor_system_config config;
  caf::actor_system system{config};
  supervisor_actor under_test;
};

} // namespace

TEST_CASE("a store that somebody else holds ends the process with 75") {
  supervising test{[](int) -> store::store { throw store::locked("held"); }};
  CHECK(test.await_end() == exit_status::store_locked);
}

TEST_CASE("a store that cannot be used ends the process with 74") {
  supervising test{[](int) -> store::store { throw store::unusable("broken"); }};
  CHECK(test.await_end() == exit_status::store_unusable);
}

TEST_CASE("an orderly stop ends the process with 0") {
  temporary_directory directory;
  supervising test{
      [&](int) { return store::store::open(directory.path(), store::access::exclusive); }};
  REQUIRE(test.await([&] { return test.starts == 1; }));
  caf::anon_send(test.under_test, drain{});
  CHECK(test.await_end() == exit_status::done);
}

TEST_CASE("when one actor dies all are started anew, as at the start") {
  temporary_directory directory;
  { store::store::open(directory.path(), store::access::exclusive); }
  // A store that cannot be written makes the first storekeeper fail.
  supervising test{[&](int start) {
    return store::store::open(directory.path(),
                              start == 1 ? store::access::read_only : store::access::exclusive);
  }};
  CHECK(test.await([&] { return test.starts == 2; }));
  caf::anon_send(test.under_test, drain{});
  CHECK(test.await_end() == exit_status::done);
}

} // namespace musiclink::test
