#include "core/limits/backoff.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace musiclink;

namespace {

constexpr milliseconds initial{500};
constexpr milliseconds maximum{300000};
constexpr double almost_one = 0.999999999;

} // namespace

TEST_CASE("the wait doubles with each failure and lies in the upper half") {
  CHECK(backoff(1, initial, maximum, 0) == milliseconds{250});
  CHECK(backoff(2, initial, maximum, 0) == milliseconds{500});
  CHECK(backoff(3, initial, maximum, 0) == milliseconds{1000});
  CHECK(backoff(3, initial, maximum, 0.5) == milliseconds{1500});
  CHECK(backoff(3, initial, maximum, almost_one) == milliseconds{1999});
}

TEST_CASE("no failure counts as the first") {
  CHECK(backoff(0, initial, maximum, 0) == backoff(1, initial, maximum, 0));
}

TEST_CASE("the wait never passes the maximum, however many failures") {
  for (const unsigned failures : {10U, 11U, 64U, 65U, std::numeric_limits<unsigned>::max()}) {
    CHECK(backoff(failures, initial, maximum, almost_one) <= maximum);
    CHECK(backoff(failures, initial, maximum, 0) >= milliseconds{128000});
  }
  CHECK(backoff(5, milliseconds{400000}, maximum, 0) == maximum / 2);
  CHECK(backoff(64, initial, milliseconds::max(), almost_one) <= milliseconds::max());
}

TEST_CASE("nothing to wait stays nothing") {
  CHECK(backoff(50, milliseconds{0}, maximum, almost_one) == milliseconds{0});
}

TEST_CASE("a wait that was told is kept, with a little on top") {
  CHECK(backoff_told(milliseconds{5000}, 1, 0) == milliseconds{5000});
  CHECK(backoff_told(milliseconds{5000}, 1, 0.5) == milliseconds{5125});
  CHECK(backoff_told(milliseconds{600000}, 1, almost_one) <= milliseconds{600500});
  CHECK(backoff_told(milliseconds{600000}, 1, almost_one) > milliseconds{600400});
}

TEST_CASE("who is told not to wait waits a little all the same, and longer each time") {
  for (const milliseconds told : {milliseconds{0}, milliseconds{-5}}) {
    CHECK(backoff_told(told, 1, 0) == milliseconds{10});
    CHECK(backoff_told(told, 2, 0) == milliseconds{20});
    CHECK(backoff_told(told, 5, 0) == milliseconds{160});
    CHECK(backoff_told(told, 1000, 0) == milliseconds{30000});
  }
  CHECK(backoff_told(milliseconds{5000}, 8, 0) == milliseconds{5000});
}

TEST_CASE("the floor under waits allows a dozen tries in the first minute") {
  milliseconds passed{0};
  unsigned tries = 0;
  while (passed < std::chrono::minutes{1})
    passed += least_wait(++tries);
  CHECK(tries <= 14);
  CHECK(least_wait(0) == least_wait(1));
}
