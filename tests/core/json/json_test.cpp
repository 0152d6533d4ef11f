#include "core/json/json.hpp"
#include "tests/support/parsed.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace musiclink;
using namespace musiclink::test;
using namespace std::literals;

namespace {

json::syntax_error refused(std::string text, json::dialect how = json::dialect::strict) {
  auto result = json::document::parse(std::move(text), how);
  REQUIRE(std::holds_alternative<json::syntax_error>(result));
  return std::get<json::syntax_error>(std::move(result));
}

} // namespace

TEST_CASE("values are read by name, place and kind") {
  const auto document = parsed(R"({"s":"text","i":-7,"d":1.5,"b":true,"n":null,"a":[1,"two"]})");
  const auto root = document.root();
  CHECK(root.is_object());
  CHECK(root.size() == 6);
  CHECK(root["s"].string() == "text");
  CHECK(root["i"].integer() == -7);
  CHECK(root["i"].number() == -7.0);
  CHECK(root["d"].number() == 1.5);
  CHECK(root["b"].boolean() == true);
  CHECK(root["n"].is_null());
  CHECK(root["a"].is_array());
  CHECK(root["a"].at(1).string() == "two");
  CHECK(root.name_at(1) == "i");
  CHECK(root.member_at(1).integer() == -7);
}

TEST_CASE("asked for what is not there, a value answers nothing") {
  const auto document = parsed(R"({"s":"text","a":[1]})");
  const auto root = document.root();
  for (const auto nothing : {json::value{}, root["x"], root.at(0), root["a"].at(1), root["a"]["s"],
                             root["s"]["s"], root.member_at(2), root["x"]["y"].at(3)}) {
    CHECK_FALSE(nothing.exists());
    CHECK_FALSE(nothing.is_null());
    CHECK(nothing.size() == 0);
    CHECK(nothing.name_at(0).empty());
    CHECK_FALSE(nothing.string());
    CHECK_FALSE(nothing.integer());
    CHECK_FALSE(nothing.number());
    CHECK_FALSE(nothing.boolean());
    CHECK(nothing.string_or("else") == "else");
    CHECK(nothing.text() == "null");
  }
  CHECK_FALSE(root["s"].integer());
  CHECK_FALSE(root["a"].string());
  CHECK(root["s"].size() == 0);
}

TEST_CASE("the last of repeated members counts, an empty name is a name") {
  const auto document = parsed(R"({"a":1,"":2,"a":3})");
  CHECK(document.root()["a"].integer() == 3);
  CHECK(document.root()[""].integer() == 2);
}

TEST_CASE("an integer is what an int64 holds, however it is written") {
  const auto document = parsed("[12.0, 1e3, 9223372036854775807, -9223372036854775808, -0,"
                               " 9223372036854775808, 1.5, 1e300, -1e19, true, \"1\"]");
  const auto root = document.root();
  CHECK(root.at(0).integer() == 12);
  CHECK(root.at(1).integer() == 1000);
  CHECK(root.at(2).integer() == std::numeric_limits<std::int64_t>::max());
  CHECK(root.at(3).integer() == std::numeric_limits<std::int64_t>::min());
  CHECK(root.at(4).integer() == 0);
  for (std::size_t i = 5; i < root.size(); ++i)
    CHECK_FALSE(root.at(i).integer());
  CHECK(root.at(5).number() == 9223372036854775808.0);
  CHECK(parsed("[12.0, 1e3, -0.0, 1.5, 1e300]").root().text() == "[12,1000,0,1.5,1e300]");
}

TEST_CASE("an infinite number is no number") {
  for (const auto& huge : {"1.7976931348623159e308"s, "1e999"s, "-1e999999999999"s,
                           std::string(400, '7'), "-" + std::string(400, '7') + ".5"}) {
    CAPTURE(huge);
    const auto document = parsed("[" + huge + ",1]");
    CHECK_FALSE(document.root().at(0).number());
    CHECK_FALSE(document.root().at(0).integer());
    CHECK(document.root().at(1).integer() == 1);
    CHECK(document.root().text() == "[null,1]");
  }
}

TEST_CASE("strings keep every character, zero included") {
  const auto document = parsed("[\"a\\u0000b\", \"\\ud83c\\udfb5\", \"\\\"\\\\\\/\\n\"]");
  CHECK(document.root().at(0).string() == "a\0b"sv);
  CHECK(document.root().at(1).string() == "\xf0\x9f\x8e\xb5");
  CHECK(document.root().at(2).string() == "\"\\/\n");
}

