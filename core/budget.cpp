#include "core/budget.hpp"

#include <algorithm>

namespace musiclink {
namespace {

constexpr double minute = 60000;
constexpr double slowest = 1.0 / (24 * 60); // one a day; also what "none" or nonsense becomes
constexpr double fastest = 1e6;

double usable(double per_minute) noexcept {
  return per_minute > slowest ? std::min(per_minute, fastest) : slowest;
}

} // namespace

request_budget::request_budget(double per_minute) noexcept
    : most_(std::max<std::size_t>(1, static_cast<std::size_t>(usable(per_minute)))),
      window_(static_cast<unix_ms>(minute / std::min(1.0, usable(per_minute)))) {
}

milliseconds request_budget::take(unix_ms now) {
  while (!taken_.empty() && taken_.front() <= now - window_)
    taken_.pop_front();
  // A clock that was set back must not make the wait longer than the window.
  for (auto later = taken_.rbegin(); later != taken_.rend() && *later > now; ++later)
    *later = now;
  unix_ms allowed_at = std::max(now, held_until_);
  if (taken_.size() >= most_)
    allowed_at = std::max(allowed_at, taken_.front() + window_);
  if (allowed_at > now)
    return milliseconds{allowed_at - now};
  taken_.push_back(now);
  return milliseconds::zero();
}

void request_budget::hold_until(unix_ms when) noexcept {
  held_until_ = std::max(held_until_, when);
}

} // namespace musiclink
