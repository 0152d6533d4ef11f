#include "core/matrix/sync_page.hpp"

#include "tests/core/matrix/damage.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

namespace musiclink::test {

using namespace matrix;

namespace {

using outcome = std::variant<sync_page, std::string>;

bool any_room(std::string_view) {
  return true;
}

outcome decode(std::string body) {
  return decode_sync(body, "@bot:hs", any_room);
}

sync_page decode_page(std::string body) {
  auto result = decode(std::move(body));
  REQUIRE(std::holds_alternative<sync_page>(result));
  return std::get<sync_page>(std::move(result));
}

bool is_refused(std::string body) {
  return std::holds_alternative<std::string>(decode(std::move(body)));
}

// Every part that is read, so that each can be damaged.
const std::string every_part =
    R"({"next_batch":"s2","rooms":{"join":{"!r:hs":{"timeline":{"events":[)"
    R"({"type":"m.room.member","state_key":"@bot:hs","sender":"@bot:hs","event_id":"$2",)"
    R"("content":{"membership":"join"},"prev_content":{"membership":"leave"}},)"
    R"({"type":"m.room.message","event_id":"$1","sender":"@u:hs","origin_server_ts":17,)"
    R"("content":{"msgtype":"m.text","body":"https:\/\/tidal.com\/track\/1 \ud83c\udfb5",)"
    R"("format":"org.matrix.custom.html","formatted_body":"<a href='http:\/\/x'>",)"
    R"("m.relates_to":{"rel_type":"m.thread","event_id":"$t","m.in_reply_to":{"event_id":"$p"}},)"
    R"("m.new_content":{"msgtype":"m.text","body":"b","format":"f","formatted_body":"g"}},)"
    R"("unsigned":{"age":-1.5e3,"prev_content":{"membership":"x"}}},)"
    R"({"type":"m.room.message","event_id":"$4","sender":"@bot:hs",)"
    R"("content":{"io.musiclink.answers":"$1"},)"
    R"("unsigned":{"transaction_id":"t"}},)"
    R"({"type":"m.room.message","event_id":"$6","sender":"@bot:hs","content":{},)"
    R"("unsigned":{"transaction_id":"t","redacted_because":{"event_id":"$7"}}},)"
    R"({"type":"m.room.redaction","event_id":"$5","sender":"@u:hs","origin_server_ts":18,)"
    R"("redacts":"$3","content":{"redacts":"$3"}},)"
    R"({"type":"m.room.tombstone","state_key":"","sender":"@a:hs","event_id":"$3",)"
    R"("content":{"replacement_room":"!n"}}],"limited":true,"prev_batch":"p"},)"
    R"("state":{"events":[{"type":"m.room.encryption","state_key":"","sender":"@a:hs"}]},)"
    R"("state_after":{"events":[]}}},"invite":{"!i:hs":{"invite_state":{"events":[)"
    R"({"type":"m.room.member","state_key":"@bot:hs","sender":"@a:hs"}]}}},)"
    R"("leave":{"!l:hs":{"timeline":{"events":[]}}}}})";

} // namespace

TEST_CASE("the answer with every part is read") {
  const auto page = decode_page(every_part);
  REQUIRE(page.joined.size() == 1);
  CHECK(page.joined[0].events.total() == 6);
  CHECK(page.joined[0].messages.size() == 1);
  CHECK(page.joined[0].own.size() == 2);
  CHECK(page.joined[0].redactions.size() == 1);
  CHECK(page.joined[0].joined_here);
  CHECK(page.joined[0].encrypted);
  CHECK(page.joined[0].replacement_room == "!n");
  CHECK(page.invited.size() == 1);
  CHECK(page.left.size() == 1);
}

TEST_CASE("an answer that breaks off anywhere is refused") {
  for (std::size_t length = 0; length < every_part.size(); ++length) {
    CAPTURE(length);
    CHECK(is_refused(every_part.substr(0, length)));
  }
}

TEST_CASE("a value of any other kind, anywhere, is passed over") {
  const auto positions = value_positions(every_part);
  REQUIRE(positions.size() > 50);
  for (const auto at : positions) {
    for (const auto& odd : odd_values) {
      const auto body = with_value(every_part, at, odd);
      CAPTURE(body);
      const auto result = decode(body);
      // Only a token that is none may refuse the whole.
      if (std::holds_alternative<std::string>(result))
        CHECK(every_part.substr(at - 13, 12) == "\"next_batch\"");
    }
  }
}

TEST_CASE("a byte of any other value, anywhere, does no harm") {
  for (std::size_t at = 0; at < every_part.size(); ++at) {
    for (const char byte : {'\0', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '\xff', '\xc3'}) {
      auto body = every_part;
      body[at] = byte;
      const auto result = decode(body);
      if (const auto* page = std::get_if<sync_page>(&result))
        CHECK_FALSE(page->next_batch.empty());
    }
  }
}

TEST_CASE("what is not a sync answer is refused, without quoting it") {
  for (const char* body :
       {"", " ", "<html>secret</html>", "[]", "null", "\"secret\"", "{}", R"({"rooms":{}})",
        R"({"next_batch":""})", R"({"next_batch":null})", R"({"next_batch":["s1"]})",
        R"([{"next_batch":"s1"}])", R"({"x":{"next_batch":"s1"}})", R"({"next_batch":"s1"} x)",
        "{\"next_batch\":\"secret\xff\"}"}) {
    CAPTURE(body);
    const auto result = decode(body);
    REQUIRE(std::holds_alternative<std::string>(result));
    const auto& why = std::get<std::string>(result);
    CHECK_FALSE(why.empty());
    CHECK(why.find("secret") == std::string::npos);
  }
}

TEST_CASE("depth costs nothing, in parts that are read and in others") {
  const std::string deep = std::string(500'000, '[') + std::string(500'000, ']');
  std::string objects;
  for (int i = 0; i < 200'000; ++i)
    objects += R"({"content":)";
  objects += "1" + std::string(200'000, '}');
  for (const auto& nest : {deep, objects}) {
    const auto page =
        decode_page(R"({"a":)" + nest + R"(,"next_batch":"s","rooms":{"join":{"!r:hs":{"x":)" +
                    nest + R"(,"timeline":{"events":[)" + nest + R"(,{"content":{"body":)" + nest +
                    R"(,"m.relates_to":)" + nest + R"(},"unsigned":)" + nest +
                    R"(},{"type":"m.room.message","event_id":"$1","sender":"@u:hs",)"
                    R"("content":{"body":"http://x"}}]}}}}})");
    REQUIRE(page.joined.size() == 1);
    REQUIRE(page.joined[0].messages.size() == 1);
    CHECK(page.joined[0].messages[0].event_id == "$1");
  }
}

TEST_CASE("what stands elsewhere is not mistaken for an event's own") {
  const auto page = decode_page(
      R"({"next_batch":"s","rooms":{"join":{"!r:hs":{"timeline":{"events":[{
        "type":"m.room.message","event_id":"$1","sender":"@u:hs",
        "content":{"body":"http://x","event_id":"$no","sender":"@bot:hs","state_key":"",
                   "unsigned":{"transaction_id":"no","redacted_because":{}},"redacted_because":{},
                   "info":{"body":"no"},"m.relates_to":{"x":{"event_id":"$no"},"event_id":"$t"}},
        "redacted_because":{},
        "unsigned":{"redacted":{"event_id":"$no","sender":"@no:hs"},
                    "m.relations":{"m.replace":{"event_id":"$no","content":{"body":"no"}}}},
        "event":{"content":{"body":"no"}}}]}}}}})");
  REQUIRE(page.joined.size() == 1);
  REQUIRE(page.joined[0].messages.size() == 1);
  const auto& kept = page.joined[0].messages[0];
  CHECK(kept.event_id == "$1");
  CHECK(kept.sender == "@u:hs");
  CHECK(kept.body == "http://x");
  CHECK(kept.relates_to.event_id == "$t");
}

