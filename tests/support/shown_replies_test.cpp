#include "tests/support/shown_replies.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::test;

namespace {

struct answered_room {
  fake_world world{"fake.test", [] { return unix_ms{1}; }};
  std::string person = world.add_user("person").user_id;
  std::string bot = world.add_user("bot").user_id;
  std::string room = world.add_room({.joined = {person, bot}});
  std::string trigger = world.post(room, person, "song");

  std::string reply(const std::string& body) {
    return world.post_content(room, bot,
                              R"({"body":")" + body +
                                  R"(","m.relates_to":{"m.in_reply_to":{"event_id":")" + trigger +
                                  R"("}}})");
  }

  std::string edit(const std::string& which, const std::string& body) {
    return world.post_content(room, bot,
                              R"({"body":"* x","m.new_content":{"body":")" + body +
                                  R"("},"m.relates_to":{"rel_type":"m.replace","event_id":")" +
                                  which + R"("}})");
  }

  void redact(const std::string& which) {
    fake_event redaction;
    redaction.room_id = room;
    redaction.sender = bot;
    redaction.redacts = which;
    world.redact(redaction);
  }

  reply_tally count() const { return tally(world, bot, std::vector<std::string>{trigger}); }
};

} // namespace

TEST_CASE_FIXTURE(answered_room, "a trigger without a reply is missing, with two it is double") {
  CHECK(count().missing == std::vector<std::string>{trigger});
  reply("a");
  CHECK(count().missing.empty());
  CHECK(count().doubled.empty());
  reply("b");
  CHECK(count().doubled == std::vector<std::string>{trigger});
}

TEST_CASE_FIXTURE(answered_room, "replies of others do not count") {
  world.post_content(room, person,
                     R"({"body":"x","m.relates_to":{"m.in_reply_to":{"event_id":")" + trigger +
                         R"("}}})");
  CHECK(count().missing.size() == 1);
}

TEST_CASE_FIXTURE(answered_room, "a redacted reply is not shown") {
  redact(reply("a"));
  CHECK(count().missing.size() == 1);
}

TEST_CASE_FIXTURE(answered_room, "a reply that comes twice in the stream is one") {
  world.repeat(reply("a"));
  CHECK(count().doubled.empty());
}

TEST_CASE_FIXTURE(answered_room, "an edit is no reply and shows its text in place of the reply's") {
  const std::string first = reply("a");
  edit(first, "b");
  const std::string last = edit(first, "c");
  CHECK(count().doubled.empty());
  CHECK(shown_replies(world, bot)[trigger].front().body == "c");
  redact(last);
  CHECK(shown_replies(world, bot)[trigger].front().body == "b");
}
