#include "tests/core/limits/pace_simulation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

// What account_pace makes of homeservers that limit in one way or another. The mark: nine in ten
// runs use at least 90 % of what is allowed, and at most one send in ten is refused by the limit.
// Each line that begins with "pace: " is shown by scripts/test.

namespace musiclink::test {

namespace {

using std::chrono::seconds;

/// What came of many runs of one kind; printed at its end.
class summary {
public:
  explicit summary(std::string kind) : kind_(std::move(kind)) {}
  summary(const summary&) = delete;
  summary& operator=(const summary&) = delete;
  ~summary() {
    std::printf("pace: %-44s %3zu runs: used %3.0f %% (of nine in ten %3.0f %%), refused %2.0f %% "
                "(of nine in ten %2.0f %%)\n",
                kind_.c_str(), used_.size(), 100 * used_by(0.5), 100 * used_by(0.9),
                100 * refused_by(0.5), 100 * refused_by(0.9));
  }

  void add(const limiter& limit, const conditions& how, std::uint64_t seed) {
    const auto result = simulate(limit, how, seed);
    used_.push_back(result.used);
    refused_.push_back(result.refused);
  }

  double used_by(double share_of_runs) const { return part(used_, 1 - share_of_runs); }
  double refused_by(double share_of_runs) const { return part(refused_, share_of_runs); }

  bool meets_mark() const { return used_by(0.9) >= 0.9 && refused_by(0.9) <= 0.1; }

private:
  static double part(std::vector<double> of, double which) {
    std::ranges::sort(of);
    return of[static_cast<std::size_t>(which * static_cast<double>(of.size() - 1))];
  }

  std::string kind_;
  std::vector<double> used_;
  std::vector<double> refused_;
};

limiter bucket(double per_second, double burst) {
  limiter limit;
  limit.per_second = per_second;
  limit.burst = burst;
  return limit;
}

conditions in_rooms(unsigned rooms) {
  conditions how;
  how.rooms = rooms;
  return how;
}

/// Any limit from the seed alone: nothing was adjusted to the seeds below.
class generator {
public:
  explicit generator(std::uint64_t seed) : seed_(seed), random_(seed) {}

  void run(summary& into, double slowest, double fastest, limiter::telling tells,
           seconds least_length = seconds{0}) {
    const auto per_second = between(slowest, fastest);
    auto limit = bucket(per_second, std::floor(between(1, 51)));
    limit.tells = tells;
    if (tells == limiter::telling::exactly && between(1, 2) > 1.4)
      limit.pause = milliseconds{500};
    auto how = in_rooms(8 + static_cast<unsigned>(between(1, 40)));
    how.round_trip = milliseconds{static_cast<int>(between(5, 150))};
    const auto share_of_interval = 50 / limit.per_second;
    how.jitter = std::min(how.round_trip / 10, milliseconds{static_cast<int>(share_of_interval)});
    how.sends = std::max(how.sends, per_second * static_cast<double>(least_length.count()));
    into.add(limit, how, seed_);
  }

private:
  double between(double least, double most) {
    return std::exp(
        std::uniform_real_distribution<double>(std::log(least), std::log(most))(random_));
  }

  std::uint64_t seed_;
  std::mt19937_64 random_;
};

} // namespace

TEST_CASE("a bucket that tells its times is used up, and few sends are refused") {
  summary all{"token buckets, exact times"};
  for (const double per_second : {0.1, 0.3, 1.0, 3.0, 10.0})
    for (const double burst : {1.0, 2.0, 5.0, 10.0, 50.0})
      for (const unsigned rooms : {3U, 30U})
        all.add(bucket(per_second, burst), in_rooms(rooms), 1);
  CHECK(all.meets_mark());
}

TEST_CASE("Synapse's limiter, which keeps a refusal back for half a second") {
  summary all{"Synapse: exact times, told late"};
  for (const double per_second : {0.1, 0.2, 1.0, 5.0})
    for (const double burst : {1.0, 5.0, 10.0, 50.0})
      for (const unsigned rooms : {3U, 30U}) {
        auto limit = bucket(per_second, burst);
        limit.pause = milliseconds{500};
        all.add(limit, in_rooms(rooms), 1);
      }
  CHECK(all.meets_mark());
}

TEST_CASE("a storm of 40 replies is over before a limit has been probed for long") {
  summary all{"40 replies, burst 10"};
  for (const int pause : {0, 500})
    for (const double per_second : {0.2, 0.5, 1.0})
      for (const int round_trip : {10, 50, 100})
        for (const unsigned rooms : {12U, 40U}) {
          CAPTURE(pause);
          CAPTURE(per_second);
          CAPTURE(round_trip);
          auto limit = bucket(per_second, 10);
          limit.pause = milliseconds{pause};
          auto how = in_rooms(rooms);
          how.round_trip = milliseconds{round_trip};
          how.jitter = how.round_trip / 10;
          how.replies = 40;
          all.add(limit, how, 1);
          const auto result = simulate(limit, how, 1);
          CHECK(result.refused <= 0.1);
          CHECK(result.took < milliseconds{static_cast<int>(1.1 * 30000 / per_second)});
        }
}

TEST_CASE("Synapse's own settings, a network that is never twice as fast, and 60 replies") {
  summary all{"Synapse, 1 a second, burst 10, 60 replies"};
  std::mt19937_64 random(60);
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    auto limit = bucket(1, 10);
    limit.pause = milliseconds{500};
    auto how = in_rooms(12);
    how.replies = 60;
    how.round_trip = milliseconds{60 + random() % 90};
    how.jitter = milliseconds{random() % 60};
    all.add(limit, how, seed);
  }
  CHECK(all.meets_mark());
}

