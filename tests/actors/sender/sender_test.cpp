#include "actors/sender/sender.hpp"

#include "tests/actors/sender/sending.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace musiclink::test {

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
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.requests.size() > test.brief.outbound.max_attempts);
  CHECK(test.ended_jobs.empty());
}

TEST_CASE("a homeserver that says 429 and not to wait is not asked in a loop") {
  sending test;
  test.reply = limited("0");
  test.post(1);
  test.pass(std::chrono::minutes{10});
  CHECK(test.net.requests.size() > 20);
  CHECK(test.net.requests.size() < 40);
  CHECK(test.ended_jobs.empty());
}

TEST_CASE("what passes is retried until the event is too old, however often it fails") {
  const http_response answers[] = {
      json_answer(500, "<html>"),
      json_answer(502, "<html>"),
      json_answer(503, "<html>"),
      json_answer(504, "<html>"),
      json_answer(408, "<html>"),
      json_answer(421, "<html>"),
      json_answer(401, "<html>"),
      json_answer(401, R"({"errcode":"M_USER_LOCKED","error":"locked","soft_logout":true})"),
      json_answer(403, R"({"errcode":"M_USER_LOCKED","error":"locked"})"),
      json_answer(401, R"({"errcode":"M_MISSING_TOKEN","error":"no token"})"),
  };
  for (const auto& passing : answers) {
    CAPTURE(passing.status);
    CAPTURE(passing.body);
    sending test;
    test.brief.outbound.max_attempts = 2;
    test.change_brief();
    test.net.answer = [&](const http_request& request) -> std::optional<http_response> {
      return request.method == "PUT" ? test.reply : json_answer(502, "<html>");
    };
    test.reply = passing;
    test.post(1);
    test.pass(test.brief.settings.max_event_age - std::chrono::minutes{5});
    CHECK(test.net.requests.size() > 10);
    CHECK(test.ended_jobs.empty());
    test.pass(std::chrono::minutes{15});
    CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
  }
}

TEST_CASE("an answer that looks final is tried maxAttempts times, then the reply has failed") {
  sending test;
  test.net.answer = [&](const http_request& request) -> std::optional<http_response> {
    return request.method == "PUT" ? test.reply : json_answer(200, R"({"chunk":[],"start":"a"})");
  };
  test.reply = json_answer(404, "<html>no such page</html>");
  test.post(1);
  test.pass(std::chrono::minutes{30});
  CHECK(test.net.requests.size() == 2 * test.brief.outbound.max_attempts - 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("an account that is held keeps its replies, whatever the reason's name") {
  for (const char* errcode : {"M_RESOURCE_LIMIT_EXCEEDED", "M_CONSENT_NOT_GIVEN",
                              "M_USER_SUSPENDED", "ORG_MATRIX_EXPIRED_ACCOUNT"}) {
    CAPTURE(errcode);
    sending test;
    test.reply = json_answer(403, R"({"errcode":")" + std::string(errcode) + R"(","error":"no"})");
    test.post(1);
    test.pass(std::chrono::minutes{20});
    CHECK(test.ended_jobs.empty());
    CHECK(test.heard.forbidden.empty());
    CHECK(test.net.requests.size() > 1);
    CHECK(test.net.requests.size() < 10);
    CHECK(test.ask<pacer_report>(test.turns, report{}).problem.find(errcode) != std::string::npos);
    test.reply = json_answer(200, R"({"event_id":"$reply"})");
    test.pass(std::chrono::minutes{16});
    CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
    CHECK(test.ask<pacer_report>(test.turns, report{}).problem.empty());
  }
}

TEST_CASE("where a thread cannot begin, the reply is a plain one under the same transaction id") {
  sending test;
  test.net.answer = [&](const http_request& request) -> std::optional<http_response> {
    if (request.body.find("m.thread") != std::string::npos)
      return json_answer(400, R"({"errcode":"M_UNKNOWN","error":"Cannot start threads here"})");
    return test.reply;
  };
  musiclink::post what;
  what.work = make_job(1);
  what.content = R"({"body":"x","m.relates_to":{"rel_type":"m.thread","event_id":"$event1",)"
                 R"("is_falling_back":false,"m.in_reply_to":{"event_id":"$event1"}}})";
  what.transaction_id = matrix::reply_transaction_id("$event1");
  caf::anon_send(test.under_test, std::move(what));
  test.settle();
  REQUIRE(test.net.requests.size() == 2);
  CHECK(test.net.requests[0].url == test.net.requests[1].url);
  CHECK(test.net.requests[1].body ==
        R"({"body":"x","m.relates_to":{"m.in_reply_to":{"event_id":"$event1"}}})");
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("a reply that is refused for good is final, and the next goes on") {
  sending test;
  test.reply = json_answer(413, R"({"errcode":"M_TOO_LARGE","error":"no"})");
  test.post(1);
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.post(2);
  CHECK(test.net.requests.size() == 2);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2});
  CHECK(test.heard.forbidden.empty());
}

TEST_CASE("in shadow nothing goes on the wire") {
  sending test;
  test.brief.effective = room_mode::shadow;
  test.change_brief();
  test.post(1);
  CHECK(test.net.requests.empty());
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("the shadow journal keeps what was left out of a reply") {
  sending test;
  test.brief.effective = room_mode::shadow;
  test.change_brief();
  store::page page;
  page.next_batch = "t1";
  page.events = {make_job(1).event};
  page.events[0].links = {{service::spotify, item_type::track, "1", "https://s/1"}};
  page.now = test.around.now();
  page.seen_until = page.now + 1000;
  test.ask<store::page_result>(test.keeper, commit_page{page});
  const auto jobs =
      test.ask<store::claim_result>(test.keeper, claim_jobs{"!room:hs", 0, 1, test.around.now()});
  REQUIRE(jobs.jobs.size() == 1);
  post reply;
  reply.work = jobs.jobs[0];
  reply.content = R"({"body":"x"})";
  reply.left_out = {{"deezer", "Hello (Live)", "Adele", "https://d/1", "another version: live"}};
  caf::anon_send(test.under_test, reply);
  test.settle();
  const auto entries =
      test.ask<shadow_listing>(test.keeper, list_shadow{0, {}, 100}).journal.entries;
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].left_out == reply.left_out);
}

