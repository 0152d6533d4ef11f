#include "actors/syncer/syncer.hpp"

#include "tests/support/listeners.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <optional>

namespace musiclink::test {

namespace {

/// A syncer whose requests wait until the test answers them.
struct switched : actor_fixture {
  switched() {
    net.answer = [](const http_request&) { return std::optional<http_response>(); };
    under_test = own<syncer_actor>(system.spawn(syncer, own(net.spawn(system)), spawn_storekeeper(),
                                                heard.rooms(), heard.membership(), heard.backfill(),
                                                heard.account(), around));
  }

  /// A start or a reload.
  void configure(bool enabled) {
    auto values = std::make_shared<settings>();
    values->values.matrix.enabled = enabled;
    caf::anon_send(under_test, settings_changed{values, service_mode::active});
    settle();
  }

  void open_session() {
    caf::anon_send(under_test, session_opened{make_session()});
    caf::anon_send(under_test, reading_list_ptr{std::make_shared<reading_list>()});
    settle();
  }

  /// What the network answers once a request is abandoned.
  void cancel() {
    http_response cancelled;
    cancelled.error = transport_error::cancelled;
    net.release(cancelled);
    settle();
  }

  sync_status now() { return ask<sync_report>(under_test, report{}).now; }

  syncer_actor under_test;
  listeners heard{*this};
};

} // namespace

TEST_CASE("with matrix.enabled false nothing is synced, and the status says why") {
  switched test;
  test.configure(false);
  test.open_session();
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.empty());
  CHECK(test.now().state == sync_phase::stopped);
  CHECK(test.now().problem == "matrix.enabled is false");
}

TEST_CASE("a reload with matrix.enabled false ends syncing, one with true begins it again") {
  switched test;
  test.configure(true);
  test.open_session();
  CHECK(test.net.requests.size() == 1);
  test.configure(false);
  test.cancel();
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.size() == 1);
  CHECK(test.now().state == sync_phase::stopped);
  test.configure(true);
  CHECK(test.net.requests.size() == 2);
  CHECK(test.now().state == sync_phase::starting);
}

} // namespace musiclink::test