TEST_CASE("ids that cannot be ids are left out") {
  const std::string longest(255, 'x');
  const auto messages = [](const std::string& id, const std::string& sender) {
    const auto page =
        decode_page(R"({"next_batch":"s","rooms":{"join":{"!r:hs":{"timeline":{"events":[{"type":)"
                    R"("m.room.message","content":{"body":"http://x"},"event_id":")" +
                    id + R"(","sender":")" + sender + R"("}]}}}}})");
    REQUIRE(page.joined.size() == 1);
    CHECK(page.joined[0].events.total() == 1);
    return page.joined[0].messages.size();
  };
  CHECK(messages(longest, longest) == 1);
  CHECK(messages(longest + "x", "@u:hs") == 0);
  CHECK(messages("$1", longest + "x") == 0);
  CHECK(messages("", "@u:hs") == 0);
  CHECK(messages("$1", "") == 0);

  const auto rooms = decode_page(
      R"({"next_batch":"s","rooms":{"join":{")" + longest +
      R"(x":{"timeline":{"limited":true}}},"invite":{"":{}},"leave":{")" + longest + R"(x":{}}}})");
  CHECK(rooms.joined.empty());
  CHECK(rooms.invited.empty());
  CHECK(rooms.left.empty());
}

TEST_CASE("a time that no Matrix event can have is none") {
  const auto time = [](const std::string& json) {
    return decode_page(
               R"({"next_batch":"s","rooms":{"join":{"!r:hs":{"timeline":{"events":[{"type":)"
               R"("m.room.message","content":{"body":"http://x"},"event_id":"$1","sender":"@u",)"
               R"("origin_server_ts":)" +
               json + "}]}}}}}")
        .joined.at(0)
        .messages.at(0)
        .origin_server_ts;
  };
  CHECK(time("1700000000000") == 1700000000000);
  CHECK(time("9007199254740991") == 9007199254740991);
  CHECK(time("9007199254740992") == 0);
  CHECK(time("9223372036854775807") == 0);
  CHECK(time("-1") == 0);
  CHECK(time("1e300") == 0);
  CHECK(time("\"1700000000000\"") == 0);
}

} // namespace musiclink::test
