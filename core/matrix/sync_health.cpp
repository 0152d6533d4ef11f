#include "core/matrix/sync_health.hpp"

#include "core/limits/backoff.hpp"

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
constexpr unix_ms standing_is_told_after = unix_ms{10} * 1000;
constexpr unix_ms standing_is_stalled_after = unix_ms{5} * 60 * 1000;

/// All rooms are looked into in about this time, but one after the other.
constexpr unix_ms look_round = unix_ms{10} * 60 * 1000;
constexpr unix_ms least_look_interval = unix_ms{30} * 1000;
/// What was said about when we started may have come in an earlier life, and clocks differ a
/// little.
constexpr unix_ms start_slack = unix_ms{60} * 1000;
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

void sync_health::on_room(unix_ms now, std::string_view room_id, unix_ms newest) {
  auto& room = heard_room_of(room_id);
  room.at = now;
  room.newest = std::max(room.newest, newest);
  if (room_id != missed_in_)
    return;
  missed_since_ = 0;
  missed_lately_ = false;
}

/// Each page names rooms that were heard of before: no key is made for them.
sync_health::heard_room& sync_health::heard_room_of(std::string_view room_id) {
  const auto known = heard_.find(room_id);
  return known != heard_.end() ? known->second : heard_[std::string(room_id)];
}

void sync_health::on_position_lost() {
  replaced_ = true;
  refusals_ = unreadable_ = 0;
  missed_lately_ = missed_since_ != 0;
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

bool sync_health::wants_look(unix_ms now, std::size_t rooms) {
  if (!works_ || missed_since_ != 0 || now < next_look_)
    return false;
  const auto share = look_round / static_cast<unix_ms>(std::max(rooms, std::size_t{1}));
  next_look_ = now + std::clamp(share, least_look_interval, quiet_time);
  return true;
}

void sync_health::on_nothing_quiet(unix_ms now) {
  next_look_ = now + least_look_interval;
}

sync_health::room_ids sync_health::lively(unix_ms now) const {
  room_ids found;
  for (const auto& [room_id, room] : heard_)
    if (now - room.at < quiet_time)
      found.insert(room_id);
  return found;
}

void sync_health::on_look(unix_ms now, std::string_view room_id, unix_ms newest) {
  auto& room = heard_room_of(room_id);
  const auto known = room.newest != 0 ? room.newest : started_at_ + start_slack;
  if (newest <= known) {
    missed_lately_ = missed_lately_ && room_id != missed_in_;
    return;
  }
  room.newest = newest; // one event makes the position doubtful once
  if (missed_since_ == 0) {
    missed_since_ = now;
    missed_in_ = room_id;
  }
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
    return "sync does not bring what is said in " + missed_in_ +
           ": if it does not come within a minute, a new position is taken and it is read back";
  if (missed_lately_)
    return "sync did not bring what was said in " + missed_in_ +
           ": a new position was taken, and nothing has shown yet that it helped";
  if (stands(now))
    return "the homeserver's sync gives the same position again and again: what it brings is "
           "answered, and comes again after a restart";
  return {};
}

bool sync_health::is_stalled(unix_ms now) const {
  return missed_since_ != 0 || (stands(now) && now - standing_since_ >= standing_is_stalled_after);
}

} // namespace musiclink::matrix
