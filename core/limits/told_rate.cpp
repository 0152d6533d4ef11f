#include "core/limits/told_rate.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace musiclink {
namespace {

/// Sends from one probe to the next; a short storm has fewer to spare.
constexpr unsigned probe_after = 20;
constexpr unsigned first_probe_after = 40;
/// A probe goes out so far behind the send before it that it does not overtake it.
constexpr double probe_lead = 0.37;
constexpr double surprise = 0.1;
/// So much of an interval we stay behind the line where that costs no token.
constexpr double reserve = 0.1;
constexpr std::size_t most_counted = 64;
/// So many sends beyond what a bucket holds: there is no limit any more.
constexpr unsigned enough_early = 30;
constexpr unsigned enough_undecided = 3;
/// A row of refusals that chance makes once in a thousand is a limit.
constexpr double too_unlikely = 1e-3;
/// How often the first interval may be longer than what was told of it lets us believe.
constexpr double too_long = 1.0 / 20;
constexpr double least_chance = 0.03;
constexpr double most_chance = 0.35;
constexpr double much_sooner = 0.3;
constexpr unsigned points_of_line = 8; ///< sends between two points that make a better line

double ms(steady_time when) {
  return static_cast<double>(when.time_since_epoch().count());
}

} // namespace

double told_rate::tolerance() const noexcept {
  return 3 + jitter_;
}

/// How much later than its token a send goes out. A bucket that holds more than one loses none.
double told_rate::margin() const noexcept {
  return std::max(jitter_, most_ >= 2 ? reserve * interval_ : 0.0);
}

std::optional<double> told_rate::per_second() const noexcept {
  if (!is_limited())
    return std::nullopt;
  return 1000 / interval_;
}

bool told_rate::is_in_doubt() const {
  return suspect_ && strikes_ > std::min(known_chance_, 2U);
}

/// Sends that began in the same millisecond look alike: the first was accepted, if any.
double told_rate::foreseen_for_accepted(double at) {
  auto [first, last] = std::ranges::equal_range(counted_, at, {}, &send::at);
  const auto found = std::find_if(first, last, [](const send& one) { return !one.is_accepted; });
  if (found == last)
    return at;
  found->is_accepted = true;
  return found->foreseen;
}

std::uint64_t told_rate::sent_after(double at) const {
  const auto found = std::ranges::upper_bound(counted_, at, {}, &send::at);
  return static_cast<std::uint64_t>(counted_.end() - found);
}

double told_rate::last_before(double at) const {
  const auto found = std::ranges::upper_bound(counted_, at, {}, &send::at);
  return found == counted_.begin() ? -1e18 : (found - 1)->at;
}

milliseconds told_rate::wait(steady_time now) const {
  if (!is_limited())
    return milliseconds::zero();
  auto from = due_ + margin();
  if (until_probe_ == 0 && !counted_.empty()) {
    const bool is_urgent = early_ > 0 || suspect_;
    from = std::min(from, counted_.back().at + (is_urgent ? 0 : probe_lead * interval_));
  }
  const auto wait = std::ceil(std::max(0.0, std::max(from, not_before_) - ms(now)));
  return milliseconds{static_cast<milliseconds::rep>(wait)};
}

void told_rate::take_token(send& one) {
  one.foreseen = due_;
  if (!is_limited())
    return;
  if (const auto full = one.at - (most_ - 1) * interval_; due_ < full) {
    due_ = full;
    was_full_ = true;
  }
  due_ += interval_;
}

/// The line was moved: `due` is when there is a token for the first send after `at`. Each of these
/// takes its token again.
void told_rate::move_line(double at, double due) {
  due_ = due;
  const auto after = std::ranges::upper_bound(counted_, at, {}, &send::at);
  for (auto sent = after; sent != counted_.end(); ++sent)
    take_token(*sent);
  for (auto sent = after; sent != counted_.begin();)
    (--sent)->foreseen = due -= interval_;
}

void told_rate::begin(steady_time now) {
  const auto at = ms(now);
  if (is_limited()) {
    if (until_probe_ > 0)
      --until_probe_;
    else
      until_probe_ = early_ > 0 ? 1 : probe_after;
  }
  take_token(counted_.emplace_back(send{at}));
  if (counted_.size() > most_counted)
    counted_.pop_front();
  ++count_;
}

