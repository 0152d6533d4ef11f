#include "core/matrix/power.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;
using namespace musiclink::matrix;

namespace {

/// Whether @bot:hs may send messages under these levels, in a room of that version
/// that @alice:hs created.
bool bot_may(const std::string& levels, const std::string& version = "11",
             const std::string& also = "", const char* type = "m.room.message") {
  auto create = R"({"sender":"@alice:hs","content":{"room_version":")" + version + "\"" +
                (also.empty() ? "" : R"(,"additional_creators":[")" + also + "\"]") + "}}";
  auto parsed_levels = json::document::parse(levels);
  auto parsed_create = json::document::parse(create);
  REQUIRE(std::holds_alternative<json::document>(parsed_levels));
  REQUIRE(std::holds_alternative<json::document>(parsed_create));
  return may_send(std::get<json::document>(parsed_levels).root(),
                  std::get<json::document>(parsed_create).root(), "@bot:hs", type);
}

} // namespace

TEST_CASE("who has no level of their own has the default, and needs that of the type") {
  CHECK(bot_may("{}"));
  CHECK_FALSE(bot_may(R"({"events_default":50})"));
  CHECK(bot_may(R"({"events_default":50,"users_default":50})"));
  CHECK(bot_may(R"({"events_default":50,"users":{"@bot:hs":50}})"));
  CHECK_FALSE(bot_may(R"({"events_default":50,"users_default":50,"users":{"@bot:hs":0}})"));
  CHECK_FALSE(bot_may(R"({"events":{"m.room.message":1}})"));
  CHECK(bot_may(R"({"events_default":50,"events":{"m.room.message":0}})"));
  CHECK_FALSE(bot_may(R"({"users":{"@bot:hs":-1}})"));
}

TEST_CASE("each type has a level of its own") {
  const char* levels = R"({"events":{"m.room.redaction":50}})";
  CHECK(bot_may(levels));
  CHECK_FALSE(bot_may(levels, "11", "", "m.room.redaction"));
}

TEST_CASE("a level that is written as a string counts, one that is nonsense does not") {
  CHECK_FALSE(bot_may(R"({"events_default":"50"})"));
  CHECK(bot_may(R"({"events_default":"50","users":{"@bot:hs":"100"}})"));
  CHECK(bot_may(R"({"events_default":"many"})"));
  CHECK(bot_may(R"({"events":7,"users":[]})"));
}

TEST_CASE("a room without power levels lets its members speak") {
  CHECK(may_send({}, {}, "@bot:hs", "m.room.message"));
}

TEST_CASE("from room version 12 on creators may do all, before only what their level lets them") {
  const char* closed = R"({"events_default":50})";
  CHECK(bot_may(closed, "12", "@bot:hs"));
  CHECK(bot_may(closed, "13", "@bot:hs"));
  CHECK_FALSE(bot_may(closed, "12", "@other:hs"));
  CHECK_FALSE(bot_may(closed, "11", "@bot:hs"));
  CHECK_FALSE(bot_may(closed, "org.example.12", "@bot:hs"));
}
