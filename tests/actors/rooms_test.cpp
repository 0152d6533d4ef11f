#include "actors/rooms.hpp"

#include "actors/pacer.hpp"
#include "core/links/detect.hpp"
#include "tests/support/listeners.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

/// The registry with all that works for a room, on a real store, behind a network by script.
struct registry : actor_fixture {
  registry() {
    net.answer = [this](const http_request&) { return reply; };
    keeper = spawn_storekeeper();
    auto finder = own(system.spawn([](resolver_actor::pointer) -> resolver_actor::behavior_type {
      return {[](const settings_changed&) {}, [](const report&) { return resolver_report{}; },
              [](const resolve&) {
                answer known;
                known.how = completeness::found;
                known.found.type = item_type::track;
                known.found.title = "Song";
                known.found.links = {{service::deezer, "https://www.deezer.com/track/1"}};
                return resolved{known, {}};
              }};
    }));
    under_test = own<rooms_actor>(
        system.spawn(rooms, own(net.spawn(system)), keeper, finder, heard.account(),
                     own<pacer_actor>(system.spawn(pacer, around)), around));
    set_mode(service_mode::active);
    caf::anon_send(under_test, session_opened{make_session()});
    standing now;
    now.room_id = "!room:hs";
    now.state = room_state::ok;
    caf::anon_send(under_test, now);
    settle();
  }

  void set_mode(service_mode mode) {
    caf::anon_send(under_test, settings_changed{values, mode});
    settle();
  }

  void post_link() {
    link_event made;
    made.room_id = "!room:hs";
    made.event_id = "$" + std::to_string(++events);
    made.sender = "@alice:hs";
    made.origin_server_ts = around.now();
    made.links = {*classify("https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC")};
    store::page page;
    page.since = token;
    page.next_batch = token = "t" + std::to_string(events);
    page.now = around.now();
    page.seen_until = page.now + 1000000000;
    page.events = {made};
    ask<store::page_result>(keeper, commit_page{page});
    caf::anon_send(under_test, work_arrived{{"!room:hs"}});
    settle();
  }

  std::size_t owed() { return ask<backlog_size>(keeper, count_backlog{}).jobs; }

  static http_response accepted() { return json_answer(200, R"({"event_id":"$reply"})"); }
  static http_response forbidden() { return json_answer(403, R"({"errcode":"M_FORBIDDEN"})"); }

  std::optional<http_response> reply = accepted();
  settings_ptr values = std::make_shared<const settings>();
  listeners heard{*this};
  storekeeper_actor keeper;
  rooms_actor under_test;
  std::string token;
  int events = 0;
};

} // namespace

TEST_CASE("after a 403 a room's jobs wait, and go out when the rights have changed") {
  registry test;
  test.reply = registry::forbidden();
  test.post_link();
  CHECK(test.owed() == 0);
  test.post_link();
  test.post_link();
  CHECK(test.net.requests.size() == 1);
  CHECK(test.owed() == 2);
  test.reply = registry::accepted();
  caf::anon_send(test.under_test, rights_changed{{"!another:hs"}});
  test.settle();
  CHECK(test.net.requests.size() == 1);
  caf::anon_send(test.under_test, rights_changed{{"!room:hs"}});
  test.settle();
  CHECK(test.net.requests.size() == 3);
  CHECK(test.owed() == 0);
}

TEST_CASE("a room that was forbidden is tried again within the hour, though nothing was seen") {
  registry test;
  test.reply = registry::forbidden();
  test.post_link();
  test.reply = registry::accepted();
  test.pass(std::chrono::minutes{30});
  test.post_link();
  CHECK(test.net.requests.size() == 1);
  test.pass(std::chrono::minutes{31});
  CHECK(test.net.requests.size() == 2);
  CHECK(test.owed() == 0);
}

TEST_CASE("what a 429 told is kept to by the sender that comes after shadow and back") {
  registry test;
  test.reply = json_answer(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":60000})");
  test.post_link();
  test.set_mode(service_mode::shadow);
  CHECK(test.owed() == 0);
  test.set_mode(service_mode::active);
  test.reply = registry::accepted();
  test.post_link();
  test.pass(std::chrono::seconds{59});
  CHECK(test.net.requests.size() == 1);
  test.pass(std::chrono::seconds{2});
  CHECK(test.net.requests.size() == 2);
}

} // namespace musiclink::test