/// When a token was foreseen for it, which the next send takes in its place.
double told_rate::forget_send(double at) {
  --count_;
  const auto [first, last] = std::ranges::equal_range(counted_, at, {}, &send::at);
  if (first == last)
    return due_ -= interval_;
  const auto foreseen = (last - 1)->foreseen;
  due_ = foreseen;
  for (auto sent = counted_.erase(last - 1); sent != counted_.end(); ++sent)
    take_token(*sent);
  return foreseen;
}

void told_rate::give_back(steady_time begun) {
  const auto at = ms(begun);
  forget_send(at);
  due_ = std::min(due_, at - margin()); // its turn had come
}

void told_rate::accepted(steady_time begun) {
  const auto at = ms(begun);
  const auto foreseen = foreseen_for_accepted(at);
  if (!suspect_ || at > suspect_->sent_at) {
    judge_suspect(at, foreseen);
    strikes_ = 0;
  }
  chance_ -= chance_ / 40;
  if (!is_limited())
    return;
  if (at < foreseen - tolerance())
    return go_early(at);
  jitter_ += (1 - jitter_) / 50;
}

void told_rate::judge_suspect(double accepted_at, double foreseen) {
  if (!suspect_)
    return;
  const auto what = *std::exchange(suspect_, std::nullopt);
  if (accepted_at < what.time - tolerance()) {
    note_chance();
    undecided_ = 0;
  } else if (!is_limited()) {
    if (++undecided_ >= enough_undecided)
      learn(what);
  } else if (what.time < foreseen + 0.3 * interval_) {
    jitter_ = std::min(jitter_ + 1 + std::max(0.0, what.time - foreseen), 0.25 * interval_);
    learn(what);
  }
}

/// There was a token earlier than foreseen.
void told_rate::go_early(double at) {
  move_line(at - 1, at);
  was_full_ = true;
  until_probe_ = 0;
  const auto count = count_ - sent_after(at) - 1;
  if (known_ && count > known_->count)
    interval_ =
        std::min(interval_, (at - known_->time) / static_cast<double>(count - known_->count));
  if (++early_ > enough_early + most_ || interval_ < 1) {
    interval_ = 0;
    known_.reset();
  }
}

unsigned told_rate::enough_strikes() const {
  const auto chance = std::clamp(chance_, least_chance, most_chance);
  return static_cast<unsigned>(std::ceil(std::log(too_unlikely) / std::log(chance)));
}

/// Two refusals that name the same time, each by a wait of its own, speak of one bucket.
bool told_rate::confirms(const point& what) const {
  return suspect_ && suspect_->count == what.count && suspect_->told != what.told &&
         std::abs(what.time - suspect_->time) <= 2 * tolerance();
}

/// A token takes no longer than tokens took on average between two refusals of a bucket.
double told_rate::longest_interval(const point& what) const {
  const auto& from = is_limited() ? known_ : last_refused_;
  if (!from || what.count <= from->count)
    return 1e18;
  return std::max(1.0, what.time - from->time) / static_cast<double>(what.count - from->count);
}

bool told_rate::is_possible(const point& what) const {
  return what.time - last_before(what.sent_at) < 1.1 * longest_interval(what) + tolerance();
}

/// Whether the refusal was to be expected of the limit that we know, a little changed or not.
bool told_rate::is_on_line(const point& what) const {
  if (is_new_ || what.told <= tolerance())
    return true;
  if (what.sent_at >= what.foreseen)
    return false;
  const bool is_sooner = what.time < what.foreseen && known_chance_ == 0;
  return is_sooner || std::abs(what.time - what.foreseen) < tolerance() + surprise * interval_;
}

/// Whether the refusal cannot be a limit's, as long as none is known.
bool told_rate::is_chance(const point& what) {
  const bool is_limit = is_possible(what);
  if (is_limit)
    note_first(what);
  else
    note_chance();
  last_refused_ = what;
  return !is_limit;
}

void told_rate::note_first(const point& what) {
  if (!last_refused_ || last_refused_->count != what.count)
    ++first_.points;
  first_.longest_told = std::max(first_.longest_told, what.told);
  first_.longest_interval = std::min(first_.longest_interval, longest_interval(what));
}

void told_rate::note_chance() {
  chance_ += (1 - chance_) / 20;
  ++known_chance_;
}

/// Sends that were under way when the point became known name it again, and took no tokens.
bool told_rate::knew_already(const point& what) {
  if (!known_ || what.count > known_->count || std::abs(what.time - known_->time) > tolerance())
    return false;
  known_->count = what.count;
  move_line(what.sent_at, what.time);
  return true;
}

