#include "core/text/unicode.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>

namespace musiclink::test {

TEST_CASE("plain ASCII takes the short way to the same") {
  for (char c = 0; c >= 0 && c < 127; ++c) {
    CAPTURE(c);
    const std::string one(1, c);
    CHECK(folded(one + "é") == folded(one) + "e");
  }
}

TEST_CASE("Latin letters fold to ASCII") {
  CHECK(folded("Beyoncé Sigur Rós MOTÖRHEAD") == "beyonce sigur ros motorhead");
  CHECK(folded("Ø ł ß Đ æ İ ı") == "o l ss d ae i i");
  CHECK(folded("Sơn Tùng") == "son tung");
}

TEST_CASE("full-width and half-width forms are plain ones") {
  CHECK(folded("ＬＥＭＯＮ（ｌｉｖｅ）") == "lemon(live)");
  CHECK(folded("ｱﾆﾒ") == "アニメ");
}

TEST_CASE("other scripts stay whole but for case") {
  CHECK(folded("ГРУППА Крови") == "группа крови");
  CHECK(folded("Мой") != folded("Мои"));
  CHECK(folded("звёзды") == "звезды");
  CHECK(folded("ガ") != folded("カ"));
  CHECK(folded("ซ่อนกลิ่น") == "ซ่อนกลิ่น");
  CHECK(folded("तुम ही हो") == "तुम ही हो");
}

TEST_CASE("Greek accents, vowel signs and traditional characters do not tell texts apart") {
  CHECK(folded("ΑΓΑΠΗΣ") == folded("αγάπης"));
  CHECK(folded("مُحَمَّد") == "محمد");
  CHECK(folded("周杰倫") == folded("周杰伦"));
}

TEST_CASE("quotes and brackets of every script are ASCII") {
  CHECK(folded("「夜」【mv】“a”") == "\"夜\"[mv]\"a\"");
  CHECK(folded("Don’t – stop") == "don't - stop");
}

TEST_CASE("bytes that are no text are survived") {
  CHECK(folded("").empty());
  CHECK(folded("a\xff\xc3") == "a\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("columns of a terminal are counted as it shows them") {
  CHECK(terminal_columns("") == 0);
  CHECK(terminal_columns("abc") == 3);
  CHECK(terminal_columns("音楽") == 4);
  CHECK(terminal_columns("e\u0301") == 1);
  CHECK(terminal_columns("🎵") == 2);
  CHECK(terminal_columns("\xff") == 1);
}

TEST_CASE("threads fold at the same time") {
  std::string there;
  std::thread other([&] { there = folded("É"); });
  other.join();
  CHECK(there == folded("é"));
}

} // namespace musiclink::test
