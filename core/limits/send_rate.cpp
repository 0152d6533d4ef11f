#include "core/limits/send_rate.hpp"

namespace musiclink {
namespace {

/// Few exact waits are whole seconds: so many in a row are rounded ones.
constexpr unsigned enough_rounded = 3;

bool is_exact(std::optional<milliseconds> told) {
  return told && told->count() % 1000 != 0;
}

} // namespace

bool send_rate::is_told() const noexcept {
  return was_told_ && rounded_in_a_row_ < enough_rounded;
}

milliseconds send_rate::wait(steady_time now) {
  return is_told() ? told_.wait(now) : guessed_.wait(now);
}

void send_rate::begin(steady_time now) {
  guessed_.begin(now);
  told_.begin(now);
}

void send_rate::accepted(steady_time begun) {
  guessed_.accepted(begun);
  told_.accepted(begun);
}

void send_rate::refused(steady_time begun, std::optional<milliseconds> told, steady_time now) {
  if (is_exact(told)) {
    was_told_ = true;
    rounded_in_a_row_ = 0;
  } else {
    ++rounded_in_a_row_;
  }
  guessed_.refused(begun, told, now);
  if (told && is_told())
    told_.refused(begun, *told);
  else
    told_.give_back(begun);
}

void send_rate::give_back(steady_time begun) {
  guessed_.give_back();
  told_.give_back(begun);
}

std::optional<double> send_rate::per_second() const noexcept {
  return is_told() ? told_.per_second() : guessed_.per_second();
}

bool send_rate::is_in_doubt() const {
  return is_told() ? told_.is_in_doubt() : guessed_.refused_in_a_row() > 0;
}

} // namespace musiclink
