#include "core/links/code_spans.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;

namespace {

/// What is left of a paragraph, its parts joined by '|'.
std::string outside_code(std::string_view paragraph) {
  std::vector<std::string_view> parts;
  append_without_code_spans(paragraph, parts);
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i)
    result.append(i == 0 ? "" : "|").append(parts[i]);
  return result;
}

} // namespace

TEST_CASE("a code span reaches to the next run of as many backticks") {
  CHECK(outside_code("a `b` c") == "a | c");
  CHECK(outside_code("``a ` b`` c") == "| c");
  CHECK(outside_code("`a`` b` c") == "| c");
  CHECK(outside_code("`a\nb` c") == "| c");
  CHECK(outside_code("`a` b ``c``d") == "| b |d");
}

TEST_CASE("backticks without a partner are text") {
  CHECK(outside_code("a ` b") == "a ` b");
  CHECK(outside_code("``a` b") == "``a` b");
  CHECK(outside_code("```a`` `b`") == "```a`` |");
  CHECK(outside_code("") == "");
}

TEST_CASE("a backslash takes a backtick its meaning, but not inside code") {
  CHECK(outside_code("\\`a`") == "\\`a`");
  CHECK(outside_code("\\\\`a` b") == "\\\\| b");
  CHECK(outside_code("`a\\` b") == "| b");
  CHECK(outside_code("\\``a` b") == "\\`| b");
  CHECK(outside_code("a\\") == "a\\");
}

TEST_CASE("many runs without a partner are read to their end") {
  std::string paragraph;
  for (std::size_t length = 1; length < 1500; ++length)
    paragraph.append(length, '`').append(" ");
  CHECK(outside_code(paragraph) == paragraph);
}
