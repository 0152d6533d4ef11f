#include "tests/actors/membership/standing_in_rooms.hpp"

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

room_news invite_to_successor(const std::string& predecessor = {}) {
  room_news news;
  news.invites.push_back({"!next:far", "@admin:far", predecessor});
  return news;
}

/// A room whose invite-only successor nobody may join who is not invited.
struct upgrading_to_private : standing_in_rooms {
  upgrading_to_private() : standing_in_rooms{{"!room:hs"}} {
    answers["%21next%3Afar/state/m.room.create"] = created_after("!room:hs");
    position();
    answers["/join/%21next"] = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
  }

  void invite(const std::string& predecessor = {}) {
    answers["/join/%21next"] = json_answer(200, R"({"room_id":"!next:far"})");
    tell(invite_to_successor(predecessor));
  }

  bool follows() { return heard.standing_of["!next:far"].state == room_state::ok; }
};

} // namespace

TEST_CASE("an invite to the successor of an upgraded room is accepted at once") {
  upgrading_to_private test;
  test.tell(tombstone());
  test.pass(std::chrono::hours{1});
  REQUIRE(!test.follows());
  test.invite();
  CHECK(test.follows());
  CHECK(test.net.count("/leave") == 0);
}

TEST_CASE("an invite to the successor that comes before the tombstone waits for it") {
  upgrading_to_private test;
  test.invite();
  test.pass(std::chrono::seconds{3});
  CHECK(test.net.count("/leave") == 0);
  CHECK(test.net.count("/join/%21next") == 0);
  test.tell(tombstone());
  CHECK(test.follows());
  test.pass(std::chrono::hours{1});
  CHECK(test.net.count("/leave") == 0);
}

TEST_CASE("an invite that claims to be for a successor waits longer, but not for ever") {
  upgrading_to_private test;
  test.invite("!room:hs");
  test.pass(std::chrono::minutes{5});
  CHECK(test.net.count("/leave") == 0);
  CHECK(test.net.count("/join/%21next") == 0);
  SUBCASE("the tombstone comes") {
    test.tell(tombstone());
    CHECK(test.follows());
  }
  SUBCASE("no tombstone comes") {
    test.pass(std::chrono::minutes{6});
    CHECK(test.net.count("%21next%3Afar/leave") == 1);
  }
}

TEST_CASE("an invite that comes while the successor is being refused leads into it at once") {
  upgrading_to_private test;
  test.hold = "/join/%21next";
  test.tell(tombstone());
  REQUIRE(test.net.count("/join/%21next") == 1);
  test.hold.clear();
  test.invite();
  CHECK(test.follows());
  test.net.release(json_answer(403, R"({"errcode":"M_FORBIDDEN"})"));
  test.settle();
  CHECK(test.follows());
  test.pass(std::chrono::minutes{10});
  CHECK(test.net.count("/join/%21next") == 2);
}

TEST_CASE("an invite to a successor that was refused, or is not to be followed, is rejected") {
  upgrading_to_private test;
  SUBCASE("refused") {
    test.answers["/join/%21next"] = json_answer(200, R"({"room_id":"!next:far"})");
    test.answers["%21next%3Afar/state/m.room.create"] = created_after("!other:hs");
  }
  SUBCASE("not to be followed") {
    test.values->values.matrix.follow_upgrades = false;
  }
  test.tell(tombstone());
  const auto left = test.net.count("%21next%3Afar/leave");
  const auto joins = test.net.count("/join/%21next");
  test.invite();
  test.pass(std::chrono::seconds{10});
  CHECK(test.net.count("%21next%3Afar/leave") == left + 1);
  CHECK(test.net.count("/join/%21next") == joins);
}

TEST_CASE("a successor is read from before its join, so that nothing said there is missed") {
  upgrading_to_private test;
  test.tell(tombstone());
  CHECK(test.reading->room_ids == std::set<std::string, std::less<>>{"!next:far", "!room:hs"});
  CHECK(!test.heard.standing_of.contains("!next:far"));
}

TEST_CASE("a page of a proxy to the join of a successor is no join") {
  upgrading_to_private test;
  test.answers["/join/%21next"] = json_answer(200, "<html>welcome</html>");
  test.tell(tombstone());
  CHECK(test.net.count("%21next%3Afar/state/") == 0);
  test.answers["/join/%21next"] = json_answer(200, R"({"room_id":"!next:far"})");
  test.pass(std::chrono::seconds{10});
  CHECK(test.follows());
}

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
    CHECK(test.heard.standing_of["!next:far"].settings.mode == room_mode::off);
    CHECK(!test.reading->room_ids.contains("!next:far"));

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
