#include "core/config/room_check.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

namespace {

matrix::surveyed_room joined_room() {
  matrix::surveyed_room room;
  room.joined = true;
  return room;
}

struct checked {
  allowed_room allowed;
  matrix::surveyed_room room = joined_room();
  matrix_settings account;

  std::vector<finding> look() {
    account.user_id = "@bot:hs";
    return check_room(allowed, room, account);
  }

  finding only() {
    const auto all = look();
    REQUIRE(all.size() == 1);
    return all[0];
  }
};

bool mentions(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a room in which all is well has one line") {
  checked test;
  CHECK(test.only().how == severity::ok);
  test.room.joined = false;
  CHECK(mentions(test.only().text, "invited"));
}

TEST_CASE("an encrypted room is an error, whatever else is wrong with it") {
  checked test;
  test.room.encrypted = true;
  test.room.may_send = false;
  CHECK(test.only().how == severity::error);
  CHECK(mentions(test.only().text, "encrypted"));
}

TEST_CASE("missing power is an error for messages and a warning for redactions, with the remedy") {
  checked test;
  test.room.may_send = false;
  test.room.may_redact = false;
  const auto found = test.look();
  REQUIRE(found.size() == 2);
  CHECK(found[0].how == severity::error);
  CHECK(mentions(found[0].remedy, "@bot:hs"));
  CHECK(mentions(found[0].remedy, "m.room.message"));
  CHECK(found[1].how == severity::warning);
  CHECK(mentions(found[1].remedy, "m.room.redaction"));
}

TEST_CASE("a bridged room is warned of unless its replies are plain messages of their own") {
  checked test;
  test.room.bridges = {"Slack", "IRC"};
  CHECK(test.only().how == severity::warning);
  CHECK(mentions(test.only().text, "Slack, IRC"));
  CHECK(mentions(test.only().remedy, R"("style": "standalone", "msgtype": "m.text")"));
  test.allowed.settings.reply.msgtype = "m.text";
  CHECK(test.only().how == severity::warning);
  test.allowed.settings.reply.style = reply_style::standalone;
  CHECK(test.only().how == severity::ok);
  test.allowed.settings.reply.msgtype = "m.notice";
  CHECK(test.only().how == severity::warning);
}

TEST_CASE("an upgraded room is warned of, and its successor named") {
  checked test;
  test.room.successor = "!new:hs";
  CHECK(test.only().how == severity::warning);
  CHECK(mentions(test.only().text, "!new:hs"));
}
