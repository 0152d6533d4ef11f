#include "core/matrix/room_event.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace musiclink::test {

using namespace matrix;

namespace {

const std::string link_text = "https://tidal.com/track/77646168";

/// What a /sync says of a room with these events; our own id is @bot:hs.
joined_room room_of(const std::string& events) {
  auto body =
      R"({"next_batch":"s2","rooms":{"join":{"!r:hs":{"timeline":{"events":[)" + events + "]}}}}}";
  auto result = decode_sync(body, "@bot:hs", [](std::string_view) { return true; });
  REQUIRE(std::holds_alternative<sync_page>(result));
  auto page = std::get<sync_page>(std::move(result));
  REQUIRE(page.joined.size() == 1);
  return std::move(page.joined.front());
}

std::string message_of(const std::string& sender, const std::string& content,
                       const std::string& unsigned_data = "{}") {
  return R"({"type":"m.room.message","event_id":"$e","sender":")" + sender + R"(","content":)" +
         content + R"(,"unsigned":)" + unsigned_data + "}";
}

std::string ours(const std::string& content, const std::string& unsigned_data = "{}") {
  return message_of("@bot:hs", content, unsigned_data);
}

std::string redaction_of(const std::string& members) {
  return R"({"type":"m.room.redaction","event_id":"$e","sender":"@u:hs","origin_server_ts":7,)" +
         members + "}";
}

/// The event that the redaction in `members` is of; empty: it is left out.
std::string redacted(const std::string& members) {
  const auto room = room_of(redaction_of(members));
  CHECK(room.messages.empty());
  REQUIRE(room.redactions.size() <= 1);
  return room.redactions.empty() ? "" : room.redactions[0].redacts;
}

} // namespace

TEST_CASE("of an edit of ours the new text counts, and that its mark says it completes") {
  const auto edit = [](const std::string& mark) {
    return room_of(ours(R"({"body":"* x","io.musiclink":{"v":1,"trigger":"$t")" + mark +
                            R"(},"m.new_content":{"body":"x"},"m.relates_to":{)"
                            R"("rel_type":"m.replace","event_id":"$r"}})",
                        R"({},"origin_server_ts":7)"))
        .own.at(0);
  };
  CHECK(edit("").body == "x");
  CHECK(edit("").origin_server_ts == 7);
  CHECK_FALSE(edit("").completes);
  CHECK(edit(R"(,"completes":true)").completes);
  CHECK_FALSE(edit(R"(,"completes":"true")").completes);
}

TEST_CASE("a redaction says in its content or beside it what it redacts") {
  CHECK(redacted(R"("content":{"redacts":"$x","reason":"spam"})") == "$x");
  CHECK(redacted(R"("redacts":"$x","content":{})") == "$x");
  CHECK(redacted(R"("redacts":"$x")") == "$x");
  CHECK(redacted(R"("content":{"redacts":"$x"},"redacts":"$x")") == "$x");
  const auto whole = room_of(redaction_of(R"("redacts":"$x")")).redactions.at(0);
  CHECK(whole.sender == "@u:hs");
  CHECK(whole.origin_server_ts == 7);
}

TEST_CASE("a redaction that is itself redacted has still redacted") {
  CHECK(redacted(R"("redacts":"$x","content":{},"unsigned":{"redacted_because":{}})") == "$x");
}

TEST_CASE("of a redaction that contradicts itself the place counts that no client can write") {
  CHECK(redacted(R"("content":{"redacts":"$x"},"redacts":"$y")") == "$y");
}

TEST_CASE("a redaction of what cannot be an event is none") {
  for (const auto* odd : {"null", "7", "\"\"", "[\"$x\"]", R"({"redacts":"$x"})"}) {
    CAPTURE(odd);
    CHECK(redacted(R"("redacts":)" + std::string(odd)).empty());
    CHECK(redacted(R"("content":{"redacts":)" + std::string(odd) + "}").empty());
    CHECK(redacted(R"("content":{"redacts":)" + std::string(odd) + R"(},"redacts":"$x")") == "$x");
  }
  CHECK(redacted(R"("redacts":"$)" + std::string(255, 'x') + "\"").empty());
  CHECK(redacted(R"("content":{"m.relates_to":{"redacts":"$x"}})").empty());
  CHECK(redacted(R"("redacts":"$x","state_key":"")").empty());
  CHECK(redacted(R"("redacts":"$x","sender":"")").empty());
}

TEST_CASE("a message that was redacted holds nothing, whatever its content says") {
  const auto content = R"({"body":")" + link_text + R"("})";
  CHECK(room_of(message_of("@u:hs", content)).messages.size() == 1);
  CHECK(room_of(message_of("@u:hs", content, R"({"redacted_because":{"sender":"@u:hs"}})"))
            .messages.empty());
  CHECK(room_of(message_of("@u:hs", R"({"m.relates_to":{"rel_type":"m.replace","event_id":"$o"}})",
                           R"({"redacted_because":{}})"))
            .messages.empty());
  // Of the wrong kind it says nothing.
  CHECK(room_of(message_of("@u:hs", content, R"({"redacted_because":null})")).messages.size() == 1);
  // It is of its own event alone.
  CHECK(room_of(message_of("@u:hs", "{}", R"({"redacted_because":{}})") + "," +
                message_of("@u:hs", content))
            .messages.size() == 1);
}

