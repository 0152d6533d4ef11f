#include "core/matrix/survey.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;
using namespace musiclink::matrix;

namespace {

http_response answer(std::string body) {
  http_response response;
  response.status = 200;
  response.body = std::move(body);
  return response;
}

/// The room !r:hs, joined, with these state events.
surveyed_room joined_with(const std::string& events, const std::string& section = "state") {
  auto rooms = survey_of(answer(R"({"next_batch":"s","rooms":{"join":{"!r:hs":{")" + section +
                                R"(":{"events":[)" + events + "]}}}}}"),
                         "@bot:hs");
  REQUIRE(rooms);
  REQUIRE(rooms->contains("!r:hs"));
  return rooms->at("!r:hs");
}

} // namespace

TEST_CASE("a survey asks for a few kinds of state of the named rooms, and for nothing else") {
  const std::string rooms[] = {"!a:hs", "!b"};
  const auto request = survey({"https://hs", "token"}, rooms);
  CHECK(request.url.find("since=") == std::string::npos);
  for (const char* part : {"set_presence=offline", "%21a%3Ahs", "%21b", "m.room.power_levels",
                           "m.bridge", "uk.half-shot.bridge", "m.room.encryption"})
    CHECK(request.url.find(part) != std::string::npos);
}

TEST_CASE("rooms that we are in and rooms that we are invited to are told apart") {
  const auto rooms = survey_of(
      answer(R"({"next_batch":"s","rooms":{"join":{"!in:hs":{}},"invite":{"!asked:hs":{}}}})"),
      "@bot:hs");
  REQUIRE(rooms);
  CHECK(rooms->size() == 2);
  CHECK(rooms->at("!in:hs").joined);
  CHECK_FALSE(rooms->at("!asked:hs").joined);
}

TEST_CASE("the state of a room is read, wherever the homeserver puts it") {
  for (const char* section : {"state", "state_after"}) {
    CHECK(joined_with(R"({"type":"m.room.encryption","state_key":"","content":{}})", section)
              .encrypted);
    CHECK(joined_with(R"({"type":"m.room.tombstone","state_key":"",)"
                      R"("content":{"replacement_room":"!new:hs"}})",
                      section)
              .successor == "!new:hs");
    const auto quiet = joined_with(R"({"type":"m.room.power_levels","state_key":"",)"
                                   R"("content":{"events":{"m.room.redaction":50}}})",
                                   section);
    CHECK(quiet.may_send);
    CHECK_FALSE(quiet.may_redact);
  }
}

TEST_CASE("state under another key says nothing of the room") {
  const auto room =
      joined_with(R"({"type":"m.room.encryption","state_key":"x","content":{}},)"
                  R"({"type":"m.room.power_levels","content":{"events_default":50}})");
  CHECK_FALSE(room.encrypted);
  CHECK(room.may_send);
}

TEST_CASE("each bridge is named once, and one that is gone not at all") {
  const auto room = joined_with(
      R"({"type":"m.bridge","state_key":"a","content":{"bridgebot":"@s:hs",)"
      R"("protocol":{"id":"slack","displayname":"Slack"}}},)"
      R"({"type":"uk.half-shot.bridge","state_key":"a","content":{"bridgebot":"@s:hs",)"
      R"("protocol":{"id":"slack","displayname":"Slack"}}},)"
      R"({"type":"uk.half-shot.bridge","state_key":"b","content":{"protocol":{"id":"irc"}}},)"
      R"({"type":"m.bridge","state_key":"c","content":{"bridgebot":"@t:hs"}},)"
      R"({"type":"m.bridge","state_key":"d","content":{}})");
  CHECK(room.bridges == std::vector<std::string>{"Slack", "irc", "another network"});
}

TEST_CASE("what is no answer to a sync is no survey") {
  for (const char* body : {"<html>", "{}", "[]", R"({"next_batch":7})"})
    CHECK_FALSE(survey_of(answer(body), "@bot:hs"));
  CHECK(survey_of(answer(R"({"next_batch":"s","rooms":{"join":7}})"), "@bot:hs")->empty());
}

TEST_CASE("an answer that is no event names no creator") {
  const auto names = [](const char* body) {
    return names_privileged_creator(answer(body), "@bot:hs");
  };
  CHECK(names(R"({"sender":"@bot:hs","content":{"room_version":"12"}})"));
  CHECK_FALSE(names(R"({"errcode":"M_FORBIDDEN","error":"no"})"));
  CHECK_FALSE(names("<html>"));
}

TEST_CASE("from outside a room shows who may join it and whether it is encrypted") {
  const auto shown = [](const char* body) { return outline_of(answer(body)); };
  CHECK(shown(R"({"room_id":"!r","join_rule":"public"})")->anybody_may_join);
  CHECK(shown(R"({"room_id":"!r"})")->anybody_may_join);
  CHECK_FALSE(shown(R"({"room_id":"!r","join_rule":"invite"})")->anybody_may_join);
  CHECK_FALSE(shown(R"({"room_id":"!r","encryption":null})")->encrypted);
  CHECK(shown(R"({"room_id":"!r","encryption":"m.megolm.v1.aes-sha2"})")->encrypted);
  CHECK_FALSE(shown("{}"));
}
