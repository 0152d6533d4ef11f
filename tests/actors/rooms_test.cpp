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
    resolving =
        own(system.spawn([this](resolver_actor::pointer self) -> resolver_actor::behavior_type {
          // Answers are given from within, as a promise must be.
          return {[this](const settings_changed&) {
                    for (auto& give : std::exchange(held_answers, {}))
                      give();
                  },
                  [this, self](const resolve&) -> caf::result<resolved> {
                    answer known;
                    known.how = completeness::found;
                    known.found.type = item_type::track;
                    known.found.title = "Song";
                    known.found.links = {{service::deezer, "https://www.deezer.com/track/1"}};
                    resolved found{known, {}};
                    if (!hold_answers)
                      return found;
                    auto promise = self->make_response_promise<resolved>();
                    held_answers.push_back([promise, found]() mutable { promise.deliver(found); });
                    return promise;
                  },
                  [](const report&) { return resolver_report{}; }};
        }));
    under_test = own<rooms_actor>(
        system.spawn(rooms, own(net.spawn(system)), keeper, resolving, heard.account(),
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
    made.received_at = around.now();
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

  void give_answers() {
    hold_answers = false;
    caf::anon_send(resolving, settings_changed{values, service_mode::active});
    settle();
  }

  static http_response accepted() { return json_answer(200, R"({"event_id":"$reply"})"); }
  static http_response forbidden() { return json_answer(403, R"({"errcode":"M_FORBIDDEN"})"); }

  std::optional<http_response> reply = accepted();
  settings_ptr values = std::make_shared<const settings>();
  listeners heard{*this};
  storekeeper_actor keeper;
  resolver_actor resolving;
  rooms_actor under_test;
  std::string token;
  int events = 0;
  bool hold_answers = false; ///< of the resolver
  std::vector<std::function<void()>> held_answers;
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

TEST_CASE("a room that was forbidden is tried again, later and later, though nothing was seen") {
  registry test;
  const auto state = [&] {
    return test.ask<rooms_report>(test.under_test, report{}).rooms.at("!room:hs").state;
  };
  test.reply = registry::forbidden();
  test.post_link();
  test.post_link();
  test.pass(std::chrono::seconds{29});
  CHECK(test.net.requests.size() == 1);
  test.pass(std::chrono::seconds{2});
  CHECK(test.net.requests.size() == 2);
  test.reply = registry::accepted();
  test.post_link();
  test.pass(std::chrono::seconds{50});
  CHECK(test.net.requests.size() == 2);
  test.pass(std::chrono::seconds{20});
  CHECK(test.net.requests.size() == 3);
  CHECK(test.owed() == 0);
  CHECK(state() == room_state::forbidden);
  caf::anon_send(test.under_test, own_seen{{{"!room:hs", "$reply", "$any"}}});
  test.settle();
  CHECK(state() == room_state::ok);
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

TEST_CASE("a room that becomes active does not answer what was said before, also over a restart") {
  registry test;
  test.set_mode(service_mode::shadow);
  test.hold_answers = true;
  test.post_link();
  test.pass(std::chrono::seconds{1});
  test.set_mode(service_mode::active);
  test.give_answers();
  CHECK(test.net.requests.empty());
  CHECK(test.owed() == 0);
  const auto known = test.ask<known_activity>(test.keeper, load_activity{});
  REQUIRE(known.rooms.size() == 1);
  CHECK(known.rooms[0] == store::room_activity{"!room:hs", true, test.around.now()});
  test.post_link();
  CHECK(test.net.requests.size() == 1);
}

TEST_CASE("a report tells mode, state and backoff of each room") {
  registry test;
  test.reply = json_answer(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":60000})");
  test.post_link();
  auto told = test.ask<rooms_report>(test.under_test, report{}).rooms.at("!room:hs");
  CHECK(told.effective == room_mode::active);
  CHECK(told.state == room_state::ok);
  REQUIRE(told.backoff_until);
  CHECK(*told.backoff_until >= test.around.now() + 60000);
  test.reply = registry::forbidden();
  test.pass(std::chrono::seconds{80});
  told = test.ask<rooms_report>(test.under_test, report{}).rooms.at("!room:hs");
  CHECK(told.state == room_state::forbidden);
  CHECK_FALSE(told.backoff_until);
}

} // namespace musiclink::test
