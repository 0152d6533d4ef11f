#include "actors/reporter.hpp"

#include "tests/support/listeners.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

/// A reporter among actors that say what the test has written down, or nothing.
struct reporting : actor_fixture {
  reporting() {
    keeper = spawn_storekeeper();
    under_test = own<reporter_actor>(system.spawn(
        reporter,
        reporter_contacts{configurator_of(config), account_of(account), syncer_of(sync),
                          membership_of(membership), backfill_of(history), rooms_of(rooms), keeper,
                          resolver_of(resolver), pacer_of(pace)},
        around));
  }

  service_status status() { return *ask<status_ptr>(under_test, report_status{}); }

  config_report config;
  account_report account;
  sync_report sync;
  membership_report membership;
  backfill_report history;
  rooms_report rooms;
  resolver_report resolver;
  pacer_report pace;
  bool syncer_is_silent = false;
  storekeeper_actor keeper;
  reporter_actor under_test;

private:
  configurator_actor configurator_of(config_report& what) {
    return own<configurator_actor>(
        system.spawn([&what](configurator_actor::pointer) -> configurator_actor::behavior_type {
          return {[](const reload&) {}, [](const switch_mode&) {},
                  [](const drain&) { return drained{}; }, [&what](const report&) { return what; }};
        }));
  }

  account_actor account_of(account_report& what) {
    return own<account_actor>(
        system.spawn([&what](account_actor::pointer) -> account_actor::behavior_type {
          return {[](const settings_changed&) {}, [](const std::vector<session_client>&) {},
                  [](const token_refused&) {}, [&what](const report&) { return what; }};
        }));
  }

  syncer_actor syncer_of(sync_report& what) {
    return own<syncer_actor>(
        system.spawn([this, &what](syncer_actor::pointer self) -> syncer_actor::behavior_type {
          return {[](const settings_changed&) {}, [](const session_opened&) {},
                  [](const reading_list_ptr&) {},
                  [this, &what, self](const report&) -> caf::result<sync_report> {
                    if (syncer_is_silent)
                      return self->make_response_promise<sync_report>();
                    return what;
                  }};
        }));
  }

  membership_actor membership_of(membership_report& what) {
    return own<membership_actor>(
        system.spawn([&what](membership_actor::pointer) -> membership_actor::behavior_type {
          return {[](const settings_changed&) {},
                  [](const session_opened&) {},
                  [](const reading_client&) {},
                  [](const sync_positioned&) {},
                  [](const position_lost&) {},
                  [](const room_news&) {},
                  [&what](const report&) { return what; }};
        }));
  }

  backfill_actor backfill_of(backfill_report& what) {
    return own<backfill_actor>(
        system.spawn([&what](backfill_actor::pointer) -> backfill_actor::behavior_type {
          return {[](const settings_changed&) {},
                  [](const session_opened&) {},
                  [](const standing&) {},
                  [](const gaps_opened&) {},
                  [](const look_back&) { return looked_back{}; },
                  [&what](const report&) { return what; }};
        }));
  }

  rooms_actor rooms_of(rooms_report& what) {
    return own<rooms_actor>(
        system.spawn([&what](rooms_actor::pointer) -> rooms_actor::behavior_type {
          return {[](const settings_changed&) {},
                  [](const session_opened&) {},
                  [](const standing&) {},
                  [](const work_arrived&) {},
                  [](const triggers_changed&) {},
                  [](const own_seen&) {},
                  [](const room_emptied&) {},
                  [](const held_back&) {},
                  [](const send_forbidden&) {},
                  [](const rights_changed&) {},
                  [](const drain&) { return drained{}; },
                  [&what](const report&) { return what; }};
        }));
  }

  pacer_actor pacer_of(pacer_report& what) {
    return own<pacer_actor>(
        system.spawn([&what](pacer_actor::pointer) -> pacer_actor::behavior_type {
          return {[](const want_turn&) { return your_turn{}; }, [](const turn_ended&) {},
                  [&what](const report&) { return what; }};
        }));
  }

  resolver_actor resolver_of(resolver_report& what) {
    return own<resolver_actor>(
        system.spawn([&what](resolver_actor::pointer) -> resolver_actor::behavior_type {
          return {[](const settings_changed&) {}, [](const resolve&) { return resolved{}; },
                  [&what](const report&) { return what; }};
        }));
  }
};