void told_rate::refused(steady_time begun, milliseconds told) {
  const auto at = ms(begun);
  const auto wait = static_cast<double>(told.count());
  const auto foreseen = forget_send(at);
  const point what{
      .time = at + wait,
      .count = count_ - sent_after(at),
      .sent_at = at,
      .told = wait,
      .foreseen = foreseen,
  };
  ++strikes_;
  if (is_limited()) {
    if (knew_already(what))
      return;
    if (is_on_line(what) && is_possible(what))
      return learn(what);
  } else if (is_chance(what)) {
    return;
  }
  if (confirms(what))
    return learn(what);
  if (strikes_ >= enough_strikes()) {
    learn(suspect_ && suspect_->time < what.time ? *suspect_ : what);
    is_new_ = false; // not sure enough to believe whatever comes next
    return;
  }
  suspect(what);
}

void told_rate::suspect(const point& what) {
  if (suspect_ && suspect_->time <= what.time)
    return;
  suspect_ = what;
  if (is_limited() && what.time - what.foreseen < surprise * interval_)
    not_before_ = what.time; // a little late: that is not worth another refusal
  else if (is_limited())
    until_probe_ = 0;
}

/// The first point. If the bucket was full when the first send began, its first token after that
/// is the one that is told. If it was not, the interval is shorter: tokens are told of at any time
/// between two, so that of n waits the longest is seldom a small part of it. Rather too long than
/// too short: a probe finds out that there is more, at no refusal's price.
void told_rate::learn_first(const point& what) {
  const auto begin = counted_.empty() ? what.sent_at : counted_.front().at;
  const auto likely =
      first_.longest_told * std::pow(1 / too_long, 1.0 / std::max(1U, first_.points));
  interval_ = std::max(1.0, std::min({what.time - begin, likely, first_.longest_interval}));
  first_ = {};
  most_ = 1;
  const auto later = sent_after(what.sent_at);
  for (std::size_t i = 0; i + later < counted_.size(); ++i) {
    const auto sends = static_cast<double>(counted_.size() - later - i);
    most_ = std::max(most_, sends + 1 - (what.time - counted_[i].at) / interval_);
  }
  jitter_ = 1;
  known_interval_ = 0;
  known_chance_ = 0;
  known_ = what;
  was_full_ = false;
}

/// A further point: the interval lies between what this one proves and what both prove.
void told_rate::correct_line(const point& what) {
  const auto n = static_cast<double>(what.count) - static_cast<double>(known_->count);
  const bool is_near = std::abs(what.time - what.foreseen) < surprise * interval_;
  const bool is_better = !is_near || n >= points_of_line;
  const auto since_last = what.time - last_before(what.sent_at);
  auto shortest = since_last;
  auto longest = 1e18;
  if (n >= 1 && is_better) {
    longest = longest_interval(what);
    if (!was_full_)
      shortest = std::max(shortest, longest);
  }
  if (most_ < 2 && n >= 1 && what.time < what.foreseen - tolerance()) {
    // Either the bucket holds more than one token after all, or it fills faster.
    if (std::abs(what.time - known_->time - n * interval_) < tolerance() + 0.05 * interval_)
      most_ = 2;
    else
      longest = std::min(longest, std::max(1.0, since_last));
  }
  // Much sooner than foreseen after so many sends: tokens were lost, nobody can say how many. A
  // step.
  const auto sooner = what.foreseen - what.time;
  if (most_ >= 2 && n >= points_of_line && sooner > much_sooner * interval_)
    longest = std::min(longest, interval_ - much_sooner * sooner);
  interval_ = std::min(std::max(interval_, shortest), longest);
  if (!is_better)
    return;
  known_ = what;
  was_full_ = false;
}

void told_rate::learn(const point& what) {
  if (!is_limited())
    learn_first(what);
  else if (known_)
    correct_line(what);
  move_line(what.sent_at, what.time);
  plan_probe(std::exchange(known_interval_, interval_));
  early_ = 0;
  suspect_.reset();
}

void told_rate::plan_probe(double interval_before) {
  const bool is_surprise = std::abs(interval_ - interval_before) > surprise * interval_before;
  if (is_surprise)
    until_probe_ = 1;
  else
    until_probe_ = is_new_ ? first_probe_after : probe_after;
  is_new_ = is_surprise;
}

} // namespace musiclink
