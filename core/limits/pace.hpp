#pragma once

#include "core/limits/send_rate.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace musiclink {

/// What became of a send, as far as the pace is concerned.
enum class turn_result : std::uint8_t {
  accepted,
  refused, ///< 429
  held,    ///< the account may not send for now, whatever the room
  other,   ///< says nothing about a limit: 5xx, 403, no answer
  unused,  ///< nothing was sent after all
};

/// When the rooms of an account may send.
///
/// One room that is refused is that room's own matter. Two rooms in a row, with nothing accepted in
/// between, mean that the account is limited: from then on they share one rate. How many are on the
/// wire at once grows with what is accepted, for as many may be refused before the first refusal is
/// heard of; a send that takes much longer than others gives its place to the next.
///
/// A pure value: the owner passes the time, and a number for each room.
class account_pace {
public:
  /// How long until a turn may be given; zero: now. To be asked only when somebody wants one.
  milliseconds until_turn(steady_time now);

  /// Whether that room may hold another place on the wire: those whose sends hang get few.
  bool has_place(std::uint64_t room) const;

  /// That room sends now.
  void begin(std::uint64_t room, steady_time now);

  /// That room's turn is over. `told`: the wait that a refusal named.
  void end(std::uint64_t room, turn_result how, std::optional<milliseconds> told, steady_time now);

  /// Sends a second, if the account is limited.
  std::optional<double> per_second() const noexcept { return rate_.per_second(); }

  /// Whether the account may not send at all, as far as is known.
  bool is_held() const noexcept { return holds_ > 0; }

private:
  std::size_t most_at_once() const;
  milliseconds until_place(steady_time now) const;
  milliseconds patience(steady_time now) const;

  send_rate rate_;
  std::optional<std::uint64_t> refused_;         ///< the last room, if nothing was accepted since
  std::map<std::uint64_t, steady_time> sending_; ///< begin of each turn, by room
  std::set<std::uint64_t> hanging_;              ///< rooms whose last send got no answer for long
  milliseconds usual_{250};                      ///< what a send takes
  std::size_t proven_ = 0; ///< sends that were accepted, halved by each refusal
  unsigned holds_ = 0;     ///< in a row
  steady_time held_until_{};
};

} // namespace musiclink
