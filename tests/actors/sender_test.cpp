#include "actors/sender.hpp"

#include "core/json.hpp"
#include "tests/support/actor_fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

job make_job(std::uint64_t arrival) {
  job work;
  work.key = {"!room:hs", arrival};
  work.event.room_id = "!room:hs";
  work.event.event_id = "$event" + std::to_string(arrival);
  return work;
}

/// A sender for one room, with a network by script and a room that listens.
struct sending : actor_fixture {
  sending() {
    brief.room_id = "!room:hs";
    brief.effective = room_mode::active;
    net.answer = [this](const http_request&) { return reply; };
    session = std::make_shared<const account_session>(
        account_session{{"http://hs", "token"}, "@bot:hs", "DEV"});
    auto listener =
        own(system.spawn([this](sender_client::pointer) -> sender_client::behavior_type {
          return {[this](const job_ended& what) { ended_jobs.push_back(what.arrival); }};
        }));
    auto listening_account =
        own(system.spawn([this](account_actor::pointer) -> account_actor::behavior_type {
          return {[](const settings_changed&) {}, [](const std::vector<session_client>&) {},
                  [this](const token_refused& what) { refused.push_back(what.access_token); }};
        }));
    keeper = spawn_storekeeper();
    under_test =
        own<sender_actor>(system.spawn(sender, own(net.spawn(system)), keeper, listening_account,
                                       std::make_shared<const room_brief>(brief), session, around));
    caf::anon_send(under_test, sender_client{listener});
    settle();
  }

  void post(std::uint64_t arrival) {
    caf::anon_send(under_test, post_reply{make_job(arrival), R"({"body":"x"})"});
    settle();
  }

  void change_brief() {
    caf::anon_send(under_test, brief_changed{std::make_shared<const room_brief>(brief)});
    settle();
  }

  std::optional<http_response> reply = json_answer(200, R"({"event_id":"$reply"})");
  room_brief brief;
  session_ptr session;
  storekeeper_actor keeper;
  sender_actor under_test;
  std::vector<std::uint64_t> ended_jobs;
  std::vector<std::string> refused;
};

http_response limited(std::string retry_after_ms) {
  return json_answer(429,
                     R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":)" + retry_after_ms + "}");
}

} // namespace

TEST_CASE("a reply is put under a transaction id that is a function of its event") {
  sending test;
  test.post(1);
  REQUIRE(test.net.requests.size() == 1);
  CHECK(test.net.requests[0].method == "PUT");
  CHECK(test.net.requests[0].url ==
        "http://hs/_matrix/client/v3/rooms/%21room%3Ahs/send/m.room.message/" +
            test.net.requests[0].url.substr(test.net.requests[0].url.rfind('/') + 1));
  CHECK(test.net.requests[0].body == R"({"body":"x"})");
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("one reply is on the wire at a time, in the order in which they came") {
  sending test;
  test.reply = std::nullopt;
  test.post(1);
  test.post(2);
  test.post(3);
  CHECK(test.net.requests.size() == 1);
  for (int i = 0; i < 3; ++i) {
    test.net.release(json_answer(200, R"({"event_id":"$reply"})"));
    test.settle();
  }
  CHECK(test.net.requests.size() == 3);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE("a 429 is waited out for as long as the homeserver says, then the same send repeats") {
  sending test;
  test.reply = limited("2000");
  test.post(1);
  CHECK(test.net.requests.size() == 1);
  test.pass(milliseconds{1950});
  CHECK(test.net.requests.size() == 1);
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.pass(milliseconds{100});
  REQUIRE(test.net.requests.size() == 2);
  CHECK(test.net.requests[0].url == test.net.requests[1].url);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("429s are never counted against a reply, however many") {
  sending test;
  test.reply = limited("100");
  test.post(1);
  test.pass(milliseconds{5000});
  CHECK(test.net.requests.size() > test.brief.outbound.max_attempts);
  CHECK(test.ended_jobs.empty());
}

TEST_CASE("5xx answers are retried up to maxAttempts, then the reply has failed") {
  sending test;
  test.reply = json_answer(500, "oops");
  test.post(1);
  test.pass(std::chrono::minutes{10});
  CHECK(test.net.requests.size() == test.brief.outbound.max_attempts);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("a homeserver that cannot be reached costs no reply") {
  sending test;
  http_response gone;
  gone.error = transport_error::unreachable;
  test.reply = gone;
  test.post(1);
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.size() > test.brief.outbound.max_attempts);
  CHECK(test.ended_jobs.empty());
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.pass(test.brief.outbound.max_backoff);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("a 403 is final and the next reply goes on") {
  sending test;
  test.reply = json_answer(403, R"({"errcode":"M_FORBIDDEN","error":"no"})");
  test.post(1);
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.post(2);
  CHECK(test.net.requests.size() == 2);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("in shadow nothing goes on the wire") {
  sending test;
  test.brief.effective = room_mode::shadow;
  test.change_brief();
  test.post(1);
  CHECK(test.net.requests.empty());
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

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

TEST_CASE("a refused token is reported and the reply waits for a new session") {
  sending test;
  test.reply = json_answer(401, R"({"errcode":"M_UNKNOWN_TOKEN"})");
  test.post(1);
  CHECK(test.refused == std::vector<std::string>{"token"});
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.size() == 1);
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  caf::anon_send(test.under_test, session_opened{test.session});
  test.settle();
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("the late refusal of an older token does not touch the newer session") {
  sending test;
  test.reply = std::nullopt;
  test.post(1);
  auto newer = std::make_shared<const account_session>(
      account_session{{"http://hs", "newer"}, "@bot:hs", "DEV"});
  caf::anon_send(test.under_test, session_opened{newer});
  test.settle();
  test.net.release(json_answer(401, R"({"errcode":"M_UNKNOWN_TOKEN"})"));
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.settle();
  CHECK(test.refused == std::vector<std::string>{"token"});
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("draining waits for what is on the wire and begins nothing new") {
  sending test;
  test.reply = std::nullopt;
  test.post(1);
  test.post(2);
  caf::scoped_actor self{test.system};
  auto pending = self->request(test.under_test, caf::infinite, drain{});
  test.settle();
  test.net.release(json_answer(200, R"({"event_id":"$reply"})"));
  test.settle();
  bool done = false;
  pending.receive([&](const drained&) { done = true; }, [](const caf::error&) {});
  CHECK(done);
  CHECK(test.net.requests.size() == 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

} // namespace musiclink::test
