#include "core/limits/breaker.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace musiclink;

namespace {

constexpr unix_ms start = 1'700'000'000'000;
constexpr unix_ms minute = 60'000;

/// Five links in a row that fail.
breaker failing_at(unix_ms now) {
  breaker health;
  for (const auto* about : {"a", "b", "c", "d", "e"})
    health.failed(health.let_through(), about, now);
  return health;
}

} // namespace

TEST_CASE("who fails for five links in a row is left alone for a minute") {
  auto health = failing_at(start);
  CHECK(health.at(start) == breaker::state::failing);
  CHECK_FALSE(health.lets_through(start + minute - 1));
  CHECK(health.lets_through(start + minute));
  CHECK(health.at(start + minute) == breaker::state::closed);
}

TEST_CASE("one link that fails for ever says nothing about the others") {
  breaker health;
  for (int i = 0; i < 100; ++i)
    health.failed(health.let_through(), "a", start + i);
  CHECK(health.lets_through(start + 100));
}

TEST_CASE("a success between failures means that it works") {
  breaker health;
  for (const auto* about : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    health.failed(health.let_through(), about, start);
    if (*about == 'd')
      health.worked(health.let_through());
  }
  CHECK(health.lets_through(start));
}

TEST_CASE("after a pause one tries, and those who wait follow as it works") {
  auto health = failing_at(start);
  const auto later = start + minute;
  std::vector<std::size_t> crowds;
  for (int round = 0; round < 6; ++round) {
    std::vector<breaker::pass> passes;
    while (passes.size() < 100 && health.lets_through(later))
      passes.push_back(health.let_through());
    crowds.push_back(passes.size());
    health.worked(passes.front());
    for (std::size_t i = 1; i < passes.size(); ++i)
      health.unused(passes[i]);
  }
  CHECK(crowds == std::vector<std::size_t>{1, 2, 4, 8, 16, 100});
}

TEST_CASE(
    "pauses grow from a minute to an hour while tries fail, and are short again once it works") {
  for (const bool is_limit : {true, false}) {
    CAPTURE(is_limit);
    auto health = is_limit ? breaker{} : failing_at(start);
    auto now = start;
    if (is_limit)
      health.limited(health.let_through(), std::nullopt, now);
    std::vector<unix_ms> pauses;
    for (int i = 0; i < 8; ++i) {
      pauses.push_back((health.closed_from() - now) / minute);
      now = health.closed_from();
      const auto probe = health.let_through();
      CHECK_FALSE(health.lets_through(now));
      if (is_limit)
        health.limited(probe, std::nullopt, now);
      else
        health.failed(probe, "a", now);
    }
    CHECK(pauses == std::vector<unix_ms>{1, 2, 4, 8, 16, 32, 60, 60});
    health.worked(health.let_through());
    health.limited(health.let_through(), std::nullopt, now);
    CHECK(health.closed_from() - now == minute);
  }
}

TEST_CASE("one refusal for the rate is enough, and what was on its way with it changes nothing") {
  breaker health;
  std::vector<breaker::pass> together;
  for (int i = 0; i < 20; ++i)
    together.push_back(health.let_through());
  health.limited(together[0], std::nullopt, start);
  for (int i = 1; i < 10; ++i)
    health.limited(together[i], std::nullopt, start + i);
  for (int i = 10; i < 15; ++i)
    health.failed(together[i], std::to_string(i), start + i);
  for (int i = 15; i < 20; ++i)
    health.worked(together[i]);
  CHECK(health.at(start + 20) == breaker::state::limited);
  CHECK(health.closed_from() == start + minute);
}

TEST_CASE("a time that was told is kept, the longest of those that came together") {
  breaker health;
  const auto first = health.let_through();
  const auto second = health.let_through();
  const auto third = health.let_through();
  health.limited(first, milliseconds{5000}, start);
  health.limited(second, milliseconds{9000}, start);
  health.limited(third, milliseconds{2000}, start);
  CHECK_FALSE(health.lets_through(start + 8999));
  CHECK(health.lets_through(start + 9000));
}

TEST_CASE("who always says that nothing need be waited is asked ever more rarely") {
  breaker health;
  auto now = start;
  int asked = 0;
  for (; now < start + minute; now += 10)
    if (health.lets_through(now)) {
      health.limited(health.let_through(), milliseconds{0}, now);
      ++asked;
    }
  CHECK(asked <= 7);
}

TEST_CASE("a try of which nothing was learnt is followed by another") {
  auto health = failing_at(start);
  health.unused(health.let_through());
  CHECK(health.lets_through(start + minute));
}

TEST_CASE("a clock that was set back closes what it would keep open for long") {
  auto health = failing_at(start);
  CHECK(health.lets_through(start - 24 * 60 * minute));
}
