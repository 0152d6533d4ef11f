#include "core/match/classical.hpp"

#include "core/text/unicode.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {
using namespace match;

namespace {

work work_named(const char* title) {
  return work_of(words_of(folded(title)));
}

difference between(const char* left, const char* right) {
  return compare(work_named(left), work_named(right)).how;
}

} // namespace

TEST_CASE("catalogue numbers have one spelling") {
  CHECK(work_named("K. 331").catalogue == work_named("KV331").catalogue);
  CHECK(work_named("Op. 8 No. 2").catalogue == work_named("Op. 8, Nr. 2").catalogue);
  CHECK(work_named("Op. 8 No. 2").catalogue != work_named("Op. 8 No. 3").catalogue);
}

TEST_CASE("movements, keys and forms are the same in several languages") {
  CHECK(between("Piano Sonata No. 11 in A Major, K. 331: I. Andante",
                "Klaviersonate Nr. 11 A-Dur KV 331: 1. Andante") == difference::none);
  CHECK(between("The Four Seasons, RV 315 \"Summer\": III. Presto",
                "RV 315 \"L'estate\": 3. Presto") == difference::none);
}

TEST_CASE("another number is another work; other words leave it open") {
  CHECK(between("BWV 1007: I. Prelude", "BWV 1009: I. Prelude") == difference::other);
  CHECK(between("BWV 1007: I. Prelude", "BWV 1007: II. Prelude") == difference::other);
  CHECK(between("BWV 1007: I. Prelude", "BWV 1007: I. Prelude for marimba") == difference::unclear);
}

TEST_CASE("pop is not classical") {
  CHECK_FALSE(is_classical(words_of("november rain")));
  CHECK(is_classical(words_of("nocturne in e flat major")));
}

} // namespace musiclink::test
