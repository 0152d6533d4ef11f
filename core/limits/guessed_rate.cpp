#include "core/limits/guessed_rate.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace musiclink {
namespace {

constexpr double slowest_per_ms = 1e-5;
constexpr double step = 1.07;
/// Doubts fall to a third in so many sends.
constexpr double memory = 20;
/// What a token more or less than foreseen is worth, in natural logarithms.
constexpr double doubt_per_token = 3;
constexpr double forgiven_tokens = 0.1; ///< the network's
constexpr double most_doubt_at_once = 4;
/// Being refused although there was a token.
constexpr double doubt_of_refusal = 3;
constexpr double most_doubt = 9;
/// That there is a limit at all, when the first refusal comes.
constexpr double doubt_in_limits = 2.2;
/// Hypotheses this close to the least doubted are worth a try.
constexpr double worth_a_try = 1;
constexpr double as_good = 0.3;
/// Is let pass after a refusal, for a network whose delay varies.
constexpr double network_tokens = 0.05;
/// Refusals at random: so many at most are believed in.
constexpr double most_random = 0.35;
constexpr unsigned first_unmoved = 300;
constexpr unsigned longest_unmoved = 20000;
constexpr unsigned contradicted = 24; ///< sends for which a contradicted limit is not believed in
constexpr double first_probe_ms = 2000;
constexpr unsigned unmoved_in_a_row = 6;
constexpr double too_much_doubt = 3; ///< in there being no limit
constexpr double forgotten_by_accepted = 0.1;
constexpr double patience_for_random = 60; ///< sends that their share is taken of

double doubt_of(double tokens) {
  return std::min(most_doubt_at_once, doubt_per_token * std::max(0.0, tokens - forgiven_tokens));
}

double ms(steady_time when) {
  return static_cast<double>(when.time_since_epoch().count());
}

/// What a refusal says of the tokens that a bucket of that rate had.
struct range {
  double least;
  double most;
};

range told_tokens(double per_ms, std::optional<milliseconds> told) {
  constexpr double unknown = 0.7;
  if (!told || *told <= milliseconds::zero())
    return {-1e9, unknown};
  const auto wait = static_cast<double>(told->count());
  // Whole seconds may be rounded up.
  if (told->count() % 1000 == 0)
    return {1 - per_ms * wait, std::min(unknown, 1 - per_ms * (wait - 1000))};
  return {1 - per_ms * wait, 1 - per_ms * wait};
}

} // namespace

double guessed_rate::hypothesis::tokens(double at, double most) const noexcept {
  return std::min(most, 1 + per_ms * (at - free_at));
}

double guessed_rate::hypothesis::doubt_of_random() const noexcept {
  return -std::log(std::min(most_random, (refused + 0.3) / (sends + 6)));
}

void guessed_rate::hypothesis::foresaw_token(bool accepted) noexcept {
  sends += 1 - sends / patience_for_random;
  refused += (accepted ? 0 : 1) - refused / patience_for_random;
}

guessed_rate::guessed_rate() {
  auto rate = slowest_per_ms;
  for (auto& one : all_) {
    one.per_ms = rate;
    rate *= step;
  }
}

std::optional<double> guessed_rate::per_second() const noexcept {
  if (chosen_ == no_limit)
    return std::nullopt;
  return all_[chosen_].per_ms * 1000;
}

double guessed_rate::most_tokens() const noexcept {
  return std::max(1.0, saved_up_);
}

void guessed_rate::follow(steady_time now) {
  const auto& ours = all_[chosen_];
  const auto slack = 2 * ours.per_ms; // a timer's, which must not cost a part of the rate
  allowance_ =
      std::min(most_tokens() + slack, allowance_ + ours.per_ms * (ms(now) - ms(followed_at_)));
  followed_at_ = now;
}

milliseconds guessed_rate::wait(steady_time now) {
  if (chosen_ == no_limit)
    return milliseconds::zero();
  follow(now);
  auto wait = std::max(0.0, 1 - allowance_) / all_[chosen_].per_ms;
  // Until a limit has proved itself, somebody looks now and then whether it is one.
  if (!confirmed_ && in_a_row_ > 0)
    wait = std::min(wait,
                    ms(heard_at_) + first_probe_ms * std::exp2(std::min(in_a_row_, 20U)) - ms(now));
  return milliseconds{static_cast<milliseconds::rep>(std::ceil(std::max(0.0, wait)))};
}

void guessed_rate::begin(steady_time now) {
  follow(now);
  allowance_ -= 1;
  ++on_wire_;
}

void guessed_rate::give_back() {
  allowance_ += 1;
  --on_wire_;
}

void guessed_rate::fade() {
  const auto least = std::ranges::min(all_, {}, &hypothesis::doubt).doubt;
  for (auto& one : all_)
    one.doubt = std::min(one.doubt - least, most_doubt) * (1 - 1 / memory);
}

std::size_t guessed_rate::most_generous(double above) const {
  const auto least = std::ranges::min(all_, {}, &hypothesis::doubt).doubt;
  auto found = no_limit;
  while (all_[found].doubt > least + above)
    --found;
  return found;
}

