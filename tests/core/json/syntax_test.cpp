#include "core/json/json.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

namespace {

/// "line:column: message" about a text with comments.
std::string fault(std::string text) {
  const auto result = json::document::parse(std::move(text), json::dialect::relaxed);
  const auto* error = std::get_if<json::syntax_error>(&result);
  REQUIRE(error);
  return std::to_string(error->line) + ':' + std::to_string(error->column) + ": " + error->message;
}

} // namespace

TEST_CASE("a text that is not closed is told where it begins") {
  const auto* const remedy = "This text has no closing quotation mark on its line.";
  CHECK(fault("{\n  \"mode\": \"shadow,\n  \"matrix\": {}\n}") == "2:11: " + std::string(remedy));
  CHECK(fault("{\r\n  \"mode\": \"shadow\r\n}") == "2:11: " + std::string(remedy));
  CHECK(fault("// \"\n{\"a\": \"/*\\\"") == "2:7: " + std::string(remedy));
  CHECK(fault("[\"") == "1:2: " + std::string(remedy));
}

TEST_CASE("a comment that is not closed is told where it begins") {
  const auto* const remedy = "This comment is never closed; write */ at its end.";
  CHECK(fault("{ // one\n  /* \"two\n  \"mode\": 1 }\n") == "2:3: " + std::string(remedy));
  CHECK(fault("{} /*/") == "1:4: " + std::string(remedy));
}

TEST_CASE("a slash that begins no comment is told with those that do") {
  CHECK(fault("{\n  / one\n}") == "2:3: A comment begins with // or /*.");
  CHECK(fault("[1]/") == "1:4: A comment begins with // or /*.");
  CHECK(fault("[/* one */x]").starts_with("1:11: Invalid value"));
}

TEST_CASE("a tab in a text is told with what to write") {
  CHECK(fault("[\"one\ttwo\"]") == "1:6: A text cannot hold a tab; write \\t.");
}

TEST_CASE("of anything else the place is where it was met") {
  CHECK(fault("[\"\\d\"]").starts_with("1:3: "));
  CHECK(fault("[1 \"x\"]").starts_with("1:4: "));
  CHECK(fault("").starts_with("1:1: "));
  CHECK(fault("// nothing").starts_with("1:11: "));
}
