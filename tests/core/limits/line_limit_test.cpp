#include "core/limits/line_limit.hpp"

#include <doctest/doctest.h>

namespace musiclink {

TEST_CASE("of many lines the first of each minute are written and the others counted") {
  line_limit limit;
  std::size_t written = 0;
  for (int i = 0; i < 10000; ++i)
    written += limit.admit(1000000 + i) ? 1 : 0;
  CHECK(written == line_limit::most_lines);
  CHECK(limit.take_left_out() == 10000 - line_limit::most_lines);
  CHECK(limit.take_left_out() == 0);
  CHECK(limit.admit(1000000 + line_limit::window.count()));
}

TEST_CASE("a clock that is set back does not silence the log") {
  line_limit limit;
  while (limit.admit(5000000)) {
  }
  CHECK(limit.admit(4000000));
}

} // namespace musiclink
