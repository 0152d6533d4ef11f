#include "core/text/link_scan.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;

namespace {

/// The links of a text, joined by a space.
std::string links_in(std::string_view text) {
  std::string result;
  link_scanner scanner(text);
  while (const auto found = scanner.next())
    result.append(result.empty() ? "" : " ").append(*found);
  return result;
}

} // namespace

TEST_CASE("a link begins with one of three schemes, in any case") {
  CHECK(links_in("a http://x HTTPS://y Spotify:z") == "http://x HTTPS://y Spotify:z");
  CHECK(links_in("hxxps://x https:/x https:\\\\x //x x.y/z deezer://x") == "");
  CHECK(links_in("") == "");
  CHECK(links_in(":") == "");
}

TEST_CASE("what cannot stand before a link makes it none") {
  for (const char* before : {"a", "Z", "0", "+", "-", "."}) {
    CAPTURE(before);
    CHECK(links_in(std::string(before) + "https://x") == "");
    CHECK(links_in(std::string(before) + "spotify:x") == "");
  }
  for (const char* before : {"", " ", "(", "=", ":", ",", "_", "/", "!", "\"", "\xc3\xa9",
                             "\xf0\x9f\x8e\xb5", "link:"}) {
    CAPTURE(before);
    CHECK(links_in(std::string(before) + "https://x") == "https://x");
    CHECK(links_in(std::string(before) + "spotify:x") == "spotify:x");
  }
}

TEST_CASE("a link ends at what cannot be part of it") {
  for (const char* end :
       {" ",      "\t",     "\n",     "\r",     "\x01",   "\x7f",   "<",      ">",      "\"",
        "`",      "|",      "\\",     "^",      "{",      "}",      "[",      "]",      "\u0085",
        "\u00a0", "\u00ab", "\u00bb", "\u1680", "\u2003", "\u2009", "\u200b", "\u200c", "\u200d",
        "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u202f", "\u205f", "\u2060",
        "\u2066", "\u2069", "\u3000", "\ufeff", "\u061c", "\u2018", "\u2019", "\u201a", "\u201c",
        "\u201d", "\u201e", "\u2039", "\u203a", "\u2026", "\u3001", "\u3002", "\u300c", "\u300d",
        "\u3010", "\u3011", "\u301c", "\uff01", "\uff08", "\uff09", "\uff0c", "\uff1a", "\uff1f",
        "\uff3b", "\uff5d", "\uff5e", "\uff62"}) {
    CAPTURE(end);
    CHECK(links_in("https://x/y" + std::string(end) + "z") == "https://x/y");
  }
  CHECK(links_in(std::string("https://x\0y", 11)) == "https://x");
}

TEST_CASE("a link ends at bytes that are no character") {
  for (const char* bytes : {"\xff", "\x80", "\xc3", "\xe3\x81", "\xc3\xa9\x80", "\xfd\x01\x02\x03",
                            "\xed\xa0\x80", "\xc0\xaf"}) {
    CAPTURE(bytes);
    CHECK(links_in("https://x" + std::string(bytes) + "y") == "https://x");
  }
}

TEST_CASE("letters of any script, and signs of URLs, are part of a link") {
  for (const char* part :
       {"\u00e9",     "\u043a", "\u3042", "\u4e2d", "\u3005", "\u3007", "\u30fc", "\uac00",
        "\U0001f525", "\u0301", "%",      "@",      "&",      "=",      "#",      "$",
        "_",          "(",      "+",      "-",      "~y",     ":y",     ";y",     ",y",
        ".y",         "!y",     "?y",     "'y",     "*y"}) {
    CAPTURE(part);
    CHECK(links_in("https://x/" + std::string(part)) == "https://x/" + std::string(part));
  }
}

TEST_CASE("the punctuation of the sentence is cut") {
  CHECK(without_trailing_punctuation("https://x/y.,;:!?'*~") == "https://x/y");
  CHECK(without_trailing_punctuation("https://x/y)).") == "https://x/y");
  CHECK(without_trailing_punctuation("https://x/(y)") == "https://x/(y)");
  CHECK(without_trailing_punctuation("https://x/(y))") == "https://x/(y)");
  CHECK(without_trailing_punctuation("https://x/(y).)") == "https://x/(y)");
  CHECK(without_trailing_punctuation("https://x/y_-/") == "https://x/y_-/");
  CHECK(without_trailing_punctuation("...") == "");
}

TEST_CASE("a URL inside a URL of any scheme is part of it") {
  CHECK(links_in("https://x/?u=https://y#spotify:z") == "https://x/?u=https://y#spotify:z");
  CHECK(links_in("ftp://x/https://y then https://z") == "https://z");
  CHECK(links_in("mxc://x/spotify:y") == "");
  CHECK(links_in("https://https://x") == "https://https://x");
  CHECK(links_in("https://x|https://y") == "https://x https://y");
}

TEST_CASE("a label glued to a link is no link") {
  CHECK(links_in("Spotify:https://x") == "https://x");
  CHECK(links_in("spotify:spotify:track:x") == "spotify:track:x");
  CHECK(links_in("spotify: track") == "spotify");
}
