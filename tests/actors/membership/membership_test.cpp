#include "tests/actors/membership/standing_in_rooms.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

room_news invite_to(const std::string& room_id) {
  room_news news;
  news.invites.push_back({room_id, "@alice:hs"});
  return news;
}

} // namespace

TEST_CASE("nothing is joined before the syncer has its position") {
  standing_in_rooms test{{"!room:hs"}};
  CHECK(test.net.count("/join/") == 0);
  test.position();
  CHECK(test.net.count("/join/") == 1);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
}

TEST_CASE("every room of the allowlist is on the reading list from the start") {
  standing_in_rooms test{{"!room:hs", "!other:hs"}};
  REQUIRE(test.reading);
  CHECK(test.reading->room_ids.size() == 2);
}

TEST_CASE("an answer that is no encryption state does not close a room for ever") {
  for (const auto* body : {"[]", "\"x\"", "{\"algorithm\":7}", "<html>"}) {
    CAPTURE(body);
    standing_in_rooms test{{"!room:hs"}};
    test.answers["/state/m.room.encryption"] = json_answer(200, body);
    test.position();
    CHECK(test.heard.standing_of["!room:hs"].state == room_state::not_joined);
    test.answers.erase("/state/m.room.encryption");
    test.pass(std::chrono::seconds{10});
    CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
  }
}

TEST_CASE("a room that is joined already is not joined again") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["/joined_rooms"] = json_answer(200, R"({"joined_rooms":["!room:hs"]})");
  test.start();
  test.position();
  CHECK(test.net.count("/join/") == 0);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
}

TEST_CASE("an encrypted room is neither read nor ready, and that is remembered") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["/state/m.room.encryption"] =
      json_answer(200, R"({"algorithm":"m.megolm.v1.aes-sha2"})");
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::encrypted);
  CHECK(test.reading->room_ids.empty());
  test.answers.erase("/state/m.room.encryption");
  test.start();
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::encrypted);
}

TEST_CASE("an error is no proof that a room is not encrypted") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["/state/m.room.encryption"] = json_answer(500, "");
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state != room_state::ok);
  test.answers.erase("/state/m.room.encryption");
  test.pass(std::chrono::minutes{1});
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
}

TEST_CASE("a 404 of a proxy is no proof either") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["/state/m.room.encryption"] = json_answer(404, "<html>not found</html>");
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state != room_state::ok);
}

TEST_CASE("a room known to be encrypted leaves the reading of the others whole") {
  standing_in_rooms test{{"!secret:hs", "!room:hs"}};
  test.answers["/rooms/%21secret%3Ahs/state/m.room.encryption"] = json_answer(200, "{}");
  test.position();
  REQUIRE(test.heard.standing_of["!secret:hs"].state == room_state::encrypted);
  test.reading = nullptr;
  test.values->values.matrix.rooms.push_back({"#slow:hs", {}, {}});
  test.hold = "/directory/room/";
  test.start();
  CHECK(!test.reading);
  test.net.release(json_answer(404, R"({"errcode":"M_NOT_FOUND"})"));
  test.settle();
  REQUIRE(test.reading);
  CHECK(test.reading->room_ids.size() == 1);
}

TEST_CASE("a room that becomes encrypted is refused from then on") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  room_news news;
  news.encrypted = {"!room:hs"};
  test.tell(news);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::encrypted);
  CHECK(test.reading->room_ids.empty());
}

TEST_CASE("a room that becomes encrypted while it is looked into stays refused") {
  standing_in_rooms test{{"!room:hs"}};
  test.hold = "/state/m.room.tombstone";
  test.position();
  room_news news;
  news.encrypted = {"!room:hs"};
  test.tell(news);
  test.net.release(json_answer(404, R"({"errcode":"M_NOT_FOUND"})"));
  test.settle();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::encrypted);
}

TEST_CASE("a room that was taken from the list while the service was down is told to be off") {
  standing_in_rooms test{{"!room:hs"}};
  store::page page;
  page.next_batch = "t1";
  page.gaps.resize(1);
  page.gaps[0].room_id = "!gone:hs";
  page.gaps[0].from = "p1";
  test.ask<store::page_result>(test.keeper, commit_page{page});
  test.start();
  CHECK(test.heard.standing_of["!gone:hs"].settings.mode == room_mode::off);
  CHECK(test.heard.standing_of["!room:hs"].settings.mode == room_mode::active);
}

TEST_CASE(
    "no room that an earlier process left work for is off before it is known what is wanted") {
  standing_in_rooms test{{"!room:hs"}};
  store::page page;
  page.next_batch = "t1";
  page.gaps.resize(1);
  page.gaps[0].room_id = "!room:hs";
  page.gaps[0].from = "p1";
  test.ask<store::page_result>(test.keeper, commit_page{page});
  test.heard.standing_of.clear();
  test.spawn_membership();
  test.settle();
  caf::anon_send(test.under_test, session_opened{make_session()}); // the account was faster
  test.settle();
  CHECK(test.heard.standing_of.empty());
  caf::anon_send(test.under_test, settings_changed{test.values, service_mode::active});
  test.settle();
  CHECK(test.heard.standing_of["!room:hs"].settings.mode == room_mode::active);
}

