#include "tests/actors/sender/sending.hpp"

#include <doctest/doctest.h>

// What a sender waits for: its room's own backoff, and its turn.

namespace musiclink::test {

TEST_CASE("the switch to shadow reaches what is queued, also behind a 429") {
  sending test;
  test.reply = limited("60000");
  test.post(1);
  test.post(2);
  test.brief.effective = room_mode::shadow;
  test.change_brief();
  CHECK(test.net.requests.size() == 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("the switch to shadow and back does not make a room forget what a 429 told") {
  sending test;
  test.reply = limited("60000");
  test.post(1);
  test.brief.effective = room_mode::shadow;
  test.change_brief();
  test.brief.effective = room_mode::active;
  test.change_brief();
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.post(2);
  test.pass(std::chrono::seconds{59});
  CHECK(test.net.requests.size() == 1);
  test.pass(std::chrono::seconds{2});
  CHECK(test.net.requests.size() == 2);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("what a 429 told is reported, and a sender that starts later keeps to it") {
  sending test;
  test.reply = limited("60000");
  test.post(1);
  REQUIRE(test.heard.held.size() == 1);
  CHECK(test.heard.held[0].room_id == "!room:hs");
  CHECK(test.heard.held[0].wait == std::chrono::seconds{60});

  sending later{std::chrono::seconds{60}};
  later.post(1);
  later.pass(std::chrono::seconds{59});
  CHECK(later.net.requests.empty());
  later.pass(std::chrono::seconds{2});
  CHECK(later.net.requests.size() == 1);
}

TEST_CASE("a wall clock that is set back makes no room wait longer than it was told") {
  for (const auto step : {-std::chrono::hours{5}, std::chrono::hours{5}}) {
    sending test;
    test.brief.settings.max_event_age = std::chrono::hours{24};
    test.change_brief();
    test.reply = limited("60000");
    test.post(1);
    test.set_wall_clock(step);
    test.reply = json_answer(200, R"({"event_id":"$reply"})");
    test.pass(std::chrono::seconds{59});
    CHECK(test.net.requests.size() == 1);
    test.pass(std::chrono::seconds{2});
    CHECK(test.net.requests.size() == 2);
    CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
  }
}

TEST_CASE("a reply waits for its turn while the account is limited") {
  sending test;
  test.limit_account(std::chrono::seconds{5});
  test.post(1);
  test.post(2);
  test.pass(milliseconds{4900});
  CHECK(test.net.requests.empty());
  test.pass(milliseconds{5500});
  CHECK(test.net.requests.size() == 2);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("the switch to shadow reaches what waits for its turn, and the turn goes to others") {
  sending test;
  test.limit_account(std::chrono::seconds{5});
  test.post(1);
  test.brief.effective = room_mode::shadow;
  test.change_brief();
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
  caf::scoped_actor other{test.system};
  auto pending = other->request(test.turns, caf::infinite, want_turn{7, 7});
  test.pass(milliseconds{5200});
  bool came = false;
  pending.receive([&](const your_turn&) { came = true; }, [](const caf::error&) {});
  CHECK(came);
  CHECK(test.net.requests.empty());
}

TEST_CASE("a sender that is let go takes back its wish for a turn") {
  sending test;
  test.limit_account(std::chrono::seconds{5});
  test.post(1);
  caf::anon_send(test.under_test, retire{});
  test.settle();
  caf::scoped_actor other{test.system};
  auto pending = other->request(test.turns, caf::infinite, want_turn{7, 7});
  test.pass(milliseconds{5200});
  bool came = false;
  pending.receive([&](const your_turn&) { came = true; }, [](const caf::error&) {});
  CHECK(came);
}

namespace {

http_response forbidden() {
  return json_answer(403, R"({"errcode":"M_FORBIDDEN","error":"no"})");
}

} // namespace

TEST_CASE("a 403 fails its reply, is reported, and those behind it wait until they may be sent") {
  sending test;
  test.reply = forbidden();
  test.post(1);
  test.post(2);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
  CHECK(test.heard.forbidden == std::vector<std::string>{"!room:hs"});
  test.pass(std::chrono::minutes{10});
  CHECK(test.net.requests.size() == 1);
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.change_brief();
  CHECK(test.net.requests.size() == 2);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("what grew too old while sending was forbidden is not sent any more") {
  sending test;
  test.reply = forbidden();
  test.post(1);
  test.post(2);
  test.pass(test.brief.settings.max_event_age + milliseconds{1000});
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.change_brief();
  CHECK(test.net.requests.size() == 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("the switch to shadow reaches what waits because sending is forbidden") {
  sending test;
  test.reply = forbidden();
  test.post(1);
  test.post(2);
  test.brief.effective = room_mode::shadow;
  test.brief.may_send = false;
  test.change_brief();
  CHECK(test.net.requests.size() == 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2});
}

} // namespace musiclink::test
