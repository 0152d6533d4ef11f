#include "tests/actors/syncer/syncing.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

constexpr unix_ms hour = 60 * unix_ms{60000};

http_response too_slow() {
  http_response answer;
  answer.error = transport_error::timed_out;
  return answer;
}

std::string said_at(const std::string& id, unix_ms at) {
  return message(id, "hello", at);
}

sync_status told(syncing& test) {
  return test.ask<sync_report>(test.under_test, report{}).now;
}

} // namespace

TEST_CASE("a page that takes the homeserver long is waited for longer and longer, for minutes") {
  syncing test;
  test.position();
  auto before = test.net.requests.back().timeout;
  for (int i = 0; i < 4; ++i) {
    test.net.release(too_slow());
    test.pass(std::chrono::seconds{30});
    REQUIRE(test.net.requests.back().url.find("since=t1") != std::string::npos);
    CHECK(test.net.requests.back().timeout >= before);
    before = test.net.requests.back().timeout;
  }
  CHECK(before >= std::chrono::minutes{4});
  test.answer(200, page("t2"));
  CHECK(test.net.requests.back().timeout < std::chrono::minutes{2});
}

TEST_CASE("a homeserver that answers at once with nothing new is not asked in a busy loop") {
  syncing test;
  test.position();
  test.net.answer = [](const http_request&) { return json_answer(200, page("t1")); };
  test.answer(200, page("t1"));
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.requests.size() < 40);
  CHECK(test.net.requests.size() > 10);
  test.net.answer = [](const http_request&) { return std::nullopt; };
  test.pass(std::chrono::seconds{5});
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  CHECK(test.claim().size() == 1);
}

TEST_CASE("a homeserver that holds us back for no time at all is not asked in a busy loop") {
  syncing test;
  test.position();
  test.net.answer = [](const http_request&) {
    return json_answer(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":0})");
  };
  test.answer(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":0})");
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.requests.size() < 40);
}

TEST_CASE("a page that cannot be read for minutes costs the position, not the service") {
  syncing test;
  test.position();
  for (int tries = 0; test.heard.positions_lost == 0 && tries < 30; ++tries) {
    test.answer(200, R"({"next_batch":"t2","rooms":[}})");
    test.pass(std::chrono::seconds{30});
  }
  CHECK(test.heard.positions_lost == 1);
  CHECK(told(test).state == sync_phase::backoff);
  test.members = {"!room:hs"};
  test.read({"!room:hs"});
  test.answer(200, page("u1"));
  CHECK(test.stored_token() == "u1");
  const auto gaps = test.ask<open_gaps>(test.keeper, list_gaps{}).gaps;
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].room_id == "!room:hs");
}

TEST_CASE("an outage, however long, costs no position") {
  syncing test;
  test.position();
  for (int tries = 0; tries < 30; ++tries) {
    test.answer(502, "<html>");
    test.pass(std::chrono::seconds{30});
  }
  CHECK(test.heard.positions_lost == 0);
}

TEST_CASE(
    "a position that stays the same while messages come is told, and not ready after a while") {
  syncing test;
  test.position();
  for (int i = 0; i < 12; ++i) {
    test.pass(std::chrono::seconds{30});
    test.answer(200,
                page("t1", "!room:hs", message("$" + std::to_string(i), song, test.around.now())));
  }
  CHECK(test.claim().size() == 12); // they are answered all the same
  CHECK_FALSE(told(test).problem.empty());
  CHECK(told(test).stalled);
  test.pass(std::chrono::seconds{30});
  test.answer(200, page("t2", "!room:hs", message("$new", song, test.around.now())));
  CHECK(told(test).problem.empty());
  CHECK_FALSE(told(test).stalled);
}

TEST_CASE("what a look into a quiet room finds and sync does not bring costs the position") {
  syncing test;
  test.position();
  int pages = 1;
  // The position advances, and yet nothing comes.
  const auto quiet_minutes = [&](int minutes) {
    for (int i = 0; i < 2 * minutes; ++i) {
      test.pass(std::chrono::seconds{30});
      if (test.heard.positions_lost == 0)
        test.answer(200, page("t" + std::to_string(++pages)));
    }
  };
  test.heard.looked = {"!room:hs", 0};
  quiet_minutes(2);
  CHECK(test.heard.looks.empty());
  quiet_minutes(2);
  REQUIRE(test.heard.looks.size() == 1);
  CHECK(test.heard.looks[0].lively.empty());
  CHECK_FALSE(told(test).stalled); // nothing was missed
  test.heard.looked = {"!room:hs", test.around.now()};
  quiet_minutes(2);
  CHECK(test.heard.looks.size() == 2);
  CHECK(told(test).stalled);
  CHECK(told(test).problem.find("!room:hs") != std::string::npos);
  CHECK(test.heard.positions_lost == 0);
  quiet_minutes(2);
  CHECK(test.heard.positions_lost == 1);
}

