#include "core/match/artists.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {
using namespace match;

namespace {

agreement compared(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return compare(artists(left), artists(right));
}

} // namespace

TEST_CASE("the same artists are the same in any order and with any sign between") {
  CHECK(compared({"queen & david bowie"}, {"david bowie", "queen"}) == agreement::same);
  CHECK(compared({"j balvin x willy william"}, {"j balvin", "willy william"}) == agreement::same);
  CHECK(compared({"tyler, the creator"}, {"tyler the creator"}) == agreement::same);
  CHECK(compared({"the beatles"}, {"beatles"}) == agreement::same);
}

TEST_CASE("channels are called after artists") {
  CHECK(compared({"adele - topic"}, {"adele"}) == agreement::same);
  CHECK(compared({"taylorswiftvevo"}, {"taylor swift"}) == agreement::same);
}

TEST_CASE("a name in two scripts is either") {
  CHECK(compared({"bts (방탄소년단)"}, {"bts"}) == agreement::same);
  CHECK(compared({"周杰伦 jay chou"}, {"周杰伦"}) == agreement::same);
  CHECK(compared({"dj грув"}, {"dj смэш"}) == agreement::none);
}

TEST_CASE("fewer, others and none are told apart") {
  CHECK(compared({"a b", "c d"}, {"a b"}) == agreement::main_only);
  CHECK(compared({"a b", "c d"}, {"c d"}) == agreement::fewer);
  CHECK(compared({"a b", "c d"}, {"a b", "e f"}) == agreement::some);
  CHECK(compared({"a b"}, {"e f"}) == agreement::none);
  CHECK(compared({"кино"}, {"kino"}) == agreement::incomparable);
  CHECK(compared({}, {"kino"}) == agreement::unknown);
}

TEST_CASE("various artists are nobody") {
  const artists various({"various artists"});
  CHECK(various.various());
  CHECK(various.empty());
}

} // namespace musiclink::test
