#include "core/match/artists.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace musiclink::test {
using namespace match;

namespace {

/// Whether both name the same ones.
bool same_ones(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  const artists one(left);
  const artists two(right);
  return one.include_all(two) && two.include_all(one);
}

} // namespace

TEST_CASE("the same artists are the same in any order and with any sign between") {
  CHECK(same_ones({"queen & david bowie"}, {"david bowie", "queen"}));
  CHECK(same_ones({"j balvin x willy william"}, {"j balvin", "willy william"}));
  CHECK(same_ones({"tyler, the creator"}, {"tyler the creator"}));
  CHECK(same_ones({"the beatles"}, {"beatles"}));
  CHECK(same_ones({"lil nas x & jack harlow"}, {"lil nas x", "jack harlow"}));
  CHECK(same_ones({"huntr/x, ejae & rei ami"}, {"huntr/x", "ejae", "rei ami"}));
}

TEST_CASE("channels are called after artists") {
  CHECK(same_ones({"adele - topic"}, {"adele"}));
  CHECK(same_ones({"taylorswiftvevo"}, {"taylor swift"}));
  CHECK(same_ones({"katebushmusic"}, {"kate bush"}));
}

TEST_CASE("a name in two scripts is either") {
  CHECK(same_ones({"bts (방탄소년단)"}, {"bts"}));
  CHECK(same_ones({"周杰伦 jay chou"}, {"周杰伦"}));
  CHECK_FALSE(same_ones({"dj грув"}, {"dj смэш"}));
}

TEST_CASE("renamed artists and abbreviations are known") {
  CHECK(same_ones({"yaz"}, {"yazoo"}));
  CHECK(same_ones({"omd"}, {"orchestral manoeuvres in the dark"}));
  CHECK(same_ones({"diana ross & the supremes"}, {"the supremes"}));
}

TEST_CASE("a name inside another is another") {
  CHECK_FALSE(same_ones({"prince"}, {"prince royce"}));
  CHECK_FALSE(same_ones({"pink floyd"}, {"pink floyd tribute band"}));
  CHECK_FALSE(same_ones({"die drei ???"}, {"die drei !!!"}));
  CHECK_FALSE(same_ones({"mr. big"}, {"big"}));
  CHECK(same_ones({"ms. lauryn hill"}, {"lauryn hill"}));
}

TEST_CASE("a band and its leader are loosely the same") {
  const artists left({"the dave brubeck quartet"});
  const artists right({"dave brubeck"});
  CHECK(loosely_same(left.people(right).front(), right.people(left).front()));
}

TEST_CASE("various artists are nobody") {
  const artists various({"various artists"});
  CHECK(various.various());
  CHECK(various.empty());
}

} // namespace musiclink::test
