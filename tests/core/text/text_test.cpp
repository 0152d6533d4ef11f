#include "core/text/text.hpp"

#include "core/text/utf8.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

TEST_CASE("a text from outside becomes one line") {
  CHECK(one_line("  two \r\n\t lines \n", 100) == "two lines");
  CHECK(one_line("", 100).empty());
  CHECK(one_line(" \n ", 100).empty());
  CHECK(one_line("no-break\xc2\xa0space", 100) == "no-break space");
  CHECK(one_line("line\xe2\x80\xa8separator", 100) == "line separator");
}

TEST_CASE("controls and what turns or hides text are removed, joiners are kept") {
  CHECK(one_line(std::string_view("a\0b\x1b[31mc\x7f", 10), 100) == "ab[31mc");
  CHECK(one_line("evil\xe2\x80\xaegnp.exe\xe2\x80\xac", 100) == "evilgnp.exe");
  CHECK(one_line("\xe2\x81\xa6isolate\xe2\x81\xa9", 100) == "isolate");
  CHECK(one_line("zero\xe2\x80\x8bwidth\xef\xbb\xbf", 100) == "zerowidth");
  CHECK(one_line("c1\xc2\x9b", 100) == "c1");
  CHECK(one_line("\xe2\x80\x8d", 100) == "\xe2\x80\x8d");
}

TEST_CASE("a text that is spelled out hides nothing and stays one line") {
  CHECK(spelled_out("a\n\x1b[2J\x7f") == R"(a\n\u{1b}[2J\u{7f})");
  CHECK(spelled_out("\xe2\x80\xaetxt\xff") == "\\u{202e}txt\xef\xbf\xbd");
  CHECK(spelled_out("\xc3\xa9 \"x\"") == "\xc3\xa9 \"x\"");
}

TEST_CASE("a text is cut between characters and says so") {
  CHECK(one_line("abc", 3) == "abc");
  CHECK(one_line("abc  ", 3) == "abc");
  CHECK(one_line("abcd", 3) == "ab\xe2\x80\xa6");
  CHECK(one_line("ab cd", 3) == "ab\xe2\x80\xa6");
  CHECK(one_line("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2", 3) == "\xd0\x9f\xd1\x80\xe2\x80\xa6");
  CHECK(one_line("\xf0\x9f\x8e\xb5\xf0\x9f\x8e\xb5", 1) == "\xe2\x80\xa6");
  CHECK(one_line("a", 0).empty());
}

TEST_CASE("bytes that are not UTF-8 come out as UTF-8") {
  const auto line = one_line("a\xff\xc3(\xf0\x9f", 100);
  CHECK(is_utf8(line));
  CHECK(line.starts_with("a\xef\xbf\xbd"));
}

TEST_CASE("characters are taken whole") {
  std::string_view text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5";
  CHECK(take_character(text) == U'a');
  CHECK(take_character(text) == U'\u00e9');
  CHECK(take_character(text) == U'\u20ac');
  CHECK(take_character(text) == U'\U0001f3b5');
  CHECK(text.empty());
}

TEST_CASE("splitting tells whether the separator was there") {
  const auto first = split_first("a - b - c", " - ");
  CHECK(first.before == "a");
  CHECK(first.after == "b - c");
  const auto last = split_last("a - b - c", " - ");
  CHECK(last.before == "a - b");
  CHECK(last.after == "c");
  CHECK_FALSE(split_first("abc", " - ").found);
  CHECK(split_last("abc", " - ").before == "abc");
}

TEST_CASE("parts are joined with the separator between them") {
  CHECK(joined({}) == "");
  CHECK(joined({"a"}) == "a");
  CHECK(joined({"a", "b", "c"}) == "a, b, c");
  CHECK(joined({"a", "b"}, " or ") == "a or b");
}

TEST_CASE("case is ignored for ASCII letters only") {
  CHECK(equals_ignoring_case("HTTPS://", "https://"));
  CHECK_FALSE(equals_ignoring_case("abc", "ab"));
  CHECK_FALSE(equals_ignoring_case("\xc3\x89", "\xc3\xa9"));
}