TEST_CASE("where no room is quiet yet, the next look comes soon") {
  syncing test;
  test.position();
  for (int i = 0; i < 7; ++i) {
    test.pass(std::chrono::seconds{30});
    test.answer(200, page("t1"));
  }
  CHECK(test.heard.looks.size() == 2);
}

TEST_CASE("a room that sync leaves out is found while others are busy") {
  syncing test;
  test.position();
  test.read({"!busy:hs", "!room:hs"});
  test.heard.looked = {"!room:hs", test.around.now() + 5 * unix_ms{60000}};
  for (int i = 0; i < 20 && test.heard.positions_lost == 0; ++i) {
    test.pass(std::chrono::seconds{30});
    test.answer(200, page("u" + std::to_string(i), "!busy:hs",
                          message("$" + std::to_string(i), "hello", test.around.now())));
  }
  CHECK(test.heard.positions_lost == 1);
  REQUIRE_FALSE(test.heard.looks.empty());
  CHECK(test.heard.looks[0].lively.contains("!busy:hs"));
}

TEST_CASE("events that are all hours old by this machine's clock are told in status") {
  syncing test;
  test.position();
  const auto now = [&] { return test.around.now(); };
  for (int i = 2; i < 5; ++i) {
    CHECK(told(test).problem.empty());
    test.answer(200, page("t" + std::to_string(i), "!room:hs",
                          said_at("$" + std::to_string(i), now() - 2 * hour)));
  }
  CHECK(told(test).problem.find("clock") != std::string::npos);
  CHECK(told(test).state == sync_phase::syncing);
  CHECK_FALSE(told(test).stalled);
  test.answer(200, page("t5", "!room:hs", said_at("$5", now())));
  CHECK(told(test).problem.empty());
}

TEST_CASE("our own replies among what is hours old prove nothing of the clocks") {
  syncing test;
  test.position();
  const auto now = test.around.now();
  const std::string own =
      R"({"type":"m.room.message","event_id":"$own","sender":"@bot:hs","origin_server_ts":)" +
      std::to_string(now) +
      R"(,"content":{"msgtype":"m.notice","body":"x","m.relates_to":{"m.in_reply_to":)"
      R"({"event_id":"$0"}}}})";
  for (int i = 2; i < 6; ++i) {
    const auto id = std::to_string(i);
    test.answer(200, page("t" + id, "!room:hs",
                          i % 2 == 0 ? said_at("$" + id, now - 2 * hour) + "," +
                                           said_at("$2" + id, now - 2 * hour)
                                     : said_at("$" + id, now - 2 * hour) + "," + own));
  }
  CHECK(told(test).problem.find("clock") != std::string::npos);
}

TEST_CASE("events from the future are told as such, and not as old ones") {
  syncing test;
  test.position();
  std::string events;
  for (int i = 0; i < 3; ++i)
    events += (i == 0 ? "" : ",") + said_at("$" + std::to_string(i), test.around.now() + 2 * hour);
  test.answer(200, page("t2", "!room:hs", events));
  CHECK(told(test).problem.find("2 h ahead") != std::string::npos);
  CHECK(told(test).problem.find("older than") == std::string::npos);
}

TEST_CASE("what came while the service was down may be old: that says nothing of clocks") {
  syncing test;
  test.position();
  test.restart();
  std::string events;
  for (int i = 0; i < 9; ++i)
    events += (i == 0 ? "" : ",") + said_at("$" + std::to_string(i), test.around.now() - 2 * hour);
  test.answer(200, page("t2", "!room:hs", events));
  CHECK(told(test).problem.empty());
}

TEST_CASE("bytes that are no text, in whatever member, do not cost a page") {
  syncing test;
  test.position();
  test.answer(200, R"({"next_batch":"t2","x":")"
                   "\xff\xfe"
                   R"(","rooms":{"join":{"!room:hs":{"timeline":{"events":[)" +
                       message("$1", song) + "]}}}}}");
  CHECK(test.stored_token() == "t2");
  CHECK(test.claim().size() == 1);
}

} // namespace musiclink::test
