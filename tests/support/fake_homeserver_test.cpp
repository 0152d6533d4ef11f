#include "tests/support/fake_homeserver.hpp"

#include "tests/support/bad_answers.hpp"
#include "tests/support/fake_client.hpp"
#include "tests/support/fake_requests.hpp"

#include <doctest/doctest.h>

#include <future>
#include <string>

using namespace musiclink;
using namespace musiclink::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(shared_room, "a token names its account, a wrong one is refused") {
  const heard me = bot.ask("GET", "/_matrix/client/v3/account/whoami");
  CHECK(text(me["user_id"]) == "@bot:fake.test");
  CHECK_FALSE(text(me["device_id"]).empty());

  const client stranger(server, {});
  const heard refused = stranger.ask("GET", "/_matrix/client/v3/account/whoami");
  CHECK(refused.status == 401);
  CHECK(text(refused["errcode"]) == "M_UNKNOWN_TOKEN");
}

TEST_CASE_FIXTURE(shared_room, "start-up requests of a client are answered") {
  CHECK(bot.ask("GET", "/_matrix/client/versions")["versions"].size() > 0);
  const heard known = bot.ask("GET", "/.well-known/matrix/client");
  CHECK(text(known["m.homeserver"]["base_url"]) == server.url());
  const heard joined = bot.ask("GET", "/_matrix/client/v3/joined_rooms");
  CHECK(text(joined["joined_rooms"].at(0)) == room);
  const std::string alias = "%23music%3Afake.test";
  CHECK(text(bot.ask("GET", "/_matrix/client/v3/directory/room/" + alias)["room_id"]) == room);
  const std::string state = "/_matrix/client/v3/rooms/" + room + "/state/m.room.encryption";
  CHECK(text(bot.ask("GET", state)["errcode"]) == "M_NOT_FOUND");
  server.with([&](fake_world& world) { world.encrypt(room); });
  CHECK(text(bot.ask("GET", state)["algorithm"]) == "m.megolm.v1.aes-sha2");
  CHECK(bot.ask("GET", "/_matrix/client/v3/unheard/of").status == 404);
}

TEST_CASE_FIXTURE(shared_room, "a long poll ends when something happens in the room") {
  const std::string since = text(bot.sync("")["next_batch"]);
  auto waiting = std::async(std::launch::async, [&] { return bot.sync(since, 30000); });
  REQUIRE(server.wait_for([](const fake_world& world) { return world.asked("GET", "*/sync") == 2; },
                          10s));
  const std::string posted = server.post(room, person.id(), "hello");
  const heard page = waiting.get();
  const json::value events = timeline(page, room)["events"];
  REQUIRE(events.size() == 1);
  CHECK(text(events.at(0)["event_id"]) == posted);
  CHECK(text(events.at(0)["content"]["body"]) == "hello");

  const heard nothing_new = bot.sync(text(page["next_batch"]));
  CHECK(nothing_new["rooms"]["join"].size() == 0);
}

TEST_CASE_FIXTURE(shared_room, "a timeline that is cut is limited and can be read back") {
  const std::string since = text(bot.sync("")["next_batch"]);
  for (int i = 0; i < 7; ++i)
    server.post(room, person.id(), std::to_string(i));
  const heard filter = bot.ask("POST", "/_matrix/client/v3/user/@bot:fake.test/filter",
                               R"({"room":{"timeline":{"limit":3}}})");
  const heard page = bot.sync(since, 0, text(filter["filter_id"]));
  const json::value shown = timeline(page, room);
  CHECK(shown["limited"].boolean() == true);
  REQUIRE(shown["events"].size() == 3);
  CHECK(text(shown["events"].at(0)["content"]["body"]) == "4");

  const std::string base =
      "/_matrix/client/v3/rooms/" + room + "/messages?dir=b&limit=3&to=" + since;
  const heard first = bot.ask("GET", base + "&from=" + text(shown["prev_batch"]));
  REQUIRE(first["chunk"].size() == 3);
  CHECK(text(first["chunk"].at(0)["content"]["body"]) == "3");
  const heard second = bot.ask("GET", base + "&from=" + text(first["end"]));
  REQUIRE(second["chunk"].size() == 1);
  CHECK(text(second["chunk"].at(0)["content"]["body"]) == "0");
  CHECK_FALSE(second["end"].exists());
}

