#include "core/matrix/messages_page.hpp"
#include "tests/core/matrix/damage.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace musiclink::test {

using namespace matrix;

namespace {

std::variant<messages_page, std::string> decode(std::string body) {
  return decode_messages(body, "@bot:hs", "!r:hs");
}

messages_page page_of(std::string body) {
  auto result = decode(std::move(body));
  REQUIRE(std::holds_alternative<messages_page>(result));
  return std::get<messages_page>(std::move(result));
}

messages_page chunk(const std::string& events) {
  return page_of(R"({"chunk":[)" + events + R"(],"end":"t1","start":"t2"})");
}

std::string event(const std::string& type, const std::string& id, const std::string& sender,
                  const std::string& content, const std::string& more = "") {
  return R"({"type":")" + type + R"(","event_id":")" + id + R"(","sender":")" + sender +
         R"(","room_id":"!r:hs","content":)" + content + more + "}";
}

std::string link_message(const std::string& id, const std::string& more = "") {
  return event("m.room.message", id, "@u:hs",
               R"({"msgtype":"m.text","body":"https://tidal.com/track/77646168"})", more);
}

std::string own_reply_to(const std::string& trigger) {
  return event("m.room.message", "$o", "@bot:hs",
               R"({"body":"x","m.relates_to":{"m.in_reply_to":{"event_id":")" + trigger +
                   R"("}}})");
}

std::string redaction_of(const std::string& id) {
  return event("m.room.redaction", "$r", "@u:hs", R"({"redacts":")" + id + R"("})");
}

const std::string own_join = event("m.room.member", "$j", "@bot:hs", R"({"membership":"join"})",
                                   R"(,"state_key":"@bot:hs")");

// With everything that is read, so that each part can be damaged.
const std::string every_part =
    R"({"start":"t9","chunk":[)" + redaction_of("$2") + "," + own_reply_to("$3") + "," +
    link_message("$3", R"(,"origin_server_ts":1700000000000)") + "," + own_join +
    R"(],"end":"t1","state":[{"type":"m.room.encryption","state_key":""}]})";

} // namespace

TEST_CASE("a page of history is a room, newest event first") {
  const auto page = chunk(link_message("$3") + "," + own_reply_to("$1") + "," + redaction_of("$0") +
                          "," + link_message("$1"));
  CHECK(page.end == "t1");
  CHECK(page.room.room_id == "!r:hs");
  CHECK(page.room.events.total() == 4);
  CHECK_FALSE(page.room.joined_here);
  CHECK_FALSE(page.room.encrypted);
  REQUIRE(page.room.messages.size() == 2);
  CHECK(page.room.messages[0].event_id == "$3");
  CHECK(page.room.messages[1].event_id == "$1");
  REQUIRE(page.room.own.size() == 1);
  CHECK(page.room.own[0].relates_to.in_reply_to == "$1");
  REQUIRE(page.room.redactions.size() == 1);
  CHECK(page.room.redactions[0].redacts == "$0");
}

TEST_CASE("history ends where no token says how it goes on") {
  CHECK(page_of(R"({"chunk":[],"start":"t2"})").end.empty());
  CHECK(page_of(R"({"chunk":[],"end":null})").end.empty());
  CHECK(page_of(R"({"chunk":[],"end":["t1"]})").end.empty());
  // An empty chunk alone is no end (client-server API, GET /messages).
  CHECK(page_of(R"({"end":"t1","chunk":[]})").end == "t1");
}

TEST_CASE("what is older than our own join is left out, although it stands behind it") {
  const auto said = [](const std::string& id) {
    return link_message(id) + "," + own_reply_to(id) + "," + redaction_of(id);
  };
  const auto page = chunk(said("$new") + "," + own_join + "," + said("$old"));
  CHECK(page.room.joined_here);
  CHECK(page.room.events.total() == 7);
  REQUIRE(page.room.messages.size() == 1);
  CHECK(page.room.messages[0].event_id == "$new");
  REQUIRE(page.room.own.size() == 1);
  CHECK(page.room.own[0].relates_to.in_reply_to == "$new");
  REQUIRE(page.room.redactions.size() == 1);
  CHECK(page.room.redactions[0].redacts == "$new");

  const auto renamed = event("m.room.member", "$j", "@bot:hs", R"({"membership":"join"})",
                             R"(,"state_key":"@bot:hs","unsigned":{"prev_content":)"
                             R"({"membership":"join"}})");
  const auto still = chunk(said("$new") + "," + renamed + "," + said("$old"));
  CHECK_FALSE(still.room.joined_here);
  CHECK(still.room.messages.size() == 2);
}

