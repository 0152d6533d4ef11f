#include "core/match/words.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {
using namespace match;

TEST_CASE("punctuation does not tell words apart") {
  CHECK(words_of("don't stop, me now!") == words{"dont", "stop", "me", "now"});
  CHECK(key(words_of("ac/dc")) == key(words_of("acdc")));
  CHECK(key(words_of("r.e.m.")) == "rem");
}

TEST_CASE("numbers keep their distance") {
  CHECK(key(words_of("no. 4 1")) != key(words_of("no. 41")));
}

TEST_CASE("parts and numbers have one spelling") {
  CHECK(words_of("pt. ii") == words_of("part 2"));
  CHECK(words_of("mambo no. 5") == words_of("mambo number five"));
  CHECK(words_of("vol. 1") != words_of("vol. 2"));
  CHECK(words_of("chapter") == words{"chapter"});
}

TEST_CASE("signs that stand for letters or words are read as these") {
  CHECK(words_of("p!nk") == words{"pink"});
  CHECK(words_of("a$ap ke$ha $ign") == words{"asap", "kesha", "sign"});
  CHECK(words_of("rock 'n' roll") == words_of("rock & roll"));
  CHECK(words_of("knockin' on") == words_of("knocking on"));
}

TEST_CASE("stars stand for letters") {
  CHECK(same_words(words_of("f**k you"), words_of("fuck you")));
  CHECK(same_words(words_of("***flawless"), words_of("flawless")));
  CHECK_FALSE(same_words(words_of("f**k"), words_of("flock")));
}

TEST_CASE("umlauts have two spellings in ASCII") {
  CHECK(same_words(words_of("gruen"), words_of("grun")));
  CHECK(same_words(words_of("blaa"), words_of("bla")));
  CHECK_FALSE(same_words(words_of("grin"), words_of("grun")));
}

TEST_CASE("marks that stand alone are words") {
  CHECK(words_of("die drei ???") != words_of("die drei !!!"));
  CHECK(words_of("why?") == words_of("why"));
}

TEST_CASE("a title of punctuation only is one word") {
  CHECK(words_of("÷") == words{"divide"});
  CHECK(words_of("???") == words{"???"});
  CHECK(words_of("").empty());
}

} // namespace musiclink::test