TEST_CASE_FIXTURE(shared_room,
                  "the same transaction is the same event, and only its device sees it") {
  const std::string since = text(bot.sync("")["next_batch"]);
  const std::string content = R"({"msgtype":"m.notice","body":"hi"})";
  const std::string first = text(bot.ask("PUT", send_path("t1"), content)["event_id"]);
  CHECK(text(bot.ask("PUT", send_path("t1"), content)["event_id"]) == first);
  CHECK(text(bot.ask("PUT", send_path("t2"), content)["event_id"]) != first);
  CHECK(text(person.ask("PUT", send_path("t1"), content)["event_id"]) != first);

  const heard own = bot.sync(since);
  const json::value events = timeline(own, room)["events"];
  REQUIRE(events.size() == 3);
  CHECK(text(events.at(0)["unsigned"]["transaction_id"]) == "t1");
  CHECK_FALSE(events.at(2)["unsigned"]["transaction_id"].exists());

  server.with([](fake_world& world) { world.forget_transactions(); });
  CHECK(text(bot.ask("PUT", send_path("t1"), content)["event_id"]) != first);
}

TEST_CASE_FIXTURE(shared_room, "invites are shown, joined and left") {
  fake_room_setup closed;
  closed.joined = {person.id()};
  closed.is_public = false;
  closed.version = "12";
  const std::string other = server.add_room(closed);
  CHECK(other.find(':') == std::string::npos);
  CHECK(bot.ask("POST", "/_matrix/client/v3/join/" + other, "{}").status == 403);

  const std::string since = text(bot.sync("")["next_batch"]);
  person.ask("POST", "/_matrix/client/v3/rooms/" + other + "/invite",
             R"({"user_id":"@bot:fake.test"})");
  const heard page = bot.sync(since);
  CHECK(page["rooms"]["invite"][other]["invite_state"]["events"].size() == 3);
  CHECK(text(bot.ask("POST", "/_matrix/client/v3/join/" + other, "{}")["room_id"]) == other);
  const heard joined = bot.sync(text(page["next_batch"]));
  CHECK(joined["rooms"]["join"][other].exists());
  CHECK(bot.ask("POST", "/_matrix/client/v3/rooms/" + other + "/leave", "{}").status == 200);
  CHECK(bot.sync(text(joined["next_batch"]))["rooms"]["leave"][other].exists());
}

TEST_CASE_FIXTURE(shared_room, "a redacted event is empty and counts as no reply") {
  const std::string trigger = server.post(room, person.id(), "song");
  const std::string reply = server.post_content(
      room, bot.id(),
      R"({"body":"r","m.relates_to":{"m.in_reply_to":{"event_id":")" + trigger + R"("}}})");
  const auto replies = [&](const fake_world& world) { return world.replies_to(trigger).size(); };
  CHECK(server.with(replies) == 1);
  bot.ask("PUT", "/_matrix/client/v3/rooms/" + room + "/redact/" + reply + "/t1", "{}");
  CHECK(server.with(replies) == 0);
  const heard event = bot.ask("GET", "/_matrix/client/v3/rooms/" + room + "/event/" + reply);
  CHECK(event["content"].size() == 0);
  CHECK(event["unsigned"]["redacted_because"].exists());
}

TEST_CASE_FIXTURE(shared_room,
                  "a reply in another room or thread than its trigger is a violation") {
  const std::string other = server.add_room({.joined = {person.id(), bot.id()}});
  const std::string in_thread =
      server.post_content(room, person.id(),
                          R"({"body":"x","m.relates_to":{"rel_type":"m.thread","event_id":")" +
                              server.post(room, person.id(), "root") + R"("}})");
  const std::string answer =
      R"({"body":"r","m.relates_to":{"m.in_reply_to":{"event_id":")" + in_thread + R"("}}})";
  const auto violations = [&] {
    return server.with([&](fake_world& world) { return world.violations(bot.id()).size(); });
  };
  CHECK(violations() == 0);
  server.post_content(other, bot.id(), answer);
  CHECK(violations() == 1);
  server.post_content(room, bot.id(), answer);
  CHECK(violations() == 2);
}

TEST_CASE_FIXTURE(shared_room, "faults happen as often as told, in their order") {
  server.inject({.what = fault::kind::answer,
                 .method = "PUT",
                 .path = "*/send/*",
                 .times = 2,
                 .reply = limited_reply(1500ms)});
  server.inject({.what = fault::kind::drop_before, .method = "PUT"});
  const http_response limited = bot.raw("PUT", send_path("t"), "{}");
  CHECK(limited.status == 429);
  CHECK(limited.retry_after == std::chrono::seconds(2));
  CHECK(limited.body.find("\"retry_after_ms\":1500") != std::string::npos);
  CHECK(bot.raw("PUT", send_path("t"), "{}").status == 429);
  CHECK(bot.raw("GET", "/_matrix/client/versions").status == 200);
  CHECK(bot.raw("PUT", send_path("t"), "{}").status == 0);
  CHECK(server.with([&](fake_world& world) { return world.posts(bot.id()).size(); }) == 0);
  CHECK(bot.raw("PUT", send_path("t"), "{}").status == 200);
}