TEST_CASE("so many in a fixed time") {
  summary all{"fixed windows, exact times"};
  for (const double per_second : {0.1, 1.0, 3.0})
    for (const double size : {1.0, 2.0, 5.0, 10.0, 50.0}) {
      auto limit = bucket(per_second, size);
      limit.what = limiter::kind::window;
      all.add(limit, in_rooms(30), 1);
    }
  CHECK(all.used_by(0.9) > 0.85);
  CHECK(all.refused_by(0.9) <= 0.1);
}

TEST_CASE("a limit that changes under way is found again") {
  summary all{"token buckets that become slower or faster"};
  for (const double per_second : {0.2, 1.0, 5.0})
    for (const double burst : {1.0, 10.0, 30.0})
      for (const double by : {0.1, 0.3, 0.7, 1.5, 3.0, 10.0}) {
        auto limit = bucket(per_second, burst);
        limit.change_at = 0.5;
        limit.change_by = by;
        all.add(limit, in_rooms(20), 1);
      }
  CHECK(all.meets_mark());
}

TEST_CASE("refusals at random do not lower the pace of a limit that is known") {
  summary all{"token buckets and 5 to 30 % at random"};
  for (const double share : {0.05, 0.1, 0.2, 0.3})
    for (const double per_second : {0.2, 1.0, 5.0})
      for (const double burst : {5.0, 20.0}) {
        auto limit = bucket(per_second, burst);
        limit.random = share;
        all.add(limit, in_rooms(30), 1);
      }
  CHECK(all.meets_mark());
}

TEST_CASE("a bucket whose times are rounded up or not told is used up all the same") {
  summary all{"token buckets, rounded times or none"};
  for (const auto tells : {limiter::telling::seconds, limiter::telling::nothing})
    for (const double per_second : {0.2, 1.0, 5.0})
      for (const double burst : {5.0, 10.0, 50.0}) {
        auto limit = bucket(per_second, burst);
        limit.tells = tells;
        all.add(limit, in_rooms(20), 1);
      }
  CHECK(all.used_by(0.9) > 0.8);
}

TEST_CASE("generated limits") {
  {
    summary all{"generated buckets, 0.1 to 10 a second"};
    for (std::uint64_t seed = 700001; seed <= 700100; ++seed)
      generator(seed).run(all, 0.1, 10, limiter::telling::exactly);
    CHECK(all.meets_mark());
  }
  {
    summary all{"generated buckets, 10 to 50 a second"};
    for (std::uint64_t seed = 800001; seed <= 800100; ++seed)
      generator(seed).run(all, 10, 50, limiter::telling::exactly);
    CHECK(all.used_by(0.5) > 0.9);
    CHECK(all.refused_by(0.5) <= 0.1);
  }
  {
    summary all{"generated buckets, 10 to 50 a second, a minute"};
    for (std::uint64_t seed = 800001; seed <= 800100; ++seed)
      generator(seed).run(all, 10, 50, limiter::telling::exactly, seconds{60});
    CHECK(all.used_by(0.8) > 0.9);
    CHECK(all.refused_by(0.9) <= 0.1);
  }
  {
    summary all{"generated buckets, rounded times"};
    for (std::uint64_t seed = 900001; seed <= 900100; ++seed)
      generator(seed).run(all, 0.1, 50, limiter::telling::seconds);
    CHECK(all.used_by(0.5) > 0.9);
    CHECK(all.refused_by(0.5) <= 0.1);
  }
}

TEST_CASE(
    "404 replies in 50 rooms, one attempt in five refused for no limit's sake: some seconds") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    limiter limit;
    limit.what = limiter::kind::none;
    limit.random = 0.2;
    auto how = in_rooms(50);
    how.replies = 404;
    how.round_trip = milliseconds{10};
    const auto result = simulate(limit, how, seed);
    CHECK(result.accepted == 404);
    CHECK(result.took < seconds{20});
  }
}

TEST_CASE("60 replies under a limit of 2 a second, burst 5, take what they must: 27.5 s") {
  for (const unsigned rooms : {1U, 6U, 60U}) {
    auto how = in_rooms(rooms);
    how.replies = 60;
    const auto result = simulate(bucket(2, 5), how, 1);
    CHECK(result.accepted == 60);
    CHECK(result.took < milliseconds{28500});
  }
}

} // namespace musiclink::test
