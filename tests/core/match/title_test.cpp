#include "core/match/title.hpp"

#include <doctest/doctest.h>

#include <string>

namespace musiclink::test {
using namespace match;

namespace {

/// Segments as "[words]", those in brackets as "(words)".
std::string shape(std::string_view folded) {
  std::string result;
  for (const auto& piece : take_apart(folded).segments)
    result.append(piece.bracketed ? "(" : "[")
        .append(key(piece.spelt))
        .append(piece.bracketed ? ")" : "]");
  return result;
}

} // namespace

TEST_CASE("a title is cut at brackets, dashes, bars and quotes") {
  CHECK(shape("adele - hello (official video) [hd]") == "[adele][hello](officialvideo)(hd)");
  CHECK(shape("bts 'dynamite' official mv") == "[bts][dynamite][officialmv]");
  CHECK(shape("tt -japanese ver.-") == "[tt][japanesever]");
  CHECK(shape("sober | a colors show") == "[sober](acolorsshow)");
}

TEST_CASE("hyphens, apostrophes and inches do not cut") {
  CHECK(shape("blink-182") == "[blink182]");
  CHECK(shape("rock 'n' roll star") == "[rockandrollstar]");
  CHECK(shape("blue monday (12\" version)") == "[bluemonday](12inchversion)");
  CHECK(shape("let it go - from \"frozen\"") == "[letitgo][fromfrozen]");
}

TEST_CASE("guests and producers are no part of a title") {
  const auto apart = take_apart("get lucky (feat. pharrell & nile) [prod. x]");
  REQUIRE(apart.segments.size() == 1);
  CHECK(key(apart.segments[0].spelt) == "getlucky");
  REQUIRE(apart.guests.size() == 1);
  CHECK(words_of(apart.guests[0]) == words{"pharrell", "and", "nile"});
}

TEST_CASE("who made it goes, who plays along stays") {
  CHECK(take_apart("that that (prod. & feat. suga of bts)").guests.size() == 1);
  CHECK(take_apart("xo (prod. tm88)").guests.empty());
}

TEST_CASE("hash tags behind a title are pieces of their own") {
  const auto apart = take_apart("ditto #newjeans #live");
  REQUIRE(apart.segments.size() == 3);
  CHECK(apart.segments[1].tag);
  CHECK(take_apart("crush #1").segments.size() == 1);
}

TEST_CASE("what is said behind the guests is kept") {
  CHECK(shape("umbrella ft. jay-z live at wembley") == "[umbrella](liveatwembley)");
}

TEST_CASE("feet, lyrics and you are no guests") {
  CHECK(take_apart("6 ft 2").guests.empty());
  CHECK(take_apart("hello (with lyrics)").guests.empty());
  CHECK(take_apart("dancing (with myself)").guests.empty());
}

TEST_CASE("brackets that nothing closes or opens are survived") {
  CHECK(shape("a (b") == "[a](b)");
  CHECK(shape("a) b") == "[a][b]");
  CHECK(shape("( )") == "[()]");
  CHECK(shape("").empty());
}

} // namespace musiclink::test
