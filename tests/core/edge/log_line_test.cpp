#include "core/edge/log_line.hpp"

#include "core/json/json.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

TEST_CASE("a line for people names its fields and quotes what needs it") {
  CHECK(log::text_line("reply sent", {}) == "reply sent");
  CHECK(log::text_line("reply sent", {{"room", "!abc:example.org"}, {"attempt", "2"}}) ==
        "reply sent room=!abc:example.org attempt=2");
  CHECK(log::text_line("x", {{"a", ""}, {"b", "two words"}, {"c", "q\"\\"}, {"d", "k=v"}}) ==
        R"(x a="" b="two words" c="q\"\\" d="k=v")");
}

TEST_CASE("no value can forge a line or hide in one") {
  const auto line = log::text_line("a\nb", {{"alias", "x\n2026 error y\x1b[2J\x7f"}});
  CHECK(line == R"(a\nb alias="x\n2026 error y\u{1b}[2J\u{7f}")");
  CHECK(log::text_line("x", {{"a", "\xe2\x80\xaetxt"}}) == R"(x a="\u{202e}txt")");
  CHECK(log::text_line("x", {{"a", "\xc3\xa9"}}) == "x a=\"\xc3\xa9\"");
}

TEST_CASE("a line for machines is one JSON object") {
  const auto line =
      log::json_line(log::level::warn, "rate \"limited\"", {{"room", "!a\nb"}, {"bad", "\xff"}});
  CHECK(line.find('\n') == std::string::npos);
  auto parsed = json::document::parse("{" + line);
  REQUIRE(std::holds_alternative<json::document>(parsed));
  const auto root = std::get<json::document>(parsed).root();
  CHECK(root["level"].string_or("") == "warn");
  CHECK(root["message"].string_or("") == "rate \"limited\"");
  CHECK(root["room"].string_or("") == "!a\nb");
  CHECK(root["bad"].string_or("") == "\xef\xbf\xbd");
}

TEST_CASE("levels are read as the configuration spells them") {
  for (const auto key : {"trace", "debug", "info", "warn", "error", "off"})
    CHECK(log::to_key(log::level_from_key(key)) == key);
  CHECK(log::level_from_key("loud") == log::level::info);
}