TEST_CASE("a refused token is reported and the reply waits for a new session") {
  sending test;
  test.reply = json_answer(401, R"({"errcode":"M_UNKNOWN_TOKEN"})");
  test.post(1);
  CHECK(test.heard.refused == std::vector<std::string>{"token"});
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
  CHECK(test.heard.refused == std::vector<std::string>{"token"});
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

TEST_CASE("what waits can be taken back; what is on the wire or was, cannot") {
  sending test;
  test.reply = std::nullopt;
  test.post(1);
  test.post(2);
  CHECK(test.ask<recalled>(test.under_test, recall{2}).done);
  CHECK(!test.ask<recalled>(test.under_test, recall{1}).done);
  test.net.release(limited("1000"));
  test.settle();
  CHECK(test.ask<recalled>(test.under_test, recall{1}).done);
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.requests.size() == 1);
}

TEST_CASE("an edit whose answer was lost is not taken back: it is repeated") {
  sending test;
  http_response gone;
  gone.error = transport_error::timed_out;
  test.reply = gone;
  musiclink::post edit;
  edit.work = make_job(1);
  edit.kind = post_kind::edit;
  edit.content = R"({"body":"* x"})";
  edit.reply_id = "$reply";
  edit.transaction_id = matrix::edit_transaction_id("$event1", 1);
  caf::anon_send(test.under_test, std::move(edit));
  test.settle();
  CHECK(!test.ask<recalled>(test.under_test, recall{1}).done);
  test.reply = json_answer(200, R"({"event_id":"$edit"})");
  test.pass(std::chrono::seconds{2});
  CHECK(test.net.requests.size() == 2);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("what is said is in the store before it is on the wire") {
  sending test;
  test.reply = std::nullopt; // the answer does not come
  job work = make_job(1);
  musiclink::post what;
  what.work = work;
  what.content = R"({"body":"A \u2013 B\nDeezer: https://www.deezer.com/track/1"})";
  what.transaction_id = matrix::reply_transaction_id(work.event.event_id);
  caf::anon_send(test.under_test, std::move(what));
  test.settle();
  REQUIRE(test.net.requests.size() == 1);
  store::page page;
  page.next_batch = "t1";
  page.now = test.around.now();
  page.seen_until = page.now + 1000;
  link_event echo;
  echo.room_id = "!other:hs";
  echo.event_id = "$echo";
  echo.sender = "@relay:hs";
  echo.links = {{service::deezer, item_type::track, "1", "https://www.deezer.com/track/1"}};
  echo.text = {"bot a b deezer", true};
  page.events = {echo};
  const auto taken = test.ask<store::page_result>(test.keeper, commit_page{page});
  CHECK(taken.loops.echoes.size() == 1);
  CHECK(taken.backlog == 0);
}

TEST_CASE("an edit is sent as a message, a redaction as a redaction") {
  sending test;
  musiclink::post what;
  what.work = make_job(1);
  what.kind = post_kind::redaction;
  what.reply_id = "$reply";
  what.transaction_id = "ml1r0.x";
  caf::anon_send(test.under_test, what);
  test.settle();
  REQUIRE(test.net.requests.size() == 1);
  CHECK(test.net.requests[0].url.ends_with("/redact/%24reply/ml1r0.x"));

  what.work = make_job(2);
  what.kind = post_kind::edit;
  what.content = "{}";
  what.transaction_id = "ml1e1.x";
  caf::anon_send(test.under_test, what);
  test.settle();
  REQUIRE(test.net.requests.size() == 2);
  CHECK(test.net.requests[1].url.ends_with("/send/m.room.message/ml1e1.x"));
}

TEST_CASE("what was said or came before the room was active is not posted but journaled") {
  sending test;
  const auto since = make_job(1).event.origin_server_ts + 1000;
  test.brief.active_since = since;
  test.change_brief();
  auto early = make_job(1);
  early.event.received_at = since - 1;
  auto late_delivery = make_job(2);
  late_delivery.event.received_at = since + 5000;
  auto afterwards = make_job(3);
  afterwards.event.origin_server_ts = since;
  afterwards.event.received_at = since;
  for (const auto& one : {early, late_delivery, afterwards})
    test.hand_over(one);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1, 2, 3});
  REQUIRE(test.net.requests.size() == 1);
  CHECK(test.net.requests[0].url.find(matrix::reply_transaction_id("$event3")) !=
        std::string::npos);
}

} // namespace musiclink::test
