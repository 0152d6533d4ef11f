#include "tests/core/pace_simulation.hpp"

#include "core/backoff.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <queue>

namespace musiclink::test {
namespace {

double count(milliseconds time) {
  return static_cast<double>(time.count());
}

class homeserver {
public:
  homeserver(const limiter& limit, std::uint64_t seed)
      : limit_(limit), tokens_(limit.burst), random_(seed) {}

  void change(double by) {
    refill(at_);
    limit_.per_second *= by;
  }

  /// Nothing: accepted. Else how long to wait; negative: that is not told.
  std::optional<milliseconds> take(double now) {
    if (std::uniform_real_distribution<double>(0, 1)(random_) < limit_.random)
      return limit_.random_told;
    if (limit_.what == limiter::kind::none)
      return std::nullopt;
    const auto wait = limit_.what == limiter::kind::bucket ? bucket(now) : window(now);
    if (!wait)
      return std::nullopt;
    switch (limit_.tells) {
    case limiter::telling::exactly:
      return milliseconds{static_cast<std::int64_t>(std::ceil(*wait))};
    case limiter::telling::seconds:
      return milliseconds{static_cast<std::int64_t>(std::ceil(*wait / 1000) * 1000)};
    case limiter::telling::nothing:
      break;
    }
    return milliseconds{-1};
  }

private:
  void refill(double now) {
    tokens_ = std::min(limit_.burst, tokens_ + (now - at_) * limit_.per_second / 1000);
    at_ = now;
  }
  std::optional<double> bucket(double now) {
    refill(now);
    if (tokens_ >= 1) {
      tokens_ -= 1;
      return std::nullopt;
    }
    return (1 - tokens_) * 1000 / limit_.per_second;
  }
  std::optional<double> window(double now) {
    const auto length = limit_.burst * 1000 / limit_.per_second;
    if (now >= at_ + length) {
      at_ = now;
      tokens_ = limit_.burst;
    }
    if (tokens_ >= 1) {
      tokens_ -= 1;
      return std::nullopt;
    }
    return at_ + length - now;
  }
  limiter limit_;
  double tokens_;
  double at_ = 0;
  std::mt19937_64 random_;
};

struct room {
  milliseconds free_at{0};
  unsigned failures = 0;
  bool waiting = false;
  unsigned left = 0;
};

struct event {
  double at;
  int kind;
  unsigned room;
  std::optional<milliseconds> answer; // kind 0: arrives 1: heard 2: room wants
  bool operator<(const event& other) const { return at > other.at; }
};

} // namespace

run_result simulate(const limiter& limit, const conditions& how, std::uint64_t seed) {
  std::mt19937_64 random(seed * 7919 + 13);
  auto uniform = [&] { return std::uniform_real_distribution<double>(0, 1)(random); };
  homeserver server(limit, seed);
  account_pace pace;
  const steady_time epoch{std::chrono::hours{1}};
  auto at = [&](double ms) { return epoch + milliseconds{static_cast<std::int64_t>(ms)}; };
  const bool endless = how.replies == 0;
  const double length =
      limit.what == limiter::kind::none
          ? std::max(30000.0, how.sends * count(how.round_trip) / 3)
          : std::min(count(how.at_most),
                     (how.sends - std::min(limit.burst, how.sends / 2)) / limit.per_second * 1000);
  const double end = endless ? length : 1e9;
  const double change = limit.change_at > 0 ? length * limit.change_at : 1e18;
  bool changed = false;

  std::priority_queue<event> events;
  std::map<std::uint64_t, unsigned> line; // tickets
  std::vector<std::uint64_t> ticket(how.rooms, 0);
  std::vector<send_rate> own(how.rooms, send_rate{});
  std::uint64_t last = 0;
  std::vector<double> share(how.rooms, 0);
  std::vector<bool> latched(how.rooms, false);
  std::vector<unsigned> failures(how.rooms, 0);
  std::vector<unsigned> left(how.rooms, endless ? 1000000 : 0);
  if (!endless)
    for (unsigned i = 0; i < how.replies; ++i)
      ++left[i % how.rooms];
  for (unsigned r = 0; r < how.rooms; ++r)
    if (left[r])
      events.push({0, 2, r, {}});
  unsigned on_wire = 0;
  unsigned sends = 0, refused = 0, accepted = 0, accepted_after = 0;
  double tick = -1, now = 0, done_at = 0;
  std::vector<double> begun(how.rooms, 0);
  const auto half = [&] { return count(how.round_trip) / 2 + uniform() * count(how.jitter); };
  auto give = [&] {
    while (!line.empty()) {
      if (how.unpaced) {
        if (on_wire >= 8)
          return;
      } else if (auto wait = pace.until_turn(at(now)); wait > milliseconds{0}) {
        const double due = std::floor(now) + count(wait);
        if (tick < 0 || tick > due) {
          tick = due;
          events.push({due, 3, 0, {}});
        }
        return;
      }
      auto r = line.begin()->second;
      line.erase(line.begin());
      pace.begin(r, at(now));
      ++on_wire;
      own[r].begin(at(now));
      begun[r] = now;
      ++sends;
      events.push({now + half(), 0, r, {}});
    }
  };
  while (!events.empty()) {
    auto e = events.top();
    events.pop();
    now = e.at;
    if (now > end)
      break;
    if (!changed && now >= change) {
      changed = true;
      server.change(limit.change_by);
    }
    switch (e.kind) {
    case 0: {
      auto answer = server.take(now);
      if (answer)
        ++refused;
      else {
        ++accepted;
        if (changed)
          ++accepted_after;
        done_at = now;
      }
      events.push({now + half(), 1, e.room, answer});
      break;
    }
    case 1: {
      const auto r = e.room;
      --on_wire;
      if (!e.answer) {
        pace.end(r, turn_result::accepted, {}, at(now));
        own[r].accepted(at(begun[r]));
        share[r] -= share[r] / 10;
        failures[r] = 0;
        ticket[r] = 0;
        if (--left[r] > 0)
          events.push({now + 1.0, 2, r, {}});
      } else {
        auto told = e.answer->count() < 0 ? std::optional<milliseconds>() : e.answer;
        pace.end(r, turn_result::refused, told, at(now));
        if (pace.per_second())
          own[r] = send_rate{}, own[r].begin(at(now)), own[r].give_back();
        else {
          own[r].refused(at(begun[r]), told, at(now));
          share[r] += (1 - share[r]) / 10;
        }
        ++failures[r];
        auto wait = told ? backoff_told(*told, failures[r], uniform())
                         : backoff(failures[r], milliseconds{500}, milliseconds{300000}, uniform());
        events.push({now + count(wait), 2, r, {}});
      }
      break;
    }
    case 2:
      if (share[e.room] >= 0.35)
        latched[e.room] = true;
      if (auto wait = own[e.room].wait(at(now));
          latched[e.room] && !how.unpaced && wait.count() > 0 && !pace.per_second()) {
        events.push({now + count(wait), 2, e.room, {}});
        break;
      }
      if (!ticket[e.room])
        ticket[e.room] = ++last;
      line[ticket[e.room]] = e.room;
      break;
    case 3:
      tick = -1;
      break;
    }
    give();
  }
  run_result result;
  result.accepted = accepted;
  result.took = milliseconds{static_cast<std::int64_t>(done_at)};
  result.refused = sends ? double(refused) / sends : 0;
  const double rate = limit.per_second / 1000;
  const bool w = limit.what == limiter::kind::window;
  const double before = std::min(length, change) * rate,
               after = std::max(0.0, length - change) * rate * limit.change_by;
  if (limit.what == limiter::kind::none && !how.unpaced) {
    auto free = how;
    free.unpaced = true;
    result.used = double(accepted) / simulate(limit, free, seed + 1).accepted;
  } else
    result.used = accepted / (before + after + (w ? 0 : limit.burst));
  result.used_after_change = after > 0 ? accepted_after / after : 0;
  return result;
}

} // namespace musiclink::test
