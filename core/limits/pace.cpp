#include "core/limits/pace.hpp"

#include "core/limits/backoff.hpp"

#include <algorithm>

namespace musiclink {
namespace {

/// Sends at the same time while nothing is known of the homeserver, and at most.
constexpr std::size_t first_at_once = 2;
constexpr std::size_t longest_at_once = 8;
/// A send that takes so many times as long as others gives its place to the next, and the sooner
/// the more hang: it is not the homeserver that is slow then, but what it does for these rooms.
constexpr int patience_in_durations = 4;
constexpr milliseconds least_patience{50};
/// So long may a homeserver keep back a refusal (Synapse: half a second).
constexpr milliseconds longest_pause{700};
constexpr milliseconds longest_patience{2000};
/// Sends that are not answered, also those that are not waited for: each is a connection. Rooms
/// whose last send hung share the smaller number, so that others always find a place.
constexpr std::size_t most_on_wire = 128;
constexpr std::size_t most_hanging_on_wire = 16;
/// How long a held account is left alone, and longer each time.
constexpr milliseconds first_hold{30000};
constexpr milliseconds longest_hold{15 * 60000};

} // namespace

std::size_t account_pace::most_at_once() const {
  if (holds_ > 0 || rate_.is_in_doubt())
    return 1;
  if (const auto rate = rate_.per_second())
    return std::clamp(static_cast<std::size_t>(*rate * static_cast<double>(usual_.count()) / 1000) +
                          2,
                      first_at_once, longest_at_once);
  return std::min(longest_at_once, first_at_once + proven_ / 16);
}

milliseconds account_pace::until_place(steady_time now) const {
  const auto most = most_at_once();
  const auto patient = patience(now);
  std::size_t counted = 0;
  auto first_out = patient;
  for (const auto& [room, begun] : sending_)
    if (const auto left = begun + patient - now; left > milliseconds::zero()) {
      ++counted;
      first_out = std::min(first_out, left);
    }
  return counted < most ? milliseconds::zero() : first_out;
}

milliseconds account_pace::patience(steady_time now) const {
  const auto long_for_a_send = std::max(longest_pause, 2 * usual_);
  const auto hanging = std::ranges::count_if(
      sending_, [&](const auto& one) { return now - one.second >= long_for_a_send; });
  return std::clamp(patience_in_durations * usual_ / ((1 + hanging) * (1 + hanging)),
                    hanging > 0 ? least_patience : longest_pause, longest_patience);
}

bool account_pace::has_place(std::uint64_t room) const {
  if (sending_.size() >= most_on_wire)
    return false;
  const auto hanging = std::ranges::count_if(
      sending_, [this](const auto& one) { return hanging_.contains(one.first); });
  return !hanging_.contains(room) || static_cast<std::size_t>(hanging) < most_hanging_on_wire;
}

milliseconds account_pace::until_turn(steady_time now) {
  return std::max({until_place(now), rate_.wait(now), held_until_ - now});
}

void account_pace::begin(std::uint64_t room, steady_time now) {
  sending_[room] = now;
  rate_.begin(now);
}

void account_pace::end(std::uint64_t room, turn_result how, std::optional<milliseconds> told,
                       steady_time now) {
  const auto found = sending_.find(room);
  if (found == sending_.end())
    return;
  const auto begun = found->second;
  sending_.erase(found);
  switch (how) {
  case turn_result::accepted:
    usual_ += (now - begun - usual_) / 8;
    hanging_.erase(room);
    holds_ = 0;
    refused_.reset();
    proven_ = std::min(proven_ + 1, 16 * longest_at_once);
    return rate_.accepted(begun);
  case turn_result::refused:
    if (refused_ != room || rate_.per_second())
      rate_.refused(begun, told, now);
    else
      rate_.give_back(begun);
    refused_ = room;
    if (rate_.per_second())
      proven_ /= 2;
    return;
  case turn_result::held:
    rate_.give_back(begun);
    if (now < held_until_)
      return; // it was under way when the account was held
    ++holds_;
    held_until_ = now + backoff(holds_, first_hold, longest_hold, 1);
    return;
  case turn_result::other:
    if (now - begun > patience(now))
      hanging_.insert(room);
    return rate_.give_back(begun);
  case turn_result::unused:
    return rate_.give_back(begun);
  }
}

} // namespace musiclink
