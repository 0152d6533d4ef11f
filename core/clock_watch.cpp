#include "core/clock_watch.hpp"

namespace musiclink {
namespace {

constexpr unix_ms most_offset = unix_ms{5} * 60 * 1000;
constexpr std::size_t least_events = 3;

/// How far off the nearest of these times is; 0: not too far.
unix_ms offset_of(unix_ms now, unix_ms oldest, unix_ms newest) {
  if (now - newest > most_offset)
    return now - newest;
  return oldest - now > most_offset ? now - oldest : 0;
}

} // namespace

bool clock_watch::on_events(unix_ms now, unix_ms oldest, unix_ms newest, std::size_t count) {
  if (count == 0)
    return false;
  const auto offset = offset_of(now, oldest, newest);
  const bool before = apart().has_value();
  if (offset == 0 || (offset > 0) != (offset_.count() > 0))
    count_ = 0;
  offset_ = milliseconds{offset};
  if (offset != 0)
    count_ += count;
  return !before && apart();
}

std::optional<milliseconds> clock_watch::apart() const {
  return count_ >= least_events ? std::optional(offset_) : std::nullopt;
}

} // namespace musiclink
