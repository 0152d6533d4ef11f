#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace musiclink {

/// What became of a send, as far as the pace is concerned.
enum class turn_result : std::uint8_t {
  accepted,
  refused, ///< 429
  other,   ///< says nothing about a limit: 5xx, 403, no answer
  unused,  ///< nothing was sent after all
};

/// How often an account may send, learned from what the homeserver refuses.
///
/// One room that is refused is that room's own matter. Two rooms refused at about
/// the same time mean that the account is limited (Synapse's `rc_message`: a token
/// bucket per account, 0.2 a second, burst 10; FACTS 3.6). From then on one send
/// follows another at the pace that the refusals told, until for ten paces nobody
/// wanted to send: by then the bucket is full again.
///
/// A pure value: the owner passes the time, and a number for each room.
class account_pace {
public:
  /// How long until a turn may be given; zero: now. To be asked only when
  /// somebody wants one.
  milliseconds until_turn(unix_ms now);

  /// That room sends now.
  void begin(std::uint64_t room, unix_ms now);

  /// That room's turn is over. `told`: the wait that a refusal named.
  void end(std::uint64_t room, turn_result how, std::optional<milliseconds> told, unix_ms now);

  /// The time from one send to the next, if the account is limited.
  std::optional<milliseconds> limit() const noexcept { return pace_; }

private:
  struct refusal {
    std::uint64_t room = 0;
    unix_ms at = 0;
    milliseconds told{0};
  };

  void follow_clock(unix_ms now);
  void leave_if_idle(unix_ms now);
  bool in_doubt(unix_ms now) const;
  milliseconds until_slot(unix_ms now) const;
  void on_accepted(std::uint64_t room, unix_ms begun);
  void on_refused(const refusal& what, unix_ms begun);
  void take_as_told(const refusal& what);
  void lengthen(milliseconds told, milliseconds passed);
  void hold_until(unix_ms when) noexcept;

  std::optional<milliseconds> pace_;
  milliseconds most_told_{0};                ///< of the refusals that were about the account
  unix_ms clock_ = 0;                        ///< the newest time that was passed
  unix_ms next_at_ = 0;                      ///< no turn before, while limited
  unix_ms wanted_at_ = 0;                    ///< when somebody last wanted to send
  unix_ms accepted_at_ = 0;                  ///< begin of the last turn that was accepted
  std::optional<refusal> last_;              ///< the last one that nothing has explained
  std::map<std::uint64_t, unix_ms> sending_; ///< begin of each turn, by room
};

} // namespace musiclink