void guessed_rate::accepted(steady_time begun) {
  --on_wire_;
  const auto at = ms(begun);
  const auto most = most_tokens();
  const bool news = begun >= heard_at_; // else it was under way when the last refusal was heard
  if (news) {
    fade();
    count_unmoved();
    unforeseen_ = std::max(0.0, unforeseen_ - forgotten_by_accepted);
    in_a_row_ = 0;
    ++accepted_in_a_row_;
  }
  if (!refused_ever_)
    ++saved_up_;
  for (auto& one : all_) {
    const bool limits = refused_ever_ && &one != &all_[no_limit];
    const auto tokens = limits ? one.tokens(at, most) : most;
    if (news && tokens < 1 - 1e-6) {
      one.doubt += doubt_of(1 - tokens);
    } else if (news) {
      one.foresaw_token(true);
      one.doubt -= std::log(1 - std::exp(-one.doubt_of_random()));
    }
    one.free_at = at + (2 - std::max(tokens, -saved_up_)) / one.per_ms;
  }
  if (news && chosen_ != no_limit && !confirmed_) {
    if (at < told_until_) {
      unmoved_left_ = contradicted;
      chosen_ = no_limit;
    } else {
      confirmed_ = true;
    }
  }
  const auto aim = most_generous(worth_a_try);
  if (news && chosen_ < aim)
    choose(std::min(aim, chosen_ + 1 + accepted_in_a_row_ / 20));
}

void guessed_rate::refused(steady_time begun, std::optional<milliseconds> told, steady_time now) {
  give_back();
  if (begun < heard_at_)
    return;
  heard_at_ = now;
  fade();
  ++in_a_row_;
  accepted_in_a_row_ = 0;
  const auto at = ms(begun);
  const bool had_token = all_[chosen_].tokens(at, most_tokens()) > 0.9;
  for (auto& one : all_) {
    const auto tokens = one.tokens(at, most_tokens());
    const auto says = told_tokens(one.per_ms, told);
    const auto nearest = std::clamp(tokens, says.least, says.most);
    const auto random = one.doubt_of_random();
    // A bucket owes nothing: what is told is no longer than one token takes.
    auto limit = doubt_in_limits + doubt_of(-says.most);
    if (&one == &all_[no_limit])
      limit = 1e9;
    else if (refused_ever_)
      limit = (tokens > 0.9 ? doubt_of_refusal : 0) + doubt_of(std::abs(tokens - nearest));
    one.doubt += std::min(random, limit);
    if (limit <= random)
      one.free_at = at + (1 - nearest) / one.per_ms;
    else
      one.foresaw_token(false);
  }
  refused_ever_ = true;
  told_until_ =
      told ? at + static_cast<double>(told->count() - (told->count() % 1000 == 0 ? 1000 : 5)) : 0;
  count_unmoved();
  if (chosen_ != no_limit && in_a_row_ == 1 && had_token)
    unforeseen_ += 1;
  if (unforeseen_ >= enough_unforeseen_)
    return be_unmoved();
  if (unmoved_left_ > 0 && in_a_row_ < unmoved_in_a_row && !is_no_limit_doubted())
    return;
  if (std::exchange(unmoved_left_, 0) > 0)
    enough_unforeseen_ *= 2; // it was a limit after all
  if (chosen_ == no_limit)
    confirmed_ = false;
  follow(now);
  const bool is_sure = confirmed_ || in_a_row_ > 1; // one refusal may be a room's own
  choose(std::min(chosen_, most_generous(chosen_ == no_limit ? worth_a_try : as_good)));
  if (chosen_ == no_limit)
    return;
  const auto& ours = all_[chosen_];
  auto tokens = ours.tokens(ms(now), most_tokens());
  if (is_sure)
    tokens -= network_tokens;
  if (is_sure && !confirmed_ && told)
    tokens = std::min(tokens, 1 - ours.per_ms * static_cast<double>(told->count()));
  allowance_ = std::min(allowance_, tokens - on_wire_);
}

/// What is seen while no limit is believed in speaks for one all the same.
bool guessed_rate::is_no_limit_doubted() const {
  const auto least = std::ranges::min(all_, {}, &hypothesis::doubt).doubt;
  return all_[no_limit].doubt > least + too_much_doubt;
}

/// What is still to wait stays as long as it is.
void guessed_rate::choose(std::size_t which) {
  if (allowance_ < 1)
    allowance_ = 1 - (1 - allowance_) * all_[which].per_ms / all_[chosen_].per_ms;
  chosen_ = which;
}

void guessed_rate::count_unmoved() {
  unmoved_left_ -= unmoved_left_ > 0;
}

/// Sending less often did not help: it is not how often we send.
void guessed_rate::be_unmoved() {
  unmoved_length_ = std::clamp(unmoved_length_ * 3, first_unmoved, longest_unmoved);
  unmoved_left_ = unmoved_length_;
  unforeseen_ = 0;
  chosen_ = no_limit;
}

} // namespace musiclink
