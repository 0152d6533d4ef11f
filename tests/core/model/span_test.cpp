#include "core/model/span.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using namespace std::chrono_literals;

TEST_CASE("a span is a number and a unit") {
  CHECK(parse_span("90s") == 90s);
  CHECK(parse_span("30m") == 30min);
  CHECK(parse_span("24h") == 24h);
  CHECK(parse_span("7d") == 168h);
  CHECK(parse_span("0s") == 0s);
  CHECK(parse_span("2592000s") == 24h * 30);
  CHECK(parse_span("876000h") == 24h * 36500);
}

TEST_CASE("anything else is none") {
  for (const char* text : {"", "h", "24", "24 h", "-1h", "1.5h", "h24", "24hh", "99999999d",
                           "9999999999999h", "99999999999999999999s", "1w"})
    CHECK_FALSE_MESSAGE(parse_span(text), text);
}
