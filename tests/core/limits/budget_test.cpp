#include "core/limits/budget.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace musiclink;

namespace {

constexpr unix_ms start = 1'700'000'000'000;
constexpr milliseconds at_once{0};

/// Asks again as soon as it is told to; the times at which it was allowed.
std::vector<unix_ms> spend(request_budget& budget, int requests) {
  std::vector<unix_ms> times;
  unix_ms now = start;
  while (requests > 0) {
    const auto wait = budget.take(now);
    if (wait == at_once) {
      times.push_back(now);
      --requests;
    }
    now += wait.count();
  }
  return times;
}

} // namespace

TEST_CASE("no 60 seconds hold more requests than allowed") {
  request_budget budget(5);
  const auto times = spend(budget, 50);
  for (std::size_t i = 5; i < times.size(); ++i)
    CHECK(times[i] - times[i - 5] >= 60000);
  CHECK(times[4] == start); // and what is allowed is allowed at once
  CHECK(times[5] == start + 60000);
}

TEST_CASE("a refused request takes nothing") {
  request_budget budget(1);
  CHECK(budget.take(start) == at_once);
  CHECK(budget.take(start + 20000) == milliseconds{40000});
  CHECK(budget.take(start + 50000) == milliseconds{10000});
  CHECK(budget.take(start + 60000) == at_once);
}

TEST_CASE("below one a minute the window grows") {
  request_budget budget(0.5);
  CHECK(budget.take(start) == at_once);
  CHECK(budget.take(start + 60000) == milliseconds{60000});
  CHECK(budget.take(start + 120000) == at_once);
}

TEST_CASE("a fraction above one is rounded down") {
  request_budget budget(2.9);
  CHECK(budget.take(start) == at_once);
  CHECK(budget.take(start) == at_once);
  CHECK(budget.take(start) == milliseconds{60000});
}

TEST_CASE("nothing is allowed before a time that was named") {
  request_budget budget(5);
  budget.hold_back(start, milliseconds{90000});
  budget.hold_back(start, milliseconds{1000}); // a shorter time does not shorten it
  CHECK(budget.take(start) == milliseconds{90000});
  CHECK(budget.take(start + 89999) == milliseconds{1});
  CHECK(budget.take(start + 90000) == at_once);
}

TEST_CASE("nobody is held back for longer than a day") {
  request_budget budget(5);
  budget.hold_back(start, std::chrono::hours{24 * 365});
  CHECK(budget.take(start) == std::chrono::hours{24});
}

TEST_CASE("a clock that is set back does not stop requests for longer than the window") {
  request_budget budget(2);
  CHECK(budget.take(start) == at_once);
  CHECK(budget.take(start) == at_once);
  const unix_ms hour_ago = start - 3'600'000;
  CHECK(budget.take(hour_ago) == milliseconds{60000});
  CHECK(budget.take(hour_ago + 60000) == at_once);
}

TEST_CASE("a clock that is set back makes no time that was named longer") {
  request_budget budget(2);
  budget.hold_back(start, milliseconds{90000});
  const unix_ms year_ago = start - 365LL * 24 * 3'600'000;
  CHECK(budget.take(year_ago) == milliseconds{90000});
  CHECK(budget.take(year_ago + 90000) == at_once);
}

TEST_CASE("however often a budget is begun anew from its record, it allows no more") {
  std::vector<unix_ms> times;
  budget_record record;
  for (unix_ms now = start; times.size() < 50; now += 700) {
    request_budget budget(5, record);
    while (budget.take(now) == at_once)
      times.push_back(now);
    record = budget.record();
  }
  for (std::size_t i = 5; i < times.size(); ++i)
    CHECK(times[i] - times[i - 5] >= 60000);
}

TEST_CASE("a time that was named is in the record") {
  request_budget before(5);
  before.hold_back(start, milliseconds{90000});
  request_budget after(5, before.record());
  CHECK(after.take(start + 1000) == milliseconds{89000});
}

TEST_CASE("a record of requests that were more than are allowed now is waited out") {
  request_budget before(100);
  for (int i = 0; i < 100; ++i)
    CHECK(before.take(start + i * 500) == at_once);
  request_budget after(5, before.record());
  const auto wait = after.take(start + 50000);
  CHECK(wait > milliseconds{55000});
  CHECK(after.take(start + 50000 + wait.count()) == at_once);
}

TEST_CASE("a big budget has a small record, and errs on the side of too few") {
  request_budget budget(60000);
  const auto times = spend(budget, 130000);
  for (std::size_t i = 60000; i < times.size(); ++i)
    REQUIRE(times[i] - times[i - 60000] >= 60000);
  CHECK(times.back() < start + 122000);
  request_budget steady(60000);
  for (unix_ms now = start; now < start + 100000; ++now)
    steady.take(now);
  CHECK(steady.record().taken.size() <= 62);
}

TEST_CASE("a clock that goes to and fro does not make the record grow") {
  request_budget budget(60000);
  for (int i = 0; i < 1000; ++i)
    budget.take(start + (i % 2) * 2000);
  CHECK(budget.record().taken.size() <= 2);
}

TEST_CASE("a record is worth nothing once all of it has passed") {
  request_budget budget(1);
  CHECK(budget.forgotten_at() == 0);
  budget.take(start);
  CHECK(budget.forgotten_at() == start + 60000);
  budget.hold_back(start, milliseconds{90000});
  CHECK(budget.forgotten_at() == start + 90000);
}

TEST_CASE("a rate that makes no sense allows little, and does not fail") {
  for (const double rate : {0.0, -3.0, std::nan("")}) {
    request_budget budget(rate);
    CHECK(budget.take(start) == at_once);
    CHECK(budget.take(start) == milliseconds{24 * 60 * 60 * 1000});
  }
  request_budget fast(1e300);
  CHECK(fast.take(start) == at_once);
  CHECK(fast.take(start) == at_once);
}

TEST_CASE("what a window still holds is what was not taken in it") {
  request_budget budget(3);
  CHECK(budget.left(start) == 3);
  budget.take(start);
  budget.take(start + 30000);
  CHECK(budget.left(start + 30000) == 1);
  CHECK(budget.left(start + 60000) == 2);
  budget.hold_back(start + 60000, milliseconds{5000});
  CHECK(budget.left(start + 60001) == 2);
  CHECK(request_budget(0.5).window() == milliseconds{120000});
}
