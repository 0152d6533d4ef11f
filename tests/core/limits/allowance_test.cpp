#include "core/limits/allowance.hpp"

#include <doctest/doctest.h>

namespace musiclink {

TEST_CASE("what is allowed some times at once is allowed once an interval in the long run") {
  allowance some(3, milliseconds{1000});
  int taken = 0;
  for (milliseconds now{5000}; now < milliseconds{15000}; now += milliseconds{10})
    taken += some.take(now) ? 1 : 0;
  CHECK(taken == 3 + 9);
}

TEST_CASE("whoever waited long gets no more at once than was allowed") {
  allowance some(2, milliseconds{1000});
  CHECK(some.take(milliseconds{0}));
  const milliseconds late{3600000};
  CHECK(some.take(late));
  CHECK(some.take(late));
  CHECK(!some.take(late));
  CHECK(some.take(late + milliseconds{1000}));
}

} // namespace musiclink
