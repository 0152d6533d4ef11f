#include "tests/core/pace_simulation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

// What account_pace makes of homeservers that limit in one way or another. Each line that begins
// with "pace: " is shown by scripts/test.

namespace musiclink::test {

namespace {

using std::chrono::seconds;

/// What came of many runs of one kind.
struct summary {
  std::string kind;
  std::vector<double> used{};
  std::vector<double> refused{};

  void add(const limiter& limit, const conditions& how, std::uint64_t seed) {
    const auto result = simulate(limit, how, seed);
    used.push_back(result.used);
    refused.push_back(result.refused);
  }
  static double part(std::vector<double> of, double which) {
    std::ranges::sort(of);
    return of[static_cast<std::size_t>(which * static_cast<double>(of.size() - 1))];
  }
  double used_by(double share_of_runs) const { return part(used, 1 - share_of_runs); }
  double refused_by(double share_of_runs) const { return part(refused, share_of_runs); }

  void print() const {
    std::printf("pace: %-44s %3zu runs: used %3.0f %% (of nine in ten %3.0f %%), refused %2.0f %% "
                "(of nine in ten %2.0f %%)\n",
                kind.c_str(), used.size(), 100 * used_by(0.5), 100 * used_by(0.9),
                100 * refused_by(0.5), 100 * refused_by(0.9));
  }
};

conditions long_run(unsigned rooms) {
  conditions how;
  how.rooms = rooms;
  how.sends = 400;
  return how;
}

} // namespace

TEST_CASE("a bucket that tells its times is used up, and few sends are refused") {
  summary all{"token buckets, exact times"};
  for (const double per_second : {0.1, 0.5, 2.0, 10.0})
    for (const double burst : {1.0, 5.0, 10.0, 50.0})
      for (const unsigned rooms : {3U, 30U}) {
        limiter limit;
        limit.per_second = per_second;
        limit.burst = burst;
        all.add(limit, long_run(rooms), 1);
      }
  all.print();
  CHECK(all.used_by(0.9) > 0.85);
  CHECK(all.refused_by(0.5) < 0.15);
}

TEST_CASE("a bucket whose times are rounded up or not told is used up all the same") {
  summary all{"token buckets, rounded times or none"};
  for (const auto tells : {limiter::telling::seconds, limiter::telling::nothing})
    for (const double per_second : {0.2, 1.0, 5.0})
      for (const double burst : {5.0, 10.0, 50.0}) {
        limiter limit;
        limit.tells = tells;
        limit.per_second = per_second;
        limit.burst = burst;
        all.add(limit, long_run(20), 1);
      }
  all.print();
  CHECK(all.used_by(0.9) > 0.8);
}

TEST_CASE("a limit that changes under way is found again") {
  summary all{"token buckets that become slower or faster"};
  for (const double per_second : {0.2, 1.0, 5.0})
    for (const double by : {0.1, 0.3, 3.0, 10.0}) {
      limiter limit;
      limit.per_second = per_second;
      limit.burst = 10;
      limit.change_at = 0.5;
      limit.change_by = by;
      all.add(limit, long_run(20), 1);
    }
  all.print();
  CHECK(all.used_by(0.9) > 0.7);
}

TEST_CASE("generated limits") {
  std::mt19937_64 random(20261128);
  const auto between = [&](double least, double most) {
    return std::exp(
        std::uniform_real_distribution<double>(std::log(least), std::log(most))(random));
  };
  summary all{"generated token buckets, exact times"};
  for (std::uint64_t seed = 100; seed < 130; ++seed) {
    limiter limit;
    limit.per_second = between(0.1, 10);
    limit.burst = std::floor(between(1, 50));
    auto how = long_run(3 + static_cast<unsigned>(between(1, 40)));
    how.round_trip = milliseconds{static_cast<int>(between(5, 150))};
    all.add(limit, how, seed);
  }
  all.print();
  CHECK(all.used_by(0.9) > 0.8);
}

TEST_CASE(
    "404 replies in 50 rooms, one attempt in five refused for no limit's sake: some seconds") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    limiter limit;
    limit.what = limiter::kind::none;
    limit.random = 0.2;
    conditions how;
    how.rooms = 50;
    how.replies = 404;
    how.round_trip = milliseconds{10};
    const auto result = simulate(limit, how, seed);
    CHECK(result.accepted == 404);
    CHECK(result.took < seconds{20});
  }
}

TEST_CASE("60 replies under a limit of 2 a second, burst 5, take what they must: 27.5 s") {
  for (const unsigned rooms : {1U, 6U, 60U}) {
    limiter limit;
    limit.per_second = 2;
    limit.burst = 5;
    conditions how;
    how.rooms = rooms;
    how.replies = 60;
    const auto result = simulate(limit, how, 1);
    CHECK(result.accepted == 60);
    CHECK(result.took < milliseconds{28500});
  }
}

} // namespace musiclink::test
