#include "core/matrix/token_trial.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace musiclink;
using matrix::token_trial;
using namespace std::chrono_literals;

namespace {

constexpr unix_ms start = 1800000000000;

/// whoami refuses for so long, asked when the trial says so; gives the times of the answers.
std::vector<milliseconds> refused_for(token_trial& trial, milliseconds time) {
  std::vector<milliseconds> asked;
  for (milliseconds at{0}; at <= time;) {
    asked.push_back(at);
    at += trial.whoami_refused(start + at.count());
  }
  return asked;
}

} // namespace

TEST_CASE("a token is dead when whoami has refused it again and again for a minute") {
  token_trial trial;
  CHECK(refused_for(trial, 59s).size() >= 4);
  CHECK_FALSE(trial.is_dead());
  trial = {};
  CHECK(refused_for(trial, 60s).size() >= 5);
  CHECK(trial.is_dead());
}

TEST_CASE("a dead token is asked about every few minutes") {
  token_trial trial;
  const auto asked = refused_for(trial, 60min);
  CHECK(asked.back() - asked[asked.size() - 2] >= 2min);
  CHECK(asked.size() >= 10);
}

TEST_CASE("whoami that accepts in between takes all back") {
  token_trial trial;
  refused_for(trial, 59s);
  trial.whoami_accepted(start + 59000);
  refused_for(trial, 59s);
  CHECK_FALSE(trial.is_dead());
}

TEST_CASE("an answer before its time, as after a reload, brings the end no nearer") {
  token_trial trial;
  for (int i = 0; i < 100; ++i)
    trial.whoami_refused(start + i);
  CHECK_FALSE(trial.is_dead());
}

TEST_CASE("a clock that is set back does not hold up the verdict") {
  token_trial trial;
  unix_ms now = start;
  for (int i = 0; i < 10; ++i) {
    const auto wait = trial.whoami_refused(now);
    now += wait.count();
    if (i == 2)
      now -= milliseconds{24h}.count();
  }
  CHECK(trial.is_dead());
}

TEST_CASE("whoami is asked at once when a request is refused, and later and later if it accepts") {
  token_trial trial;
  unix_ms now = start;
  std::vector<milliseconds> waits;
  for (int i = 0; i < 12; ++i) {
    waits.push_back(trial.request_refused(now));
    now += waits.back().count();
    trial.whoami_accepted(now);
  }
  CHECK(waits[0] == 0ms);
  CHECK(waits[1] == 1s);
  CHECK(waits[2] > waits[1]);
  CHECK(waits.back() == 1min);
  now += milliseconds{1h}.count();
  CHECK(trial.request_refused(now) == 0ms);
}
