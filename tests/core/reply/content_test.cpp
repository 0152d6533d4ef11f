#include "core/reply/reply.hpp"

#include "core/json/json.hpp"
#include "core/reply/content.hpp"

#include <doctest/doctest.h>

namespace musiclink {

namespace {

const reply_text text{"A \u2013 B\nDeezer: https://d", "<strong>A</strong>"};

constexpr std::string_view common =
    R"("body":"A – B\nDeezer: https://d","format":"org.matrix.custom.html",)"
    R"("formatted_body":"<strong>A</strong>","m.mentions":{},"com.beeper.linkpreviews":[],)"
    R"("io.musiclink":{"v":1,"trigger":"$event"})";

link_event event(std::string thread_root = {}) {
  link_event result;
  result.room_id = "!room";
  result.event_id = "$event";
  result.thread_root = std::move(thread_root);
  return result;
}

std::string content(reply_style style, const link_event& about) {
  reply_settings settings;
  settings.style = style;
  return reply_content(text, about, settings);
}

std::string expected(std::string_view relation) {
  return R"({"msgtype":"m.notice",)" + std::string(common) + std::string(relation) + "}";
}

constexpr std::string_view plain = R"(,"m.relates_to":{"m.in_reply_to":{"event_id":"$event"}})";

std::string in_thread(const std::string& root) {
  return R"(,"m.relates_to":{"rel_type":"m.thread","event_id":")" + root +
         R"(","is_falling_back":false,"m.in_reply_to":{"event_id":"$event"}})";
}

} // namespace

TEST_CASE("style auto replies to the event, in its thread if it is in one") {
  CHECK(content(reply_style::automatic, event()) == expected(plain));
  CHECK(content(reply_style::automatic, event("$root")) == expected(in_thread("$root")));
}

TEST_CASE("style thread stays in the event's thread or makes the event the root of one") {
  CHECK(content(reply_style::thread, event()) == expected(in_thread("$event")));
  CHECK(content(reply_style::thread, event("$root")) == expected(in_thread("$root")));
}

TEST_CASE("style standalone relates to nothing, and names its event in the mark alone") {
  CHECK(content(reply_style::standalone, event()) == expected(""));
  CHECK(content(reply_style::standalone, event("$root")) == expected(""));
}

TEST_CASE("an edit has the text twice and the relation to the reply alone, whatever the style") {
  for (const auto style : {reply_style::automatic, reply_style::thread, reply_style::standalone}) {
    reply_settings settings;
    settings.style = style;
    CHECK(edit_content(text, event(), "$reply", settings) ==
          R"({"msgtype":"m.notice",)"
          R"("body":"* A – B\nDeezer: https://d","format":"org.matrix.custom.html",)"
          R"("formatted_body":"* <strong>A</strong>","m.mentions":{},)"
          R"("com.beeper.linkpreviews":[],"io.musiclink":{"v":1,"trigger":"$event"},)"
          R"("m.new_content":{"msgtype":"m.notice",)" +
              std::string(common) +
              R"(},"m.relates_to":{"rel_type":"m.replace","event_id":"$reply"}})");
  }
}

TEST_CASE("a completion is an edit whose mark says so") {
  auto expected_content = edit_content(text, event(), "$reply", {});
  const std::string mark = R"("trigger":"$event"})";
  for (auto at = expected_content.find(mark); at != std::string::npos;
       at = expected_content.find(mark, at + mark.size()))
    expected_content.insert(at + mark.size() - 1, R"(,"completes":true)");
  CHECK(completion_content(text, event(), "$reply", {}) == expected_content);
}

TEST_CASE("an edit leaves previews to the clients if the room wants them") {
  reply_settings settings;
  settings.link_previews = true;
  settings.msgtype = "m.text";
  CHECK(edit_content({"a", "b"}, event(), "$\"", settings) ==
        R"({"msgtype":"m.text","body":"* a","format":"org.matrix.custom.html",)"
        R"("formatted_body":"* b","m.mentions":{},"io.musiclink":{"v":1,"trigger":"$event"},)"
        R"("m.new_content":{"msgtype":"m.text","body":"a",)"
        R"("format":"org.matrix.custom.html","formatted_body":"b","m.mentions":{},)"
        R"("io.musiclink":{"v":1,"trigger":"$event"}},)"
        R"("m.relates_to":{"rel_type":"m.replace","event_id":"$\""}})");
}

TEST_CASE("previews are left to the clients if the room wants them") {
  reply_settings settings;
  settings.link_previews = true;
  settings.style = reply_style::standalone;
  settings.msgtype = "m.text";
  CHECK(reply_content(text, event(), settings) ==
        R"({"msgtype":"m.text","body":"A – B\nDeezer: https://d",)"
        R"("format":"org.matrix.custom.html","formatted_body":"<strong>A</strong>",)"
        R"("m.mentions":{},"io.musiclink":{"v":1,"trigger":"$event"}})");
}

TEST_CASE("whatever an event id holds, the content is JSON") {
  auto odd = event("$\"}\n\xff");
  odd.event_id = "$\\u0000\"";
  const auto parsed = json::document::parse(content(reply_style::automatic, odd));
  REQUIRE(std::holds_alternative<json::document>(parsed));
  const auto relation = std::get<json::document>(parsed).root()["m.relates_to"];
  CHECK(relation["event_id"].string_or("") == "$\"}\n\ufffd");
  CHECK(relation["m.in_reply_to"]["event_id"].string_or("") == odd.event_id);
  const auto mark = std::get<json::document>(parsed).root()["io.musiclink"];
  CHECK(mark["trigger"].string_or("") == odd.event_id);
}

} // namespace musiclink
