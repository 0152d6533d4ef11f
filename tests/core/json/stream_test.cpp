#include "core/json/stream.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace musiclink;
using namespace std::literals;

namespace {

using texts = std::vector<std::string>;

/// Writes down what it is told. A member of the name "skip" is skipped, and so is each container
/// after `containers` of them.
class recorder : public json::handler {
public:
  texts events;
  std::size_t containers = 1000;

  void on_null() override { events.emplace_back("null"); }
  void on_boolean(bool truth) override { events.emplace_back(truth ? "true" : "false"); }
  void on_integer(std::int64_t number) override { events.push_back("i" + std::to_string(number)); }
  void on_number(double number) override { events.push_back("d" + std::to_string(number)); }
  void on_string(std::string_view text) override { events.push_back("s" + std::string(text)); }
  bool on_key(std::string_view name) override {
    events.push_back("k" + std::string(name));
    return name != "skip";
  }
  bool on_begin_object() override { return begin("{"); }
  bool on_begin_array() override { return begin("["); }
  void on_end_object() override { events.emplace_back("}"); }
  void on_end_array() override { events.emplace_back("]"); }

private:
  bool begin(const char* bracket) {
    events.emplace_back(bracket);
    return containers-- != 0;
  }
};

texts read(std::string text, std::size_t containers = 1000) {
  recorder seen;
  seen.containers = containers;
  CHECK_FALSE(json::parse_in_place(text, seen));
  return seen.events;
}

bool is_refused(std::string text) {
  recorder seen;
  return json::parse_in_place(text, seen).has_value();
}

/// What no parser that reads it takes.
const texts unreadable{"[01, +1, .5, nul, <html>]", "{a 1 \"b\" : : , , \"\\x\\ud8\" }",
                       "\"\n\t\x01\\u12\"", "nonsense", "[\"a\\\"]}\\\\\", {\"[\":1}]"};

} // namespace

TEST_CASE("a handler is told every part in order") {
  CHECK(read(R"({"a":[1,-2,1.5,18446744073709551615],"b\n":"x\u0041","c":[true,false,null]})") ==
        texts{"{", "ka", "[", "i1", "i-2", "d1.500000", "d18446744073709551616.000000", "]", "kb\n",
              "sxA", "kc", "[", "true", "false", "null", "]", "}"});
  CHECK(read(" [ { } , [ ] , \"\" ]\r\n\t ") == texts{"[", "{", "}", "[", "]", "s", "]"});
  CHECK(read("1") == texts{"i1"});
}

TEST_CASE("a number that no double holds is null, as are the words that are no JSON") {
  CHECK(read("[1e999,-1e99999999999999999999,NaN,Infinity,-Infinity," + std::string(400, '9') +
             ",1]") == texts{"[", "null", "null", "null", "null", "null", "null", "i1", "]"});
}

TEST_CASE("every escape is read, half a surrogate pair as a replacement character") {
  CHECK(
      read(
          R"(["\"\\\/\b\f\n\r\t","\u00e9\u20ac\ud83c\udfb5","\ud83c","\udfb5x","\ud83c\u0041"])") ==
      texts{"[", "s\"\\/\b\f\n\r\t", "s\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5", "s\xef\xbf\xbd",
            "s\xef\xbf\xbdx",
            "s\xef\xbf\xbd"
            "A",
            "]"});
  CHECK(read("\"a\\u0000b\"") == texts{"sa\0b"s});
}

TEST_CASE("bytes that are no text read as replacement characters, and cost nothing else") {
  CHECK(read("{\"\xff\":\"a\xc3\",\"b\":\"\xed\xa0\x80\"}") ==
        texts{"{", "k\xef\xbf\xbd", "sa\xef\xbf\xbd", "kb", "s\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
              "}"});
}

TEST_CASE("of a member that is skipped nothing is told, whatever it is") {
  for (const auto& odd : unreadable) {
    CAPTURE(odd);
    CHECK(read(R"({"skip": )" + odd + R"( ,"a":1})") == texts{"{", "kskip", "ka", "i1", "}"});
  }
}

TEST_CASE("of a container that is skipped nothing is told, its end included") {
  for (const auto& odd : unreadable) {
    CAPTURE(odd);
    CHECK(read("[[" + odd + "],1]", 1) == texts{"[", "[", "i1", "]"});
    CHECK(read("[{" + odd + "},1]", 1) == texts{"[", "{", "i1", "]"});
  }
}

TEST_CASE("what is read is RFC 8259 and nothing else") {
  for (
      const auto& text :
      {""s,          " "s,          "{"s,        "["s,        "[1,]"s,         "[,1]"s,
       "[1 2]"s,     "{\"a\":1,}"s, "{\"a\"}"s,  "{\"a\":}"s, "{1:2}"s,        "// c\n1"s,
       "1 2"s,       "nul"s,        "'a'"s,      "{a:1}"s,    "[01]"s,         "[+1]"s,
       "[.5]"s,      "[1.]"s,       "[1e]"s,     "[-]"s,      "[--1]"s,        "nan"s,
       "\"\n\""s,    "\"\\x\""s,    "\"\\"s,     "\"\\u12"s,  "\"\\ud83c\\u"s, "[1}"s,
       "{\"a\":1]"s, "1\0"s,        "[1]\0[2]"s, "\0"s,       "\"\0\""s,       "\xef\xbb\xbf{}"s}) {
    CAPTURE(text);
    CHECK(is_refused(text));
  }
}

TEST_CASE("what is skipped must end where it seems to") {
  for (const auto& text :
       {"{\"skip\":[}"s, "{\"skip\":[1}]}"s, "{\"skip\":\"a"s, "{\"skip\":\"a\\"s, "{\"skip\":}"s,
        "{\"skip\":,\"a\":1}"s, "{\"skip\":{\"a\":[1,2}"s, "{\"skip\":[\"a"s, "{\"skip\""s,
        "{\"skip\" 1}"s}) {
    CAPTURE(text);
    CHECK(is_refused(text));
  }
}

TEST_CASE("an error says where the text is wrong") {
  std::string text = R"({"a": tru})";
  recorder seen;
  const auto error = json::parse_in_place(text, seen);
  REQUIRE(error);
  CHECK(error->offset == 6);
  CHECK_FALSE(error->message.empty());
}

TEST_CASE("depth costs no stack, read or skipped") {
  constexpr std::size_t depth = 1'000'000;
  const auto deep = std::string(depth, '[') + std::string(depth, ']');
  CHECK(read(deep, depth).size() == 2 * depth);
  CHECK(read("{\"skip\":" + deep + "}") == texts{"{", "kskip", "}"});
  CHECK(is_refused(std::string(2 * depth, '[')));
}
