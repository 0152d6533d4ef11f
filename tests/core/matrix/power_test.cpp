#include "core/matrix/power.hpp"
#include "tests/support/parsed.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;
using namespace musiclink::test;
using namespace musiclink::matrix;

namespace {

/// Whether @bot:hs may send that under these levels.
bool bot_may(const std::string& levels, const char* type = "m.room.message") {
  const auto content = parsed(levels);
  return may_send(content.root(), "@bot:hs", type);
}

/// Whether that user has all power in a room of that version, which @alice:hs
/// created together with @bot:hs.
bool creates(std::string_view user_id, const std::string& version) {
  const auto create =
      parsed(R"({"sender":"@alice:hs","content":{"additional_creators":["@bot:hs"],)"
             R"("room_version":")" +
             version + R"("}})");
  return is_privileged_creator(create.root(), user_id);
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
  CHECK_FALSE(bot_may(levels, "m.room.redaction"));
}

TEST_CASE("a level that is written as a string counts, one that is nonsense does not") {
  CHECK_FALSE(bot_may(R"({"events_default":"50"})"));
  CHECK(bot_may(R"({"events_default":"50","users":{"@bot:hs":"100"}})"));
  CHECK(bot_may(R"({"events_default":"many"})"));
  CHECK(bot_may(R"({"events":7,"users":[]})"));
}

TEST_CASE("a room without power levels lets its members speak") {
  CHECK(may_send({}, "@bot:hs", "m.room.message"));
}

TEST_CASE("from room version 12 on creators may do all, before only what their level lets them") {
  for (const char* version : {"12", "13"}) {
    CHECK(creates("@alice:hs", version));
    CHECK(creates("@bot:hs", version));
    CHECK_FALSE(creates("@other:hs", version));
  }
  for (const char* version : {"1", "11", "org.example.12"})
    CHECK_FALSE(creates("@alice:hs", version));
  const auto content = parsed(R"({"room_version":"12"})"); // not the whole event
  CHECK_FALSE(is_privileged_creator(content.root(), "@bot:hs"));
}
