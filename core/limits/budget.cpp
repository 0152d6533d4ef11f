#include "core/limits/budget.hpp"

#include <algorithm>
#include <utility>

namespace musiclink {
namespace {

constexpr double minute = 60000;
constexpr double slowest = 1.0 / (24 * 60); // one a day; also what "none" or nonsense becomes
constexpr double fastest = 1e6;
constexpr unix_ms slices = 60;
constexpr milliseconds longest_hold = std::chrono::hours{24};

double usable(double per_minute) noexcept {
  return per_minute > slowest ? std::min(per_minute, fastest) : slowest;
}

} // namespace

request_budget::request_budget(double per_minute, budget_record before)
    : most_(std::max<std::uint64_t>(1, static_cast<std::uint64_t>(usable(per_minute)))),
      window_(static_cast<unix_ms>(minute / std::min(1.0, usable(per_minute)))),
      record_(std::move(before)) {
}

milliseconds request_budget::take(unix_ms now) {
  const auto wait = allowed_at(now) - now;
  auto& taken = record_.taken;
  std::erase_if(taken, [&](const auto& each) { return each.at <= now - window_; });
  if (wait > 0)
    return milliseconds{wait};
  const auto slice = window_ / slices;
  if (!taken.empty() && taken.back().at / slice == now / slice)
    taken.back() = {now, taken.back().count + 1};
  else
    taken.push_back({now, 1});
  return milliseconds::zero();
}

unix_ms request_budget::allowed_at(unix_ms now) {
  follow_clock(now);
  auto allowed = std::max(now, record_.held_until);
  std::uint64_t later = 0;
  for (auto each = record_.taken.rbegin(); each != record_.taken.rend(); ++each) {
    later += each->count;
    if (later >= most_)
      return std::max(allowed, each->at + window_);
  }
  return allowed;
}

std::uint64_t request_budget::left(unix_ms now) {
  follow_clock(now);
  std::uint64_t taken = 0;
  for (const auto& each : record_.taken)
    taken += each.at > now - window_ ? each.count : 0;
  return most_ - std::min(most_, taken);
}

void request_budget::hold_back(unix_ms now, milliseconds time) {
  follow_clock(now);
  time = std::clamp(time, milliseconds::zero(), longest_hold);
  record_.told_at = now;
  record_.held_until = std::max(record_.held_until, now + time.count());
}

unix_ms request_budget::forgotten_at() const noexcept {
  return std::max(record_.held_until,
                  record_.taken.empty() ? 0 : record_.taken.back().at + window_);
}

/// A clock that was set back must make no wait longer than it was.
void request_budget::follow_clock(unix_ms now) {
  auto& taken = record_.taken;
  std::uint64_t ahead = 0;
  for (; !taken.empty() && taken.back().at >= now; taken.pop_back())
    ahead += taken.back().count;
  if (ahead > 0)
    taken.push_back({now, ahead});
  if (record_.told_at > now) {
    record_.held_until = std::min(record_.held_until - record_.told_at, longest_hold.count()) + now;
    record_.told_at = now;
  }
}

} // namespace musiclink
