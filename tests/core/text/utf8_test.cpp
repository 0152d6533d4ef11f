#include "core/text/utf8.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

TEST_CASE("text of every length of character is UTF-8") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5"));
  CHECK(to_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5") ==
        "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5");
}

TEST_CASE("what RFC 3629 forbids is not UTF-8") {
  for (const std::string_view bytes : {
           "\x80",             // a continuation without its start
           "\xc3",             // cut short
           "\xc0\xaf",         // overlong
           "\xe0\x80\xaf",     // overlong
           "\xf0\x80\x80\xaf", // overlong
           "\xed\xa0\x80",     // a surrogate
           "\xf4\x90\x80\x80", // above U+10FFFF
           "\xf5\x80\x80\x80",
           "\xff",
       }) {
    CAPTURE(bytes.size());
    CHECK_FALSE(is_utf8(bytes));
    CHECK(is_utf8(to_utf8(bytes)));
  }
}

TEST_CASE("what is not UTF-8 is replaced and the rest is kept") {
  CHECK(to_utf8("a\xff"
                "b\xc3") == "a\xef\xbf\xbd"
                            "b\xef\xbf\xbd");
  CHECK(to_utf8("\xe2\x82z") == "\xef\xbf\xbd\xef\xbf\xbdz");
}
