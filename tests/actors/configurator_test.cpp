#include "actors/configurator.hpp"

#include "tests/support/actor_fixture.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <utility>

namespace musiclink::test {

namespace {

struct configuring : actor_fixture {
  configuring() { keeper = spawn_storekeeper(); }

  /// Starts as the process would, with this `mode` in the file.
  void start(service_mode mode) {
    file.values.mode = mode;
    client = own(system.spawn([this](settings_client::pointer) -> settings_client::behavior_type {
      return {[this](const settings_changed& what) -> caf::result<void> {
        if (busy)
          return caf::skip;
        told.push_back(what);
        return caf::unit;
      }};
    }));
    auto load = [this](std::function<void(loaded_settings)> answer) {
      ++loads;
      held_answer = std::move(answer);
      if (!hold)
        answer_load();
    };
    under_test = own<configurator_actor>(
        system.spawn(configurator, keeper, std::vector<settings_client>{client},
                     std::make_shared<const settings>(file), load, around));
    if (reload_at_start)
      caf::anon_send(under_test, reload{});
    if (signal_at_start)
      caf::anon_send(under_test, switch_mode{*signal_at_start});
    settle();
  }

  /// What the loader gives, in the end.
  void answer_load() {
    const auto answer = std::exchange(held_answer, nullptr);
    if (!problems.empty())
      answer(problems);
    else
      answer(std::make_shared<const settings>(file));
  }

  template<class Order>
  void order(Order what) {
    caf::anon_send(under_test, what);
    settle();
  }