TEST_CASE("our own message is no message of the room, even with a link in it") {
  const auto room = room_of(ours(R"({"body":")" + link_text +
                                 R"(","m.relates_to":{"m.in_reply_to":{"event_id":"$t"}}})"));
  CHECK(room.events.total() == 1);
  CHECK(room.messages.empty());
  REQUIRE(room.own.size() == 1);
  CHECK(room.own[0].event_id == "$e");
  CHECK(room.own[0].relates_to.in_reply_to == "$t");
}

TEST_CASE("of our own message the text is kept where it may hold a link") {
  const auto text_of = [](const std::string& html) {
    return room_of(ours(R"({"body":"x","formatted_body":")" + html +
                        R"(","m.relates_to":{"m.in_reply_to":{"event_id":"$t"}}})"))
        .own.at(0)
        .formatted_body;
  };
  CHECK(text_of(link_text) == link_text);
  CHECK(text_of("no link").empty());
}

TEST_CASE("a message with the mark of a musiclink is no message of the room, whoever sent it") {
  const auto marked = [](const std::string& relation) {
    return message_of("@u:hs", R"({"body":")" + link_text + R"(","m.new_content":{"body":")" +
                                   link_text + R"("},"io.musiclink":{"v":1,"trigger":"$t"})" +
                                   relation + "}");
  };
  CHECK(room_of(marked("")).messages.empty());
  CHECK(room_of(marked(R"(,"m.relates_to":{"rel_type":"m.replace","event_id":"$o"})"))
            .messages.empty());
  // It is of its own event alone.
  CHECK(room_of(marked("") + "," + message_of("@u:hs", R"({"body":")" + link_text + R"("})"))
            .messages.size() == 1);
}

TEST_CASE("our own message is kept if anything in it says what it answers") {
  SUBCASE("a relation") {
    const auto own = room_of(ours(R"({"body":"* x","m.new_content":{"body":"x"},"m.relates_to":)"
                                  R"({"rel_type":"m.replace","event_id":"$reply"}})"))
                         .own;
    REQUIRE(own.size() == 1);
    CHECK(own[0].relates_to.rel_type == "m.replace");
    CHECK(own[0].relates_to.event_id == "$reply");
    CHECK(own[0].transaction_id.empty());
  }
  SUBCASE("our mark") {
    const auto own = room_of(ours(R"({"body":"x","io.musiclink":{"v":1,"trigger":"$t"}})")).own;
    REQUIRE(own.size() == 1);
    CHECK(own[0].answers == "$t");
  }
  SUBCASE("the marker of version 1.0.0") {
    const auto own = room_of(ours(R"({"body":"x","io.musiclink.answers":"$t"})")).own;
    REQUIRE(own.size() == 1);
    CHECK(own[0].answers == "$t");
  }
  SUBCASE("the transaction id of this device") {
    const auto own = room_of(ours(R"({"body":"x"})", R"({"transaction_id":"ml1.~24t"})")).own;
    REQUIRE(own.size() == 1);
    CHECK(own[0].transaction_id == "ml1.~24t");
  }
  SUBCASE("otherwise not") {
    for (const auto* content :
         {"{}", R"({"body":"x"})", R"({"io.musiclink.answers":{"event_id":"$t"}})",
          R"({"io.musiclink.answers":""})", R"({"io.musiclink":{"trigger":["$t"]}})",
          R"({"io.musiclink":"$t"})", R"({"m.relates_to":{"m.in_reply_to":"$t"}})",
          R"({"m.new_content":{"io.musiclink.answers":"$t"}})"}) {
      CAPTURE(content);
      CHECK(room_of(ours(content)).own.empty());
    }
    CHECK(room_of(ours("{}", R"({"transaction_id":7})")).own.empty());
    CHECK(room_of(ours(R"({"io.musiclink.answers":"$)" + std::string(255, 'x') + R"("})"))
              .own.empty());
  }
}

TEST_CASE("of our own redacted message the transaction id is left, and nothing else") {
  const auto own = room_of(ours(R"({"io.musiclink.answers":"$no","m.relates_to":)"
                                R"({"rel_type":"m.replace","event_id":"$no"}})",
                                R"({"transaction_id":"ml1.~24t","redacted_because":{}})"))
                       .own;
  REQUIRE(own.size() == 1);
  CHECK(own[0].transaction_id == "ml1.~24t");
  CHECK(own[0].answers.empty());
  CHECK(own[0].relates_to.rel_type.empty());
  CHECK(room_of(ours("{}", R"({"redacted_because":{}})")).own.empty());
}

TEST_CASE("nobody else speaks for us") {
  const auto room = room_of(message_of("@u:hs", R"({"body":"x","io.musiclink.answers":"$t"})",
                                       R"({"transaction_id":"ml1.~24t"})"));
  CHECK(room.own.empty());
  CHECK(room.messages.empty());
}

TEST_CASE("with our own join, redactions and our replies from before are forgotten, too") {
  const std::string said = redaction_of(R"("redacts":"$x")") + "," +
                           ours(R"({"io.musiclink.answers":"$t"})") + "," +
                           message_of("@u:hs", R"({"body":")" + link_text + R"("})");
  const std::string join = R"({"type":"m.room.member","sender":"@bot:hs","state_key":"@bot:hs",)"
                           R"("event_id":"$j","content":{"membership":"join"}})";
  const auto before = room_of(said + "," + join);
  CHECK(before.joined_here);
  CHECK(before.messages.empty());
  CHECK(before.redactions.empty());
  CHECK(before.own.empty());
  const auto after = room_of(join + "," + said);
  CHECK(after.messages.size() == 1);
  CHECK(after.redactions.size() == 1);
  CHECK(after.own.size() == 1);
}

} // namespace musiclink::test