TEST_CASE("in history, too, a new name of ours is no join where we are known to have been there") {
  const auto body = R"({"chunk":[)" + link_message("$new") + "," + own_join + "," +
                    link_message("$old") + R"(],"end":"t1"})";
  for (const bool member : {false, true}) {
    auto copy = body;
    auto decoded = decode_messages(copy, "@bot:hs", "!r:hs", member);
    REQUIRE(std::holds_alternative<messages_page>(decoded));
    const auto& page = std::get<messages_page>(decoded);
    CHECK(page.room.joined_here == !member);
    CHECK(page.room.messages.size() == (member ? 2 : 1));
  }
}

TEST_CASE("a room is encrypted by the state that its history shows, also from before our join") {
  const auto setting = event("m.room.encryption", "$c", "@u:hs", "{}", R"(,"state_key":"")");
  CHECK(chunk(setting).room.encrypted);
  CHECK(chunk(own_join + "," + setting).room.encrypted);
  const auto by_a_member = chunk(event("m.room.encrypted", "$c", "@u:hs", "{}"));
  CHECK_FALSE(by_a_member.room.encrypted);
  CHECK(by_a_member.room.events.encrypted == 1);
  CHECK_FALSE(
      chunk(event("m.room.encryption", "$c", "@u:hs", "{}", R"(,"state_key":"x")")).room.encrypted);
}

TEST_CASE("the newest time is that of any event of the chunk") {
  const auto at = [](const std::string& time) {
    return event("m.reaction", "$e", "@u:hs", "{}", R"(,"origin_server_ts":)" + time);
  };
  CHECK(chunk(at("5") + "," + at("7") + "," + at("6")).newest_ts == 7);
  CHECK(chunk(at("5") + "," + own_join + "," + at("9")).newest_ts == 9);
  CHECK(chunk("").newest_ts == 0);
  CHECK(chunk(at("-1") + "," + at("9007199254740992") + "," + at("\"7\"")).newest_ts == 0);
}

TEST_CASE("a whole page can be read, and nothing beside its chunk is") {
  const auto page = page_of(every_part);
  CHECK(page.room.events.total() == 4);
  CHECK(page.room.messages.size() == 1);
  CHECK(page.room.own.size() == 1);
  CHECK(page.room.redactions.size() == 1);
  CHECK(page.room.joined_here);
  CHECK_FALSE(page.room.encrypted);
  CHECK(page.newest_ts == 1700000000000);
  CHECK(page.end == "t1");
}

TEST_CASE("history that breaks off anywhere is refused") {
  for (std::size_t length = 0; length < every_part.size(); ++length) {
    CAPTURE(length);
    CHECK(std::holds_alternative<std::string>(decode(every_part.substr(0, length))));
  }
}

TEST_CASE("a value of any other kind, anywhere in history, is passed over") {
  const auto positions = value_positions(every_part);
  REQUIRE(positions.size() > 30);
  const auto chunk_at = every_part.find("[");
  for (const auto at : positions) {
    for (const auto& odd : odd_values) {
      const auto body = with_value(every_part, at, odd);
      CAPTURE(body);
      const bool no_chunk = at == chunk_at && !odd.starts_with('[');
      CHECK(std::holds_alternative<std::string>(decode(body)) == no_chunk);
    }
  }
}

TEST_CASE("a byte of any other value, anywhere in history, does no harm") {
  for (std::size_t at = 0; at < every_part.size(); ++at) {
    for (const char byte : {'\0', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '\xff', '\xc3'}) {
      auto body = every_part;
      body[at] = byte;
      const auto result = decode(body);
      if (const auto* page = std::get_if<messages_page>(&result))
        CHECK(page->room.events.total() <= 4);
    }
  }
}

TEST_CASE("what is no page of history is refused, without quoting it") {
  for (const char* body :
       {"", "<html>secret</html>", "[]", "null", "\"secret\"", "{}", R"({"end":"secret"})",
        R"({"chunk":null})", R"({"chunk":{"chunk":[]}})", R"({"chunk":"secret"})",
        R"([{"chunk":[]}])", R"({"x":{"chunk":[]}})", R"({"chunk":[]} secret)"}) {
    CAPTURE(body);
    const auto result = decode(body);
    REQUIRE(std::holds_alternative<std::string>(result));
    const auto& why = std::get<std::string>(result);
    CHECK_FALSE(why.empty());
    CHECK(why.find("secret") == std::string::npos);
  }
}

TEST_CASE("depth costs nothing in history") {
  const std::string deep = std::string(500'000, '[') + std::string(500'000, ']');
  const auto page = chunk(deep + "," + deep + R"(,{"unsigned":{"redacted_because":)" + deep +
                          R"(},"content":{"redacts":)" + deep + "}}," + link_message("$1"));
  REQUIRE(page.room.messages.size() == 1);
  CHECK(page.room.messages[0].event_id == "$1");
}

} // namespace musiclink::test
