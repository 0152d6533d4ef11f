#include "tests/actors/syncer/syncing.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

std::string limited_page(const std::string& next, const std::string& events) {
  return R"({"next_batch":")" + next +
         R"(","rooms":{"join":{"!room:hs":{"timeline":{"limited":true,)" +
         R"("prev_batch":"p1","events":[)" + events + "]}}}}}";
}

} // namespace

TEST_CASE("a limited timeline leaves a gap behind, in the same step as the token") {
  syncing test;
  test.position();
  test.answer(200, limited_page("t2", message("$1", song)));
  CHECK(test.stored_token() == "t2");
  CHECK(test.heard.gaps_opened == 1);
  auto gaps = test.ask<open_gaps>(test.keeper, list_gaps{}).gaps;
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].room_id == "!room:hs");
  CHECK(gaps[0].from == "p1");
  CHECK(gaps[0].to == "t1");
  CHECK(gaps[0].kind == store::gap_kind::limited);
}

TEST_CASE(
    "a limited timeline that does not say where it begins is read back from the newest event") {
  syncing test;
  test.position();
  test.answer(200, R"({"next_batch":"t2","rooms":{"join":{"!room:hs":{"timeline":{)"
                   R"("limited":true,"events":[]}}}}})");
  auto gaps = test.ask<open_gaps>(test.keeper, list_gaps{}).gaps;
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].from == "");
  CHECK(gaps[0].to == "t1");
}

TEST_CASE(
    "a position that the homeserver refuses for good is replaced; recent history is read back") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  for (int i = 0; i < 3; ++i) {
    REQUIRE(test.net.requests.back().url.find("since=t2") != std::string::npos);
    REQUIRE(test.heard.positions_lost == 0);
    test.answer(400, R"({"errcode":"M_UNKNOWN","error":"Invalid stream token"})");
    test.pass(std::chrono::seconds{10});
  }
  REQUIRE(test.heard.positions_lost == 1);
  CHECK(test.stored_token() == "t2");
  auto asked = test.net.requests.size();
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.requests.size() == asked); // not before it is known again where we are in
  test.members = {"!room:hs"};
  test.read({"!new:hs", "!room:hs"});
  CHECK(test.net.requests.back().url.find("since=") == std::string::npos);
  test.answer(200, page("u1"));
  CHECK(test.stored_token() == "u1");
  CHECK(test.heard.positioned == 2);
  auto gaps = test.ask<open_gaps>(test.keeper, list_gaps{}).gaps;
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].room_id == "!room:hs");
  CHECK(gaps[0].from == "u1");
  CHECK(gaps[0].to == "");
  CHECK(gaps[0].kind == store::gap_kind::limited);
}

TEST_CASE("a homeserver that refuses every request but the first costs one position, not one after "
          "another") {
  syncing test;
  test.members = {"!room:hs"};
  test.read({"!room:hs"});
  test.position();
  auto refuse = [&](int times) {
    for (int i = 0; i < times; ++i) {
      test.answer(400, R"({"errcode":"M_INVALID_PARAM"})");
      test.pass(std::chrono::minutes{1});
    }
  };
  refuse(3);
  REQUIRE(test.heard.positions_lost == 1);
  test.read({"!room:hs"});
  test.answer(200, page("u1"));
  auto told = test.ask<sync_report>(test.under_test, report{}).now;
  CHECK(told.state == sync_phase::backoff);
  refuse(9);
  CHECK(test.heard.positions_lost == 1);
  test.answer(200, page("u2"));
  CHECK(test.ask<sync_report>(test.under_test, report{}).now.state == sync_phase::syncing);
  refuse(3);
  CHECK(test.heard.positions_lost == 2);
}

TEST_CASE("a bad request now and then costs no position") {
  syncing test;
  test.position();
  for (int i = 0; i < 6; ++i) {
    test.answer(i % 3 == 2 ? 502 : 400, R"({"errcode":"M_UNKNOWN"})");
    test.pass(std::chrono::minutes{1});
  }
  CHECK(test.heard.positions_lost == 0);
}

TEST_CASE("a new position without a room to read back is on disk at once, and told") {
  syncing test;
  test.position();
  for (int i = 0; i < 3; ++i) {
    test.answer(400, R"({"errcode":"M_UNKNOWN"})");
    test.pass(std::chrono::seconds{10});
  }
  test.read({"!room:hs"});
  test.answer(200, page("u1"));
  CHECK(test.stored_token() == "u1");
  CHECK(test.heard.positioned == 2);
}

TEST_CASE("a limited timeline that holds our own join leaves no gap: before it is history") {
  syncing test;
  test.position();
  test.answer(200, limited_page("t2", R"({"type":"m.room.member","state_key":"@bot:hs",)"
                                      R"("event_id":"$j","sender":"@bot:hs","content":)"
                                      R"({"membership":"join"}})"));
  CHECK(test.heard.gaps_opened == 0);
}

TEST_CASE("a limited timeline of a room that we came into meanwhile is read back to our join") {
  syncing test;
  test.members = {"!room:hs"}; // as our rooms were listed after a restart
  test.read({"!room:hs"});
  test.answer(200, page("t1"));
  test.answer(200, R"({"next_batch":"t2","rooms":{"join":{"!room:hs":{"timeline":{"limited":true,)"
                   R"("prev_batch":"p1","events":[]},"state":{"events":[{"type":"m.room.create",)"
                   R"("state_key":"","sender":"@a:hs","content":{}}]}}}}})");
  const auto gaps = test.ask<open_gaps>(test.keeper, list_gaps{}).gaps;
  REQUIRE(gaps.size() == 2); // the first is of the first start
  CHECK(gaps[1].from == "p1");
  CHECK(gaps[1].to.empty());
}

TEST_CASE("with a new store the rooms that we are in already are to be read back") {
  syncing test;
  test.members = {"!room:hs"};
  test.read({"!new:hs", "!room:hs"});
  test.position();
  CHECK(test.heard.gaps_opened == 1);
  auto gaps = test.ask<open_gaps>(test.keeper, list_gaps{}).gaps;
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].room_id == "!room:hs");
  CHECK(gaps[0].from == "t1");
  CHECK(gaps[0].kind == store::gap_kind::catch_up);
}

} // namespace musiclink::test