  settings file;
  std::vector<config_problem> problems;
  std::optional<service_mode> signal_at_start;
  bool reload_at_start = false;
  bool hold = false; ///< files lie where nothing answers
  bool busy = false; ///< whoever is told has not come to it yet
  settings_client client;
  unsigned loads = 0;
  std::function<void(loaded_settings)> held_answer;
  storekeeper_actor keeper;
  configurator_actor under_test;
  std::vector<settings_changed> told;
};

} // namespace

TEST_CASE("at the first start the switch is where the file says") {
  configuring test;
  test.start(service_mode::active);
  REQUIRE(test.told.size() == 1);
  CHECK(test.told[0].mode == service_mode::active);
}

TEST_CASE("a signal sets the switch, and a restart does not undo it") {
  configuring test;
  test.start(service_mode::shadow);
  test.order(switch_mode{service_mode::active});
  CHECK(test.told.back().mode == service_mode::active);
  test.start(service_mode::shadow);
  CHECK(test.told.back().mode == service_mode::active);
}

TEST_CASE("the switch is on disk only when everybody works by it: a room stores since when") {
  configuring test;
  test.start(service_mode::shadow);
  test.busy = true;
  test.order(switch_mode{service_mode::active});
  const auto stored = [&test] {
    return test.ask<store::sync_state>(test.keeper, load_sync_state{}).mode;
  };
  CHECK(stored() == service_mode::shadow);
  test.busy = false;
  caf::anon_send(test.client, test.told.back()); // another message ends what it was busy with
  test.settle();
  CHECK(stored() == service_mode::active);
}

TEST_CASE("a signal that comes while the stored switch is still being read is the last word") {
  configuring test;
  test.start(service_mode::active);
  test.signal_at_start = service_mode::shadow;
  test.start(service_mode::active);
  CHECK(test.told.back().mode == service_mode::shadow);
}

TEST_CASE("a reload that comes while the stored switch is still being read waits for it") {
  configuring test;
  test.start(service_mode::shadow);
  test.order(switch_mode{service_mode::active});
  test.told.clear();
  test.reload_at_start = true;
  test.start(service_mode::shadow);
  REQUIRE(test.told.size() == 2);
  CHECK(test.told[0].mode == service_mode::active);
  CHECK(test.told[1].mode == service_mode::active);
}

TEST_CASE("a reload leaves the switch alone unless the file's mode has changed") {
  configuring test;
  test.start(service_mode::shadow);
  test.order(switch_mode{service_mode::active});
  test.order(reload{});
  CHECK(test.told.back().mode == service_mode::active);
  test.file.values.mode = service_mode::active;
  test.order(reload{});
  test.file.values.mode = service_mode::shadow;
  test.order(reload{});
  CHECK(test.told.back().mode == service_mode::shadow);
}

TEST_CASE("a mode that was edited while the service was down wins over an older signal") {
  configuring test;
  test.start(service_mode::active);
  test.order(switch_mode{service_mode::shadow});
  test.order(switch_mode{service_mode::active});
  test.start(service_mode::shadow);
  CHECK(test.told.back().mode == service_mode::shadow);
}

TEST_CASE("a file with a fault changes nothing") {
  configuring test;
  test.start(service_mode::shadow);
  test.file.values.mode = service_mode::active;
  test.problems = {{"/matrix/server", "is missing", {}, {}}};
  test.order(reload{});
  CHECK(test.told.size() == 1);
}

TEST_CASE("a report names every fault of a refused file, until a good one is loaded") {
  configuring test;
  test.start(service_mode::shadow);
  auto now = test.ask<config_report>(test.under_test, report{}).now;
  CHECK(now.generation == 1);
  CHECK(now.loaded_at == test.around.now());
  CHECK(now.last_error.empty());
  test.problems = {{"/matrix/server", "is missing", {}, {}}, {"", "a comma is missing", 3, 7}};
  test.order(reload{});
  now = test.ask<config_report>(test.under_test, report{}).now;
  CHECK(now.generation == 1);
  CHECK(now.last_error == "/matrix/server: is missing\nline 3, column 7: a comma is missing");
  test.problems.clear();
  test.pass(std::chrono::seconds{5});
  test.order(reload{});
  now = test.ask<config_report>(test.under_test, report{}).now;
  CHECK(now.generation == 2);
  CHECK(now.loaded_at == test.around.now());
  CHECK(now.last_error.empty());
}

TEST_CASE("what needs a restart stays; the rest of the reload is applied") {
  configuring test;
  test.file.values.matrix.server = "http://old";
  test.file.values.matrix.user_id = "@old:hs";
  test.start(service_mode::shadow);
  test.file.values.matrix.server = "http://new";
  test.file.values.matrix.user_id = "@new:hs";
  test.file.values.cache.ttl = std::chrono::hours{1};
  test.order(reload{});
  const auto& now = test.told.back().now->values;
  CHECK(now.matrix.server == "http://old");
  CHECK(now.matrix.user_id == "@old:hs");
  CHECK(now.cache.ttl == std::chrono::hours{1});
}

TEST_CASE("the switch is obeyed while the files of a reload do not answer") {
  configuring test;
  test.start(service_mode::active);
  test.hold = true;
  test.order(reload{});
  test.order(switch_mode{service_mode::shadow});
  CHECK(test.told.back().mode == service_mode::shadow);
  CHECK(test.loads == 1);
}

TEST_CASE("the end does not wait for the files of a reload") {
  configuring test;
  test.start(service_mode::active);
  test.hold = true;
  test.order(reload{});
  test.ask<drained>(test.under_test, drain{});
}

TEST_CASE("a switch that is set during a reload is a later act than the file's mode") {
  configuring test;
  test.start(service_mode::shadow);
  test.hold = true;
  test.file.values.mode = service_mode::active;
  test.order(reload{});
  test.order(switch_mode{service_mode::shadow});
  test.answer_load();
  test.settle();
  CHECK(test.told.back().now->values.mode == service_mode::active);
  CHECK(test.told.back().mode == service_mode::shadow);
}

TEST_CASE("a reload that is ordered during another follows it, once") {
  configuring test;
  test.start(service_mode::shadow);
  test.hold = true;
  test.order(reload{});
  test.order(reload{});
  test.order(reload{});
  CHECK(test.loads == 1);
  test.file.values.cache.ttl = std::chrono::hours{1};
  test.hold = false;
  test.answer_load();
  test.settle();
  CHECK(test.loads == 2);
  CHECK(test.ask<config_report>(test.under_test, report{}).now.generation == 3);
}

TEST_CASE("files that answer when the service has ended reach nobody") {
  configuring test;
  test.start(service_mode::shadow);
  test.hold = true;
  test.order(reload{});
  caf::anon_send_exit(test.under_test, caf::exit_reason::user_shutdown);
  test.settle();
  test.answer_load();
  test.settle();
  CHECK(test.told.size() == 1);
}

} // namespace musiclink::test