TEST_CASE("the allowlist is reported before there is a session") {
  standing_in_rooms test{{"!room:hs", "#alias:hs"}};
  auto alone = test.own<membership_actor>(
      test.system.spawn(membership, test.own(test.net.spawn(test.system)), test.keeper,
                        std::vector<standing_client>{}, test.heard.account(), test.around));
  caf::anon_send(alone, settings_changed{test.values, service_mode::active});
  test.settle();
  auto rooms = test.ask<membership_report>(alone, report{}).rooms;
  REQUIRE(rooms.size() == 2);
  CHECK(rooms[0].room_id == "!room:hs");
  CHECK(rooms[0].state == room_state::not_joined);
  CHECK(rooms[1].alias == "#alias:hs");
}

TEST_CASE("matrix.enabled false ends what is done in rooms, and true begins it again") {
  standing_in_rooms test{{"!room:hs"}};
  test.values = std::make_shared<settings>(*test.values);
  test.values->values.matrix.enabled = false;
  caf::anon_send(test.under_test, settings_changed{test.values, service_mode::active});
  test.position();
  CHECK(test.net.count("/join/") == 0);
  test.values = std::make_shared<settings>(*test.values);
  test.values->values.matrix.enabled = true;
  caf::anon_send(test.under_test, settings_changed{test.values, service_mode::active});
  test.settle();
  CHECK(test.net.count("/join/") == 1);
}

TEST_CASE("an alias is resolved once and then pinned") {
  standing_in_rooms test{{"#music:hs"}};
  test.answers["/directory/room/"] = json_answer(200, R"({"room_id":"!room:hs"})");
  test.pass(std::chrono::minutes{1});
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
  test.answers["/directory/room/"] = json_answer(200, R"({"room_id":"!elsewhere:hs"})");
  auto asked = test.net.count("/directory/room/");
  test.start();
  CHECK(test.net.count("/directory/room/") == asked);
  CHECK(test.reading->room_ids.contains("!room:hs"));
}

TEST_CASE("an alias that cannot be resolved does not hold up the others") {
  standing_in_rooms test{{"#nowhere:hs", "!room:hs"}};
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
  REQUIRE(test.reading);
  CHECK(test.reading->room_ids.size() == 1);
}

TEST_CASE("a join that fails is tried again, later and later") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["/join/"] = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::forbidden);
  test.pass(std::chrono::seconds{2});
  CHECK(test.net.count("/join/") == 2);
  test.answers["/join/"] = json_answer(200, R"({"room_id":"!room:hs"})");
  test.pass(std::chrono::minutes{10});
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
}

TEST_CASE("an invite to a room of the allowlist is accepted at once, any other rejected") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["/join/"] = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
  test.position();
  test.answers["/join/"] = json_answer(200, R"({"room_id":"!room:hs"})");
  test.tell(invite_to("!room:hs"));
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
  CHECK(test.net.count("/leave") == 0);
  test.tell(invite_to("!stranger:hs"));
  test.pass(std::chrono::seconds{10});
  CHECK(test.net.count("/rooms/%21stranger%3Ahs/leave") == 1);
  CHECK(test.net.count("/join/%21stranger") == 0);
}

TEST_CASE("whoever was removed from a room does not force the way back, but follows an invite") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  room_news news;
  news.left = {"!room:hs"};
  test.tell(news);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::not_joined);
  auto joins = test.net.count("/join/");
  test.pass(std::chrono::hours{1});
  CHECK(test.net.count("/join/") == joins);
  test.tell(invite_to("!room:hs"));
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
}

TEST_CASE("after a kick and an invite the room works again, though the join fails at first") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  test.answers["/join/"] = json_answer(502, "");
  test.tell(invite_to("!room:hs"));
  CHECK(test.heard.standing_of["!room:hs"].state != room_state::ok);
  test.answers["/join/"] = json_answer(200, R"({"room_id":"!room:hs"})");
  test.pass(std::chrono::minutes{1});
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
}

TEST_CASE("a room whose mode is off is joined like the others, but not read") {
  standing_in_rooms test{{}};
  allowed_room entry;
  entry.room = "!room:hs";
  entry.settings.mode = room_mode::off;
  test.values->values.matrix.rooms.push_back(entry);
  test.start();
  test.position();
  CHECK(test.net.count("/join/") == 1);
  REQUIRE(test.reading);
  CHECK(test.reading->room_ids.empty());
}

