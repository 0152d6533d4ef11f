#pragma once

#include "core/model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// Leaves alone for a while whoever refuses for their rate, or keeps failing. After the
/// pause one request tries, not all that waited; then two may be on their way, four, and
/// so on. Pauses grow from a minute to an hour while the tries fail.
///
/// Failures count by what was asked about: one link that somebody cannot answer says
/// nothing about the others, however often it is asked about. A pure value: the owner
/// passes the time.
class breaker {
public:
  /// What became open, and why: `limited` by a refusal for the rate, `failing` else.
  enum class state : std::uint8_t { closed, limited, failing };

  /// A request that was let through. What becomes of those that left before the last
  /// opening says nothing about the time after it.
  using pass = std::uint64_t;

  /// Whether one more may be asked now.
  bool lets_through(unix_ms now) const noexcept;

  /// One is on its way. Each ends with one of the four below.
  pass let_through() noexcept;

  void worked(pass which) noexcept;
  void failed(pass which, std::string_view about, unix_ms now);
  /// `told`: for how long nothing is to be asked, where that was said.
  void limited(pass which, std::optional<milliseconds> told, unix_ms now);
  /// Nothing was learnt from it.
  void unused(pass which) noexcept;

  /// `closed` also when a pause is over, though only one may try.
  state at(unix_ms now) const noexcept { return is_open(now) ? cause_ : state::closed; }

  /// The end of the pause.
  unix_ms closed_from() const noexcept { return closed_from_; }

private:
  bool is_open(unix_ms now) const noexcept {
    return now < closed_from_ && closed_from_ - now <= pause_; // a clock may be set back
  }
  bool is_of_now(pass which) const noexcept { return which == openings_; }
  void end_of_one() noexcept;
  void open(state cause, unix_ms now, unix_ms pause);

  state cause_ = state::closed;
  unix_ms closed_from_ = 0;
  unix_ms pause_ = 0;
  unsigned in_vain_ = 0;            ///< openings since it last worked
  std::uint64_t openings_ = 0;      ///< the pass of those who leave now
  std::uint64_t at_most_ = 0;       ///< on their way at once; 0: any number
  std::uint64_t on_their_way_ = 0;  ///< since the last opening
  std::vector<std::string> failed_; ///< about what, since it last worked
};

} // namespace musiclink
