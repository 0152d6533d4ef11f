#include "tests/storm/people.hpp"

#include "tests/support/stand_in_resolver.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace musiclink;
using namespace musiclink::storm;
using namespace musiclink::test;
using namespace std::chrono_literals;

namespace {

using kind = act::kind;

/// One room and one link event of song 7.
struct one_message {
  fake_homeserver server;
  std::string bot = server.add_user("bot").user_id;
  people crowd{server, bot, 1};
  std::string trigger = post();

  std::string post() {
    crowd.perform({.what = kind::link, .songs = {7}});
    return server.with([](fake_world& world) { return world.stream().back().event_id; });
  }

  std::string reply(std::uint64_t song) {
    return server.post_content(crowd.rooms().front(), bot,
                               R"({"body":"Deezer: )" + songs::link(song, "deezer") +
                                   R"(","m.relates_to":{"m.in_reply_to":{"event_id":")" + trigger +
                                   R"("}}})");
  }

  void redact(const std::string& id) {
    fake_event redaction;
    redaction.room_id = crowd.rooms().front();
    redaction.sender = bot;
    redaction.redacts = id;
    server.with([&](fake_world& world) { world.redact(redaction); });
  }

  verdict judge() {
    return server.with([&](const fake_world& world) { return crowd.judge(world); });
  }
};

} // namespace

TEST_CASE_FIXTURE(one_message, "a link event is right with one reply to its song") {
  CHECK(judge().missing.size() == 1);
  reply(7);
  CHECK(judge().is_clean());
  reply(7);
  CHECK(judge().doubled.size() == 1);
}

TEST_CASE_FIXTURE(one_message, "a reply with another song is wrong") {
  reply(8);
  CHECK(judge().wrong.size() == 1);
}

TEST_CASE_FIXTURE(one_message, "after an edit the reply must be that to the new links") {
  reply(7);
  crowd.perform({.what = kind::edit, .songs = {9}});
  CHECK(judge().wrong.size() == 1);
}

TEST_CASE_FIXTURE(one_message, "an edit by somebody else changes nothing") {
  reply(7);
  crowd.perform({.what = kind::forge_edit, .songs = {9}});
  CHECK(judge().is_clean());
}

TEST_CASE_FIXTURE(one_message, "what lost its links or was redacted must show no reply") {
  SUBCASE("edited") {
    crowd.perform({.what = kind::edit});
  }
  SUBCASE("redacted") {
    crowd.perform({.what = kind::redact});
  }
  CHECK(judge().is_clean());
  const std::string late = reply(7);
  CHECK(judge().wrong.size() == 1);
  redact(late);
  CHECK(judge().is_clean());
}

TEST_CASE_FIXTURE(one_message, "a reply to a message without a link is wrong") {
  reply(7);
  const std::string chat =
      server.post(crowd.rooms().front(), "@alice:fake.test", "no link in here");
  trigger = chat;
  reply(7);
  CHECK(judge().wrong.size() == 1);
}

TEST_CASE_FIXTURE(one_message, "waiting ends when all is right, or when nothing gets better") {
  CHECK_FALSE(crowd.wait_until_right(1ms));
  reply(7);
  CHECK(crowd.wait_until_right(10s));
}