room_status room(const char* id, room_mode mode) {
  room_status made;
  made.room_id = id;
  made.mode = mode;
  made.membership = "join";
  made.state = room_state::ok;
  return made;
}

} // namespace

TEST_CASE("the parts make one status") {
  reporting test;
  test.config = {service_mode::active, {4, 123, "line 1, column 2: no"}, {}};
  test.sync.now = {sync_phase::syncing, 456, ""};
  test.membership.rooms = {room("!live:x", room_mode::active),
                           room("!watched:x", room_mode::shadow)};
  test.rooms.rooms["!live:x"] = {room_mode::active, room_state::forbidden, 99999};
  test.resolver.resolvers.resize(1);
  test.resolver.resolvers[0].type = "catalog";
  const auto now = test.status();
  CHECK(now.mode == service_mode::active);
  CHECK(now.config.generation == 4);
  CHECK(now.config.last_error == "line 1, column 2: no");
  CHECK(now.sync.state == sync_phase::syncing);
  CHECK(now.sync.last_success == 456);
  REQUIRE(now.rooms.size() == 2);
  CHECK(now.rooms[0].effective_mode == room_mode::active);
  CHECK(now.rooms[0].state == room_state::forbidden);
  CHECK(now.rooms[0].backoff_until == 99999);
  CHECK(now.rooms[1].effective_mode == room_mode::shadow);
  CHECK(now.rooms[1].state == room_state::ok);
  REQUIRE(now.resolvers.size() == 1);
  CHECK(now.resolvers[0].type == "catalog");
}

TEST_CASE("a room whose history cannot be read says why it is silent") {
  reporting test;
  test.membership.rooms = {room("!a:x", room_mode::active), room("!b:x", room_mode::active)};
  test.history.problems["!b:x"] = "HTTP 500";
  const auto now = test.status();
  CHECK(now.rooms[0].last_error == "");
  CHECK(now.rooms[1].last_error == "HTTP 500");
}

TEST_CASE(
    "a store that does not answer is a problem of its own, by which the service is not ready") {
  reporting test;
  test.sync.now = {sync_phase::syncing, 456, ""};
  CHECK(why_not_ready(test.status()).empty());
  caf::anon_send_exit(test.keeper, caf::exit_reason::kill);
  test.settle();
  CHECK(why_not_ready(test.status()).starts_with("store: "));
}

TEST_CASE("while rooms are joined for the first time the service is starting, not ready") {
  reporting test;
  test.sync.now = {sync_phase::syncing, 456, ""};
  test.membership.joining = true;
  CHECK(test.status().sync.state == sync_phase::starting);
  CHECK(why_not_ready(test.status()) == "starting: rooms are being joined");
  test.membership.joining = false;
  CHECK(why_not_ready(test.status()).empty());
}

TEST_CASE("rooms that are being joined hide no trouble of sync") {
  reporting test;
  test.membership.joining = true;
  test.sync.now = {sync_phase::backoff, 456, "HTTP 502"};
  CHECK(why_not_ready(test.status()) == "backoff: HTTP 502");
}

TEST_CASE("a refused token is the state of sync, with what to do") {
  reporting test;
  test.account = {true, "make a new one"};
  const auto now = test.status();
  CHECK(now.sync.state == sync_phase::unauthorized);
  CHECK(now.sync.problem == "make a new one");
}

TEST_CASE("who does not answer is named, and the others are shown all the same") {
  reporting test;
  test.membership.rooms = {room("!a:x", room_mode::active)};
  test.syncer_is_silent = true;
  caf::scoped_actor self{test.system};
  auto pending = self->request(test.under_test, caf::infinite, report_status{});
  test.settle();
  test.pass(std::chrono::seconds{3});
  status_ptr now;
  pending.receive([&](const status_ptr& what) { now = what; }, [](const caf::error&) {});
  REQUIRE(now);
  CHECK(now->rooms.size() == 1);
  CHECK(now->sync.state == sync_phase::starting);
  CHECK(now->sync.problem == "no report from: syncer");
}

} // namespace musiclink::test
