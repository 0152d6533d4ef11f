#include "tests/actors/standing_in_rooms.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

room_news tombstone() {
  room_news news;
  news.upgrades.push_back({"!room:hs", "!next:far", "@admin:far"});
  return news;
}

http_response created_after(const std::string& predecessor) {
  return json_answer(200, R"({"predecessor":{"room_id":")" + predecessor + R"("}})");
}

} // namespace

TEST_CASE("a proven successor takes the place of an upgraded room, for good") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["%21next%3Afar/state/m.room.create"] = created_after("!room:hs");
  test.position();
  test.tell(tombstone());
  CHECK(test.net.count("/join/%21next%3Afar?via=far") == 1);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::upgraded);
  CHECK(test.heard.standing_of["!next:far"].state == room_state::ok);
  CHECK(test.reading->room_ids == std::set<std::string, std::less<>>{"!next:far"});

  test.heard.standing_of.clear();
  test.start();
  test.position();
  CHECK(test.heard.standing_of["!next:far"].state == room_state::ok);
  CHECK(!test.heard.standing_of.contains("!room:hs"));
}

TEST_CASE("a successor that names another predecessor, or none, is left again") {
  for (const auto& created : {created_after("!other:hs"), json_answer(200, "{}")}) {
    standing_in_rooms test{{"!room:hs"}};
    test.answers["%21next%3Afar/state/m.room.create"] = created;
    test.position();
    test.tell(tombstone());
    CHECK(test.net.count("%21next%3Afar/leave") == 1);
    CHECK(test.heard.standing_of["!room:hs"].state == room_state::upgraded);
    CHECK(!test.heard.standing_of.contains("!next:far"));

    test.answers["%21room%3Ahs/state/m.room.tombstone"] =
        json_answer(200, R"({"replacement_room":"!next:far"})");
    auto joins = test.net.count("/join/%21next");
    test.start();
    test.position();
    CHECK(test.net.count("/join/%21next") == joins);
  }
}

TEST_CASE("with followUpgrades off no successor is joined") {
  standing_in_rooms test{{"!room:hs"}};
  test.values->values.matrix.follow_upgrades = false;
  test.position();
  test.tell(tombstone());
  CHECK(test.net.count("!next") == 0);
  CHECK(test.net.count("next%3Afar") == 0);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::upgraded);
}

TEST_CASE("an upgrade that happened while nobody looked is found at the start") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["%21room%3Ahs/state/m.room.tombstone"] =
      json_answer(200, R"({"replacement_room":"!next:far"})");
  test.answers["%21next%3Afar/state/m.room.create"] = created_after("!room:hs");
  test.position();
  CHECK(test.heard.standing_of["!next:far"].state == room_state::ok);
}

TEST_CASE("a successor that cannot be joined yet is tried again") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["%21next%3Afar/state/m.room.create"] = created_after("!room:hs");
  test.position();
  test.answers["/join/"] = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
  test.tell(tombstone());
  CHECK(test.net.count("/join/%21next") == 1);
  test.answers["/join/"] = json_answer(200, R"({"room_id":"!next:far"})");
  test.pass(std::chrono::seconds{10});
  CHECK(test.heard.standing_of["!next:far"].state == room_state::ok);
}

} // namespace musiclink::test
