#pragma once

#include "core/limits/guessed_rate.hpp"
#include "core/limits/told_rate.hpp"

#include <optional>

namespace musiclink {

/// How often somebody lets us send, learned from what is accepted and what is refused: from the
/// waits that refusals name where these are exact, from the refusals alone where they are rounded
/// to whole seconds or missing.
///
/// A pure value: the owner passes the time.
class send_rate {
public:
  /// How long until the next send fits; zero: now.
  milliseconds wait(steady_time now);

  void begin(steady_time now);
  void accepted(steady_time begun);
  /// `told`: the wait that the refusal named.
  void refused(steady_time begun, std::optional<milliseconds> told, steady_time now);
  /// What became of it says nothing of a limit.
  void give_back(steady_time begun);

  /// The rate, while a limit is known.
  std::optional<double> per_second() const noexcept;

  /// Whether one send is to find out what the last refusal meant.
  bool is_in_doubt() const;

private:
  bool is_told() const noexcept;

  guessed_rate guessed_;
  told_rate told_;
  bool was_told_ = false;         ///< a wait was exact
  unsigned rounded_in_a_row_ = 0; ///< waits that were not
};

} // namespace musiclink
