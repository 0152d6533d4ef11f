#include "core/links/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;

namespace {

/// The letters that are read of a body.
std::string read(std::string_view body) {
  std::string result;
  for (const auto part : readable_text(body))
    for (const char c : part)
      if (c >= 'A' && c <= 'Z')
        result += c;
  return result;
}

} // namespace

TEST_CASE("a plain body is read as it is") {
  CHECK(readable_text("a\n> b\nc") == std::vector<std::string_view>{"a\n> b\nc"});
  CHECK(readable_text("").empty());
}

TEST_CASE("the quote in front of a reply is not read") {
  CHECK(read("> <@a:b> A\n> B\n>C\n\nD\n> E") == "DE");
  CHECK(read("> * <@a:b> A\n\nB") == "B");
  CHECK(read("> <@a:b> A") == "");
  CHECK(read("> <@a:b> A\nB") == "B");
}

TEST_CASE("other quotes are read") {
  CHECK(read("> A\n\nB") == "AB");
  CHECK(read("A\n> <@a:b> B") == "AB");
  CHECK(read(" > <@a:b> A") == "A");
  CHECK(read("> @a:b A") == "A");
}

TEST_CASE("a fenced block is not read") {
  for (const std::string mark : {"```", "~~~", "`````", "~~~~"}) {
    CAPTURE(mark);
    CHECK(read("A\n" + mark + "\nB\n" + mark + "\nC") == "AC");
    CHECK(read("A\n" + mark + " Js\nB\n" + mark + "  \nC") == "AC");
    CHECK(read("A\r\n" + mark + "\r\nB\r\n" + mark + "\r\nC") == "AC");
    CHECK(read("   " + mark + "\nB\n  " + mark + "\nC") == "C");
    CHECK(read(mark + "\nB") == "");
    CHECK(read(mark + "\nB\n\n" + mark + " x\nC") == "");
    CHECK(read("    " + mark + "\n\nC") == "C");
  }
}

TEST_CASE("a fence is closed by its own sign, at least as long") {
  CHECK(read("````\nA\n```\nB\n`````\nC") == "C");
  CHECK(read("```\nA\n~~~\nB\n```\nC") == "C");
  CHECK(read("~~~ a`b\nA\n~~~\nC") == "C");
  CHECK(read("```\nA\n    ```\nB\n```\nC") == "C");
}

TEST_CASE("backticks in one line are no fence") {
  CHECK(read("```A```\nB") == "B");
  CHECK(read("``` a`b\nA") == "A");
  CHECK(read("``\nA") == "A");
  CHECK(read("~~\nA\n~~") == "A");
}

TEST_CASE("a fence in a quote ends with the quote") {
  CHECK(read("> ```\n> A\n> ```\n> B") == "B");
  CHECK(read("> ~~~\n> A\nB") == "B");
  CHECK(read("~~~\n> A\n> ~~~\nB") == "");
}

TEST_CASE("a fence in a list item ends with the item") {
  CHECK(read("- ~~~\n  A\n  ~~~\n- B") == "B");
  CHECK(read("1. x\n   ~~~\n   A\n   ~~~\n   B") == "B");
  CHECK(read("- ~~~\n  A\nB") == "B");
  CHECK(read("- - ~~~\n    A\n    ~~~\n    B") == "B");
}

TEST_CASE("no code span reaches into another block") {
  CHECK(read("`A\nB`C") == "C");
  CHECK(read("` A\n\nB ` C") == "ABC");
  CHECK(read("- ` A\n- B ` C") == "ABC");
  CHECK(read("# ` A\nB ` C") == "ABC");
  CHECK(read("` A\n> B ` C") == "ABC");
  CHECK(read("` A\n```\nB\n```\nC ` D") == "ACD");
  CHECK(read("> ` A\nB ` C") == "C");
}

TEST_CASE("hostile bodies are read to their end") {
  for (const std::string part :
       {"`", "` `` ", "```\n", "> ```\n", ">", "- ", "~~~\n> ", "\\`", "1. ", "\n", "# `\n"}) {
    std::string body;
    while (body.size() < 1 << 20)
      body += part;
    CAPTURE(part);
    CHECK(read(body + "\n\nA").size() <= 1);
  }
}