TEST_CASE_FIXTURE(shared_room, "an answer can be lost after the event was made") {
  server.inject({.what = fault::kind::drop_after, .method = "PUT"});
  server.inject({.what = fault::kind::truncate, .method = "PUT"});
  CHECK(bot.raw("PUT", send_path("t"), "{}").status == 0);
  CHECK(bot.raw("PUT", send_path("t"), "{}").error == transport_error::unreachable);
  CHECK(bot.raw("PUT", send_path("t"), "{}").status == 200);
  CHECK(server.with([&](fake_world& world) { return world.posts(bot.id()).size(); }) == 1);
}

TEST_CASE_FIXTURE(shared_room, "a stalled request goes on when it is released") {
  const auto stall = server.inject({.what = fault::kind::stall, .path = "*/versions"});
  auto stalled = std::async(std::launch::async,
                            [&] { return bot.raw("GET", "/_matrix/client/versions").status; });
  REQUIRE(server.wait_for(
      [](const fake_world& world) { return world.asked("GET", "*/versions") == 1; }, 10s));
  CHECK(bot.raw("GET", "/_matrix/client/versions").status == 200);
  server.release(stall);
  CHECK(stalled.get() == 200);
}

TEST_CASE_FIXTURE(shared_room, "a restart cuts off who waits and keeps address and rooms") {
  const std::string since = text(bot.sync("")["next_batch"]);
  auto waiting = std::async(std::launch::async, [&] {
    return bot.raw("GET", "/_matrix/client/v3/sync?timeout=30000&since=" + since).status;
  });
  REQUIRE(server.wait_for([](const fake_world& world) { return world.asked("GET", "*/sync") == 2; },
                          10s));
  server.restart([&](fake_world& world) { world.post(room, person.id(), "meanwhile"); });
  CHECK(waiting.get() == 0);
  CHECK(timeline(bot.sync(since), room)["events"].size() == 1);
}

TEST_CASE_FIXTURE(shared_room, "a repeated event comes again under its id") {
  const std::string posted = server.post(room, person.id(), "once");
  const std::string since = text(bot.sync("")["next_batch"]);
  server.with([&](fake_world& world) { world.repeat(posted); });
  const heard page = bot.sync(since);
  CHECK(text(timeline(page, room)["events"].at(0)["event_id"]) == posted);
}

TEST_CASE("percent encoding is undone once, and what is none is left alone") {
  CHECK(percent_decoded("%21a%3Ab%2Fc") == "!a:b/c");
  CHECK(percent_decoded("%2521") == "%21");
  CHECK(percent_decoded("100%") == "100%");
  CHECK(percent_decoded("%zz%4") == "%zz%4");
  CHECK(parameter("a=1&bb=%20x&b=2", "b") == "2");
  CHECK(parameter("a=1", "b") == std::nullopt);
}

TEST_CASE_FIXTURE(shared_room, "a fault can answer for what was done") {
  server.inject({.what = fault::kind::answer_after, .method = "PUT", .reply = html_reply(502)});
  CHECK(bot.raw("PUT", send_path("t"), "{}").status == 502);
  CHECK(server.with([&](fake_world& world) { return world.posts(bot.id()).size(); }) == 1);
}

TEST_CASE_FIXTURE(shared_room, "an event that was held back comes after later ones") {
  const std::string since = text(bot.sync("")["next_batch"]);
  fake_event late;
  late.room_id = room;
  late.sender = person.id();
  late.content = R"({"msgtype":"m.text","body":"late"})";
  const std::string id = server.with([&](fake_world& world) { return world.prepare(late); });
  const std::string after = server.post(room, person.id(), "in time");
  const heard first = bot.sync(since);
  REQUIRE(timeline(first, room)["events"].size() == 1);
  CHECK(text(timeline(first, room)["events"].at(0)["event_id"]) == after);
  server.with([&](fake_world& world) { world.deliver(id); });
  const heard second = bot.sync(text(first["next_batch"]));
  REQUIRE(timeline(second, room)["events"].size() == 1);
  CHECK(text(timeline(second, room)["events"].at(0)["event_id"]) == id);
}

TEST_CASE_FIXTURE(shared_room, "edits and redactions of what is not one's own are violations") {
  const auto violations = [&] {
    return server.with([&](fake_world& world) { return world.violations(bot.id()).size(); });
  };
  const auto edit = [&](const std::string& of) {
    return server.post_content(
        room, bot.id(), R"({"m.relates_to":{"rel_type":"m.replace","event_id":")" + of + R"("}})");
  };
  const auto redact = [&](const std::string& what) {
    bot.ask("PUT", "/_matrix/client/v3/rooms/" + room + "/redact/" + what + "/t" + what, "{}");
  };
  const std::string own = server.post(room, bot.id(), "mine");
  const std::string other = server.post(room, person.id(), "not mine");
  const std::string first_edit = edit(own);
  redact(own);
  CHECK(violations() == 0);
  edit(other);
  CHECK(violations() == 1);
  edit(first_edit);
  CHECK(violations() == 2);
  redact(other);
  CHECK(violations() == 3);
}
