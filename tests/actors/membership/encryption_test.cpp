#include "tests/actors/membership/standing_in_rooms.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

const auto encryption = "/state/m.room.encryption";

room_news said_encrypted() {
  room_news news;
  news.said_encrypted = {"!room:hs"};
  return news;
}

/// In a room that was found not to be encrypted some time ago.
struct in_a_clear_room : standing_in_rooms {
  in_a_clear_room() : standing_in_rooms{{"!room:hs"}} {
    position();
    pass(std::chrono::minutes{1});
    REQUIRE(state() == room_state::ok);
  }

  room_state state() { return heard.standing_of["!room:hs"].state; }
};

} // namespace

TEST_CASE("a member's encrypted event closes no room whose state says that it is not encrypted") {
  in_a_clear_room test;
  const auto asked = test.net.count(encryption);
  test.tell(said_encrypted());
  CHECK(test.net.count(encryption) == asked + 1);
  CHECK(test.state() == room_state::ok);
  CHECK(test.reading->room_ids.contains("!room:hs"));
  test.start();
  test.position();
  CHECK(test.state() == room_state::ok);
}

TEST_CASE("after a member's encrypted event a room waits until its state is known, and is read") {
  in_a_clear_room test;
  test.hold = encryption;
  test.tell(said_encrypted());
  CHECK(test.state() == room_state::not_joined);
  CHECK(test.reading->room_ids.contains("!room:hs"));
  test.net.release(json_answer(502, "<html>"));
  test.settle();
  CHECK(test.state() == room_state::not_joined);
  test.pass(std::chrono::seconds{10});
  test.net.release(json_answer(404, R"({"errcode":"M_NOT_FOUND"})"));
  test.settle();
  CHECK(test.state() == room_state::ok);
}

TEST_CASE("a member's encrypted event in a room whose state says encrypted closes it for good") {
  in_a_clear_room test;
  test.answers[encryption] = json_answer(200, R"({"algorithm":"m.megolm.v1.aes-sha2"})");
  test.tell(said_encrypted());
  CHECK(test.state() == room_state::encrypted);
  CHECK(test.reading->room_ids.empty());
  test.answers.erase(encryption);
  test.start();
  test.position();
  CHECK(test.state() == room_state::encrypted);
}

TEST_CASE("a member who sends nothing but encrypted events does not hold the room") {
  in_a_clear_room test;
  const auto asked = test.net.count(encryption);
  for (int i = 0; i < 100; ++i) {
    test.tell(said_encrypted());
    CHECK(test.state() == room_state::ok);
    test.pass(std::chrono::milliseconds{100});
  }
  CHECK(test.net.count(encryption) <= asked + 2);
}

TEST_CASE("an upgraded room stays one, whatever a member sends") {
  in_a_clear_room test;
  test.values->values.matrix.follow_upgrades = false;
  room_news news;
  news.upgrades.push_back({"!room:hs", "!next:far", "@admin:far"});
  test.tell(news);
  REQUIRE(test.state() == room_state::upgraded);
  test.tell(said_encrypted());
  CHECK(test.state() == room_state::upgraded);
}

} // namespace musiclink::test