TEST_CASE("a start with many rooms settles them a few at a time, to the last") {
  standing_in_rooms test{{}};
  for (int number = 0; number < 200; ++number) {
    allowed_room entry;
    entry.room = "!" + std::to_string(number) + ":hs";
    test.values->values.matrix.rooms.push_back(entry);
  }
  test.start();
  test.position();
  CHECK(test.net.count("/join/") == 200);
  for (const auto& [room_id, now] : test.heard.standing_of)
    CHECK(now.state == room_state::ok);
}

TEST_CASE("a reload touches only what it changes") {
  standing_in_rooms test{{"!room:hs", "!gone:hs"}};
  test.position();
  auto asked = test.net.count("/join/") + test.net.count("/state/");
  auto next = std::make_shared<settings>(*test.values);
  next->values.matrix.rooms.pop_back();
  next->values.matrix.rooms[0].settings.mode = room_mode::shadow;
  caf::anon_send(test.under_test, settings_changed{next, service_mode::active});
  test.settle();
  CHECK(test.net.count("/join/") + test.net.count("/state/") == asked);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
  CHECK(test.heard.standing_of["!room:hs"].settings.mode == room_mode::shadow);
  CHECK(test.heard.standing_of["!gone:hs"].settings.mode == room_mode::off);
  CHECK(test.reading->room_ids.size() == 1);
}

namespace {

/// A reload that gives the only entry of the list that name.
void name_instead(standing_in_rooms& test, const char* room) {
  auto next = std::make_shared<settings>(*test.values);
  next->values.matrix.rooms[0].room = room;
  caf::anon_send(test.under_test, settings_changed{next, service_mode::active});
  test.settle();
}

} // namespace

TEST_CASE(
    "a room that is listed by its alias from now on is held until that is known, not dropped") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  test.hold = "/directory/room/";
  name_instead(test, "#room:hs");
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::forbidden);
  CHECK(test.heard.standing_of["!room:hs"].settings.mode == room_mode::active);
  test.answers["/joined_rooms"] = json_answer(200, R"({"joined_rooms":["!room:hs"]})");
  test.net.release(json_answer(502, "<html>"));
  test.settle();
  CHECK(test.heard.standing_of["!room:hs"].settings.mode == room_mode::active);
  test.pass(std::chrono::seconds{10});
  test.net.release(json_answer(200, R"({"room_id":"!room:hs"})"));
  test.settle();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
  CHECK(test.heard.standing_of["!room:hs"].settings.mode == room_mode::active);
}

TEST_CASE("a room that no alias leads to is off as soon as that is known") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  test.hold = "/directory/room/";
  name_instead(test, "#other:hs");
  REQUIRE(test.heard.standing_of["!room:hs"].settings.mode == room_mode::active);
  test.net.release(json_answer(404, R"({"errcode":"M_NOT_FOUND"})"));
  test.settle();
  CHECK(test.heard.standing_of["!room:hs"].settings.mode == room_mode::off);
}

TEST_CASE("an invite that comes before an alias is resolved waits for it") {
  standing_in_rooms test{{}};
  test.values->values.matrix.rooms.push_back({"#music:hs", {}, {}});
  test.hold = "/directory/room/";
  test.start();
  test.position();
  test.tell(invite_to("!room:hs"));
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.count("/leave") == 0);
  test.net.release(json_answer(200, R"({"room_id":"!room:hs"})"));
  test.settle();
  CHECK(test.net.count("/leave") == 0);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
}

TEST_CASE("the rooms that we are in already are named until there is a position") {
  standing_in_rooms test{{"!room:hs", "!new:hs"}};
  test.answers["/joined_rooms"] = json_answer(200, R"({"joined_rooms":["!room:hs","!x:hs"]})");
  test.start();
  REQUIRE(test.reading);
  CHECK(test.reading->members == std::set<std::string, std::less<>>{"!room:hs"});
}

TEST_CASE("when the position is lost the rooms that we are in are listed and named anew") {
  standing_in_rooms test{{"!room:hs", "!other:hs"}};
  test.position();
  REQUIRE(test.heard.standing_of["!other:hs"].state == room_state::ok);
  test.answers["/joined_rooms"] = json_answer(200, R"({"joined_rooms":["!room:hs"]})");
  test.reading = nullptr;
  caf::anon_send(test.under_test, position_lost{});
  test.settle();
  REQUIRE(test.reading);
  CHECK(test.reading->room_ids.size() == 2);
  CHECK(test.reading->members == std::set<std::string, std::less<>>{"!room:hs"});
  CHECK(test.heard.standing_of["!other:hs"].state == room_state::not_joined);
}

TEST_CASE("what a room became while there was no position is found out") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  test.answers["/joined_rooms"] = json_answer(200, R"({"joined_rooms":["!room:hs"]})");
  test.answers["/state/m.room.encryption"] =
      json_answer(200, R"({"algorithm":"m.megolm.v1.aes-sha2"})");
  caf::anon_send(test.under_test, position_lost{});
  test.settle();
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::encrypted);
}

} // namespace musiclink::test
