#include "core/limits/breaker.hpp"

#include <algorithm>

namespace musiclink {
namespace {

constexpr std::size_t most_failures = 5;
constexpr unix_ms first_pause = 60'000;
constexpr unix_ms longest_pause = 3'600'000;
constexpr unix_ms first_told_pause = 1'000;
constexpr unix_ms longest_told = 24 * 3'600'000;
constexpr std::uint64_t no_crowd = 32; ///< so many at once need no watching

unix_ms grown(unix_ms first, unsigned times) noexcept {
  return std::min(longest_pause, first << std::min(times, 12U));
}

} // namespace

bool breaker::lets_through(unix_ms now) const noexcept {
  return !is_open(now) && (at_most_ == 0 || on_their_way_ < at_most_);
}

breaker::pass breaker::let_through() noexcept {
  ++on_their_way_;
  return openings_;
}

void breaker::worked(pass which) noexcept {
  if (!is_of_now(which))
    return;
  end_of_one();
  failed_.clear();
  in_vain_ = 0;
  at_most_ = at_most_ * 2 < no_crowd ? at_most_ * 2 : 0;
}

void breaker::failed(pass which, std::string_view about, unix_ms now) {
  if (!is_of_now(which))
    return;
  end_of_one();
  if (std::ranges::find(failed_, about) == failed_.end())
    failed_.emplace_back(about);
  const bool was_a_try = in_vain_ > 0;
  if (was_a_try || failed_.size() >= most_failures)
    open(state::failing, now, grown(first_pause, in_vain_));
}

void breaker::limited(pass which, std::optional<milliseconds> told, unix_ms now) {
  const auto longest = told ? std::min<unix_ms>(told->count(), longest_told) : 0;
  if (!is_of_now(which)) {
    // Several may have been refused together, and each may name a later time.
    if (told && is_open(now) && now + longest > closed_from_) {
      closed_from_ = now + longest;
      pause_ = longest;
    }
    return;
  }
  end_of_one();
  open(state::limited, now,
       told ? std::max(longest, grown(first_told_pause, in_vain_)) : grown(first_pause, in_vain_));
}

void breaker::unused(pass which) noexcept {
  if (is_of_now(which))
    end_of_one();
}

void breaker::end_of_one() noexcept {
  on_their_way_ -= on_their_way_ > 0 ? 1 : 0;
}

void breaker::open(state cause, unix_ms now, unix_ms pause) {
  cause_ = cause;
  pause_ = pause;
  closed_from_ = now + pause;
  ++in_vain_;
  ++openings_;
  at_most_ = 1;
  on_their_way_ = 0;
}

} // namespace musiclink
