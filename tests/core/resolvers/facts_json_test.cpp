#include "core/resolvers/facts_json.hpp"

#include "tests/support/parsed.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {
namespace {

std::variant<pair_of_facts, no_pair> read(const std::string& line) {
  return pair_from(parsed(line).root());
}

std::string problem_of(const std::string& line) {
  const auto found = read(line);
  const auto* none = std::get_if<no_pair>(&found);
  return none ? none->problem : "";
}

const std::string song = R"({"type":"track","title":"Hello","artists":["Adele"]})";

std::string with(const std::string& member) {
  return R"({"source":)" + song.substr(0, song.size() - 1) + "," + member + R"(},"candidate":)" +
         song + "}";
}

} // namespace

TEST_CASE("a pair is read with all that facts hold") {
  const auto found =
      read(R"({"source":{"type":"album","title":"25","artists":["Adele","x"],"duration":1000,)"
           R"("isrc":"GBBKS1500214","upc":"888750","known_music":true,"album":"a","tracks":11,)"
           R"("year":2015},"candidate":)" +
           song + R"(,"same":true})");
  const auto* pair = std::get_if<pair_of_facts>(&found);
  REQUIRE(pair);
  facts wanted;
  wanted.type = item_type::album;
  wanted.title = "25";
  wanted.artists = {"Adele", "x"};
  wanted.duration = milliseconds(1000);
  wanted.isrc = "GBBKS1500214";
  wanted.upc = "888750";
  wanted.known_music = true;
  wanted.album = "a";
  wanted.tracks = 11;
  wanted.year = 2015;
  CHECK(pair->source == wanted);
  facts other;
  other.type = item_type::track;
  other.title = "Hello";
  other.artists = {"Adele"};
  CHECK(pair->candidate == other);
}

TEST_CASE("what may be absent may be null") {
  CHECK(problem_of(with(R"("duration":null,"isrc":null,"known_music":null,"year":null)")).empty());
}

TEST_CASE("what is no pair is named with its place") {
  CHECK(problem_of("[]") == "/source: not an object");
  CHECK(problem_of(R"({"source":)" + song + "}") == "/candidate: not an object");
  CHECK(problem_of(with(R"("type":"song")")).starts_with("/source/type: not \"track\""));
  CHECK(problem_of(with(R"("title":1)")) == "/source/title: not a string");
  CHECK(problem_of(with(R"("title":null)")) == "/source/title: not a string");
  CHECK(problem_of(with(R"("artists":"Adele")")) == "/source/artists: not an array of strings");
  CHECK(problem_of(with(R"("artists":["Adele",1])")) == "/source/artists: not an array of strings");
  CHECK(problem_of(with(R"("upc":888750)")) == "/source/upc: not a string");
  CHECK(problem_of(with(R"("known_music":1)")) == "/source/known_music: neither true nor false");
  for (const std::string number : {"-1", "1.5", "1000000001", "\"1\"", "1e300"})
    CHECK(problem_of(with(R"("duration":)" + number)) ==
          "/source/duration: not a whole number from 0 to 1000000000");
}

TEST_CASE("a judgement says its reasons in words") {
  CHECK(to_json({verdict::sure, {}}) == R"({"verdict":"sure","reasons":[]})");
  CHECK(to_json({verdict::doubtful, {{cause::word, "cercle"}, {cause::no_length, {}}}}) ==
        R"({"verdict":"doubtful","reasons":["a word that only one side has: cercle",)"
        R"("only equal lengths would tell"]})");
}

} // namespace musiclink::test
