#include "core/match/vocabulary.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {
using namespace match;

namespace {

std::set<std::string> kinds(std::string_view folded) {
  return version_in(words_of(folded)).kinds;
}

} // namespace

TEST_CASE("version words of several languages are known") {
  CHECK(kinds("live at wembley") == std::set<std::string>{"live"});
  CHECK(kinds("en vivo") == std::set<std::string>{"live"});
  CHECK(kinds("ремикс") == std::set<std::string>{"remix"});
  CHECK(kinds("ピアノ") == std::set<std::string>{"piano"});
  CHECK(kinds("slowed + reverb") == std::set<std::string>{"slowed"});
  CHECK(kinds("taylor's version") == std::set<std::string>{"re-recorded"});
  CHECK(kinds("2012 version") == std::set<std::string>{"version"});
}

TEST_CASE("live is a verb too") {
  CHECK(kinds("live your life").empty());
  CHECK(kinds("alive").empty());
}

TEST_CASE("who made a remix is a detail") {
  CHECK(version_in(words_of("tiesto remix")).details == std::set<std::string>{"tiesto"});
}

TEST_CASE("what every edition may say is noise") {
  for (const auto* text : {"remastered 2011", "2009 digital remaster", "deluxe edition",
                           "original mix", "single version", "album version", "official video",
                           "50th anniversary", "4k", "explicit", "stereo mix", "公式"}) {
    INFO(text);
    CHECK(is_noise(words_of(text)));
    CHECK(kinds(text).empty());
  }
}

TEST_CASE("years, numbers and unknown words are not noise") {
  CHECK_FALSE(is_noise(words_of("1999")));
  CHECK_FALSE(is_noise(words_of("the one")));
  CHECK_FALSE(is_noise(words_of("blue album")));
}

} // namespace musiclink::test
