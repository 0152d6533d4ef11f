#include "core/limits/clock_watch.hpp"

#include <algorithm>

namespace musiclink {
namespace {

constexpr unix_ms most_offset = unix_ms{5} * 60 * 1000;
constexpr std::size_t least_events = 3;

/// How far off the nearest of these times is; 0: not too far. Where events live shorter than that,
/// none would be answered long before.
unix_ms offset_of(unix_ms now, const clock_watch::live_events& events) {
  const auto most_age = std::min(most_offset, unix_ms{events.max_age.count()});
  if (now - events.newest > most_age)
    return now - events.newest;
  return events.oldest - now > most_offset ? now - events.oldest : 0;
}

} // namespace

bool clock_watch::on_events(unix_ms now, const live_events& events) {
  if (events.count == 0)
    return false;
  const auto offset = offset_of(now, events);
  const bool before = apart().has_value();
  if (offset == 0 || (offset > 0) != (offset_.count() > 0))
    count_ = 0;
  offset_ = milliseconds{offset};
  if (offset != 0)
    count_ += events.count;
  return !before && apart();
}

std::optional<milliseconds> clock_watch::apart() const {
  return count_ >= least_events ? std::optional(offset_) : std::nullopt;
}

} // namespace musiclink
