#include "core/matrix/sync_health.hpp"

#include "core/backoff.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::matrix {
namespace {

constexpr milliseconds at_once{1000};
/// Pages without news that cost no pause, as a homeserver has one now and then.
constexpr unsigned free_idle_pages = 2;
constexpr milliseconds longest_pause{5000};

/// Answers of 400 in a row, to filters that were new, after which it must be the position that the
/// homeserver does not accept.
constexpr unsigned most_refusals = 3;
constexpr unsigned most_unreadable = 3;
constexpr unix_ms unreadable_patience = unix_ms{3} * 60 * 1000;

constexpr unsigned most_standing = 3;
constexpr unix_ms standing_is_told_after = unix_ms{60} * 1000;
constexpr unix_ms standing_is_stalled_after = unix_ms{5} * 60 * 1000;

constexpr unix_ms look_interval = unix_ms{10} * 60 * 1000;
/// What was missed may be in the next page.
constexpr unix_ms missed_patience = unix_ms{60} * 1000;

} // namespace

void sync_health::on_failure(unix_ms now, trouble kind, std::string problem) {
  ++failures_;
  works_ = false;
  idle_ = 0;
  problem_ = std::move(problem);
  refusals_ = kind == trouble::refused ? refusals_ + 1 : 0;
  if (kind == trouble::slow)
    ++slow_;
  if (kind == trouble::unreadable && unreadable_++ == 0)
    unreadable_since_ = now;
}

void sync_health::on_page(unix_ms now, const page& what) {
  last_page_ = now;
  const bool moved = what.is_position || (what.advanced && what.has_events);
  idle_ = moved || what.took >= at_once ? 0 : idle_ + 1;
  if (what.has_events) {
    quiet_since_ = now;
    missed_since_ = 0;
  }
  if (what.advanced)
    standing_ = 0;
  else if (what.has_events && standing_++ == 0)
    standing_since_ = now;
  // That there is a new position is no proof that it was the old one which was refused.
  if (what.is_position && replaced_)
    return;
  failures_ = slow_ = refusals_ = unreadable_ = 0;
  replaced_ = false;
  works_ = true;
}

void sync_health::on_position_lost() {
  replaced_ = true;
  refusals_ = unreadable_ = 0;
  missed_since_ = 0;
}

milliseconds sync_health::pause() const {
  return idle_ <= free_idle_pages ? milliseconds{0}
                                  : std::min(least_wait(idle_ - free_idle_pages), longest_pause);
}

bool sync_health::doubts_position(unix_ms now) const {
  if (replaced_)
    return false;
  return refusals_ >= most_refusals ||
         (unreadable_ >= most_unreadable && now - unreadable_since_ >= unreadable_patience) ||
         (missed_since_ != 0 && now - missed_since_ >= missed_patience);
}

bool sync_health::wants_look(unix_ms now) {
  if (!works_ || missed_since_ != 0 || now - std::max(quiet_since_, looked_at_) < look_interval)
    return false;
  looked_at_ = now;
  return true;
}

void sync_health::on_missed(unix_ms now) {
  if (missed_since_ == 0)
    missed_since_ = now;
}

bool sync_health::stands(unix_ms now) const {
  return standing_ >= most_standing && now - standing_since_ >= standing_is_told_after;
}

std::string sync_health::problem(unix_ms now) const {
  if (failures_ != 0)
    return problem_;
  if (!works_)
    return "no page of sync has come yet";
  if (missed_since_ != 0)
    return "sync brings nothing of what is said in the rooms: a new position is taken";
  if (stands(now))
    return "the homeserver's sync gives the same position again and again: what it brings is "
           "answered, and comes again after a restart";
  return {};
}

bool sync_health::is_stalled(unix_ms now) const {
  return missed_since_ != 0 || (stands(now) && now - standing_since_ >= standing_is_stalled_after);
}

} // namespace musiclink::matrix