TEST_CASE("half a surrogate pair becomes a replacement character") {
  const auto document = parsed(
      R"(["\ud83c", "\udfb5x", "\ud83c\ud83c\udfb5", "\\ud83c", "\uD83C\n", "\udfb5\udfb5"])");
  const auto root = document.root();
  CHECK(root.at(0).string() == "\xef\xbf\xbd");
  CHECK(root.at(1).string() == "\xef\xbf\xbdx");
  CHECK(root.at(2).string() == "\xef\xbf\xbd\xf0\x9f\x8e\xb5");
  CHECK(root.at(3).string() == "\\ud83c");
  CHECK(root.at(4).string() == "\xef\xbf\xbd\n");
  CHECK(root.at(5).string() == "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("strict text is RFC 8259 in UTF-8 and nothing else") {
  for (const auto& text : {""s,
                           " "s,
                           "{"s,
                           "[1,]"s,
                           "{\"a\":1,}"s,
                           "// c\n1"s,
                           "1 2"s,
                           "nul"s,
                           "'a'"s,
                           "{a:1}"s,
                           "[01]"s,
                           "[+1]"s,
                           "[.5]"s,
                           "[1.]"s,
                           "[Nan]"s,
                           "[+Infinity]"s,
                           "\"\n\""s,
                           "\"\\x\""s,
                           "\"\\"s,
                           "\"\\u12"s,
                           "\"\\ud83c\\u"s,
                           "[\"\xff\"]"s,
                           "[\"\xed\xa0\x80\"]"s,
                           "1\0"s,
                           "[1]\0[2]"s,
                           "\0"s,
                           "\xef\xbb\xbf{}"s}) {
    CAPTURE(text);
    const auto error = refused(text);
    CHECK_FALSE(error.message.empty());
    CHECK(error.offset <= text.size());
  }
}

TEST_CASE("a text that breaks off within a character is refused") {
  for (const char* start : {"\xc3", "\xe2\x82", "\xf2", "\xf0\x9f\x8e"}) {
    // Long enough to lie on the heap, where AddressSanitizer sees a read past its end.
    std::string text = "\"" + std::string(45, 'A') + start;
    text.shrink_to_fit();
    CHECK(std::holds_alternative<json::syntax_error>(json::document::parse(text)));
  }
}

TEST_CASE("relaxed text may hold comments, trailing commas and a byte order mark") {
  const auto document = parsed("\xef\xbb\xbf// first\n{ /* in\nside */ \"a\": [1, 2,], // \\\n"
                               "\"b\": \"http://x/*no*/\",\n} // last",
                               json::dialect::relaxed);
  CHECK(document.root().text() == R"({"a":[1,2],"b":"http://x/*no*/"})");
  CHECK(refused("/* open", json::dialect::relaxed).offset == 0);
  CHECK_FALSE(refused("[,]", json::dialect::relaxed).message.empty());
  CHECK_FALSE(refused("[1,,]", json::dialect::relaxed).message.empty());
}

TEST_CASE("a syntax error in relaxed text names line and column") {
  // The escapes before the fault are overwritten while it is parsed.
  const auto error = refused("{\n  \"a\": \"\\n\\n\\n\",\n  \"b\" 1\n}", json::dialect::relaxed);
  CHECK(error.line == 3);
  CHECK(error.column == 7);
  CHECK(error.offset == 25);
  CHECK(refused("x", json::dialect::relaxed).line == 1);
  CHECK(refused("x", json::dialect::relaxed).column == 1);
}

TEST_CASE("depth costs no stack, neither to parse nor to write nor to drop") {
  constexpr std::size_t depth = 1'000'000;
  const auto deep = std::string(depth, '[') + std::string(depth, ']');
  CHECK(parsed(deep).root().text() == deep);
  CHECK(refused(std::string(2 * depth, '[')).offset == 2 * depth);
}

TEST_CASE("a document can be moved, its values with it") {
  auto document = parsed(R"({"a":"a text that is too long for a short string"})");
  const auto before = document.root()["a"].string();
  const auto moved = std::move(document);
  CHECK(moved.root()["a"].string() == before);
}

TEST_CASE("text gives back any value as compact JSON") {
  for (const std::string_view text :
       {"null", "true", "false", "0", "-12", "9223372036854775807", "1.5", "\"\"", "[]", "{}",
        R"({"a":[{"b":[]},[1,"x"]],"":{"c":null},"a":2})", R"("\u0001\"\\\n")"}) {
    CHECK(parsed(std::string(text)).root().text() == text);
  }
}

TEST_CASE("the writer writes what the parser reads") {
  json::writer out;
  out.begin_object().key("a").begin_array();
  out.integer(-5).number(0.5).boolean(true).null().string("\xff\"\x01").raw(R"({"r":1})");
  out.end_array().end_object();
  CHECK(out.text() == "{\"a\":[-5,0.5,true,null,\"\xef\xbf\xbd\\\"\\u0001\",{\"r\":1}]}");
  CHECK(parsed(std::string(out.text())).root()["a"].size() == 6);
}

TEST_CASE("the writer has no word for numbers that are none") {
  json::writer out;
  out.begin_array().number(std::nan("")).number(HUGE_VAL).end_array();
  CHECK(out.text() == "[null,null]");
}
