#include "core/pace.hpp"

#include <algorithm>

namespace musiclink {
namespace {

/// Sends at the same time while no limit is known. As many may be refused before
/// the first refusal is heard, so it is few.
constexpr std::size_t most_at_once = 3;
/// A send that is not answered for so long does not hold back others any more.
constexpr milliseconds patience{2000};
/// Refusals that are this close, or closer than the time told, are close.
constexpr milliseconds close_by{5000};
/// What is taken for the time told where a refusal tells none.
constexpr milliseconds told_nothing{1000};
/// A limited account's refusal of more than this, and of more than two paces, is
/// about its room alone.
constexpr milliseconds longest_of_account{10000};
constexpr int paces_of_silence = 10;

/// A send that comes a moment early is refused and costs a whole wait, so the pace
/// is kept a little slower than it was told.
milliseconds with_margin(milliseconds pace) {
  return pace + pace / 40;
}

} // namespace

/// A clock that was set back must not make a wait longer.
void account_pace::follow_clock(unix_ms now) {
  if (const auto back = clock_ - now; back > 0) {
    next_at_ -= back;
    wanted_at_ -= back;
    accepted_at_ -= back;
    if (last_)
      last_->at -= back;
    for (auto& [room, begun] : sending_)
      begun -= back;
  }
  clock_ = now;
}

void account_pace::leave_if_idle(unix_ms now) {
  if (pace_ && sending_.empty() && now - wanted_at_ > (*pace_ * paces_of_silence).count()) {
    pace_.reset();
    most_told_ = milliseconds::zero();
    last_.reset();
  }
}

/// Whether a refusal is so young that the next room's send tells whose it is.
bool account_pace::in_doubt(unix_ms now) const {
  return last_ && now - last_->at <= std::max(last_->told, close_by).count();
}

/// How long until fewer are sending than may.
milliseconds account_pace::until_slot(unix_ms now) const {
  const std::size_t most = pace_ || in_doubt(now) ? 1 : most_at_once;
  std::size_t counted = 0;
  auto first_out = patience;
  for (const auto& [room, begun] : sending_)
    if (const auto left = milliseconds{begun + patience.count() - now}; left.count() > 0) {
      ++counted;
      first_out = std::min(first_out, left);
    }
  return counted < most ? milliseconds::zero() : first_out;
}

milliseconds account_pace::until_turn(unix_ms now) {
  follow_clock(now);
  leave_if_idle(now);
  wanted_at_ = now;
  auto wait = until_slot(now);
  if (pace_)
    wait = std::max(wait, milliseconds{next_at_ - now});
  return wait;
}

void account_pace::begin(std::uint64_t room, unix_ms now) {
  follow_clock(now);
  sending_[room] = now;
}

void account_pace::hold_until(unix_ms when) noexcept {
  next_at_ = std::max(next_at_, when);
}

void account_pace::on_accepted(std::uint64_t room, unix_ms begun) {
  accepted_at_ = std::max(accepted_at_, begun);
  // Another room is let through after the refusal: that was the room's own matter.
  if (last_ && last_->room != room && begun >= last_->at)
    last_.reset();
}

void account_pace::take_as_told(const refusal& what) {
  most_told_ = std::max(most_told_, what.told);
  pace_ = std::max(pace_.value_or(milliseconds{1}), what.told);
  hold_until(what.at + with_margin(what.told).count());
}

/// A send at the pace was refused: what had passed since the last one that was
/// accepted, and what is still to wait, make one pace. A longer silence proves
/// nothing; and if somebody else uses the account too, the pace must not grow for ever.
void account_pace::lengthen(milliseconds told, milliseconds passed) {
  passed = std::clamp(passed, milliseconds::zero(), *pace_);
  pace_ = std::max(*pace_, std::min(told + passed, most_told_ * 2));
}

void account_pace::on_refused(const refusal& what, unix_ms begun) {
  const bool another = in_doubt(what.at) && last_->room != what.room;
  if (!pace_ && another) {
    take_as_told(*last_);
    take_as_told(what);
  } else if (pace_ && (another || what.told <= std::max(*pace_ * 2, longest_of_account))) {
    const bool paced = begun >= next_at_;
    take_as_told(what);
    if (paced)
      lengthen(what.told, milliseconds{begun - accepted_at_});
  }
  last_ = what;
}

void account_pace::end(std::uint64_t room, turn_result how, std::optional<milliseconds> told,
                       unix_ms now) {
  follow_clock(now);
  const auto found = sending_.find(room);
  if (found == sending_.end())
    return;
  const auto begun = found->second;
  sending_.erase(found);
  if (how == turn_result::unused)
    return;
  wanted_at_ = now;
  if (how == turn_result::accepted)
    on_accepted(room, begun);
  else if (how == turn_result::refused)
    on_refused({room, now, told.value_or(told_nothing)}, begun);
  if (pace_)
    hold_until(begun + with_margin(*pace_).count());
}

} // namespace musiclink
