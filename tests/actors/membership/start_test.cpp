#include "tests/actors/membership/standing_in_rooms.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

constexpr const char* nowhere = R"({"errcode":"M_NOT_FOUND"})";

bool is_joining(standing_in_rooms& test) {
  return test.ask<membership_report>(test.under_test, report{}).joining;
}

void reload_with(standing_in_rooms& test, const char* room) {
  test.values = std::make_shared<settings>(*test.values);
  test.values->values.matrix.rooms.push_back({room, {}, {}});
  caf::anon_send(test.under_test, settings_changed{test.values, service_mode::active});
  test.settle();
}

} // namespace

TEST_CASE("rooms are being joined until the last one is ready") {
  standing_in_rooms test{{"!room:hs", "!other:hs"}};
  CHECK(is_joining(test));
  test.hold = "%21other%3Ahs";
  test.position();
  REQUIRE(test.heard.standing_of["!room:hs"].state == room_state::ok);
  CHECK(is_joining(test));
  test.net.release(json_answer(200, R"({"room_id":"!other:hs"})"));
  test.settle();
  CHECK(is_joining(test)); // whether it is encrypted is not known
  test.net.release(json_answer(404, nowhere));
  test.settle();
  CHECK(is_joining(test)); // nor whether it was upgraded
  test.net.release(json_answer(404, nowhere));
  test.settle();
  REQUIRE(test.heard.standing_of["!other:hs"].state == room_state::ok);
  CHECK_FALSE(is_joining(test));
}

TEST_CASE("a position that is there before the allowlist ends no start") {
  standing_in_rooms test{{"!room:hs"}};
  test.hold = "/join/";
  test.spawn_membership();
  test.position();
  CHECK(is_joining(test));
  caf::anon_send(test.under_test, settings_changed{test.values, service_mode::active});
  caf::anon_send(test.under_test, session_opened{make_session()});
  test.settle();
  CHECK(is_joining(test));
  test.hold.clear();
  test.net.release(json_answer(200, R"({"room_id":"!room:hs"})"));
  test.settle();
  CHECK_FALSE(is_joining(test));
}

TEST_CASE("a room whose first try fails is joined later, but the start does not wait for it") {
  for (const auto& answer :
       {json_answer(403, R"({"errcode":"M_FORBIDDEN"})"), json_answer(502, "<html>"),
        json_answer(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":60000})")}) {
    CAPTURE(answer.status);
    standing_in_rooms test{{"!room:hs"}};
    test.answers["/join/"] = answer;
    test.position();
    CHECK_FALSE(is_joining(test));
  }
}

TEST_CASE("neither an encrypted room nor an alias that leads nowhere holds up the start") {
  standing_in_rooms test{{"!secret:hs", "#nowhere:hs"}};
  test.answers["/state/m.room.encryption"] =
      json_answer(200, R"({"algorithm":"m.megolm.v1.aes-sha2"})");
  test.position();
  REQUIRE(test.heard.standing_of["!secret:hs"].state == room_state::encrypted);
  CHECK_FALSE(is_joining(test));
}

TEST_CASE("a room that was upgraded is joined when its successor is") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["%21room%3Ahs/state/m.room.tombstone"] =
      json_answer(200, R"({"replacement_room":"!new:hs"})");
  test.answers["%21new%3Ahs/state/m.room.create"] =
      json_answer(200, R"({"room_version":"10","predecessor":{"room_id":"!room:hs"}})");
  test.hold = "/join/%21new%3Ahs";
  test.position();
  CHECK(is_joining(test));
  test.hold.clear();
  test.net.release(json_answer(200, R"({"room_id":"!new:hs"})"));
  test.settle();
  REQUIRE(test.heard.standing_of["!new:hs"].state == room_state::ok);
  CHECK_FALSE(is_joining(test));
}

TEST_CASE("a join that hangs holds up the start for ten seconds from the first position on") {
  standing_in_rooms test{{"!room:hs"}};
  test.hold = "/join/";
  test.pass(std::chrono::minutes{1});
  CHECK(is_joining(test));
  test.position();
  test.pass(std::chrono::seconds{9});
  CHECK(is_joining(test));
  test.pass(std::chrono::seconds{1});
  CHECK_FALSE(is_joining(test));
}

TEST_CASE("rooms that a reload adds begin no second start") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  test.hold = "/join/";
  reload_with(test, "!added:hs");
  REQUIRE(test.net.count("/join/%21added%3Ahs") == 1);
  CHECK_FALSE(is_joining(test));
}

} // namespace musiclink::test
