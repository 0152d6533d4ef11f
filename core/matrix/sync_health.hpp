#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace musiclink::matrix {

/// Whether /sync does what it promises, from what its answers show: when to be patient, when to
/// pause, when to doubt the position, and what to tell people. The syncer drives it.
class sync_health {
public:
  enum class trouble : std::uint8_t {
    failed,
    slow,       ///< no answer in time
    refused,    ///< 400, to a request that was good before
    unreadable, ///< an answer that is none, or is too large
  };

  struct page {
    milliseconds took{0};     ///< from the request on
    bool is_position = false; ///< asked without a position: nothing else is wanted of it
    bool advanced = true;     ///< its position is not the one that it was asked with
    bool has_events = false;  ///< it says something of rooms
  };

  explicit sync_health(unix_ms now) : quiet_since_(now) {}
  sync_health() : sync_health(0) {}

  void on_session() { works_ = false; }
  void on_failure(unix_ms now, trouble kind, std::string problem);
  void on_page(unix_ms now, const page& what);
  /// The position was given up, and another is taken.
  void on_position_lost();

  /// Failures in a row, and how many of them were slow.
  unsigned failures() const { return failures_; }
  unsigned slow() const { return slow_; }
  /// A page has come in this session, and no failure since.
  bool works() const { return works_; }
  /// When the newest page came.
  const std::optional<unix_ms>& last_page() const { return last_page_; }

  /// Before the next request: a homeserver that answers at once with nothing new is not asked in a
  /// busy loop. It grows while nothing moves.
  milliseconds pause() const;

  /// Whether the homeserver will not go on from this position: it refuses it, its pages have been
  /// unreadable for minutes, or they bring nothing of what is said. Asked about once a position.
  bool doubts_position(unix_ms now) const;

  /// Whether it is time to look into a quiet room for what sync does not bring; counted as done.
  bool wants_look(unix_ms now);
  /// What such a look found: something that was said since `quiet_since`.
  void on_missed(unix_ms now);
  unix_ms quiet_since() const { return quiet_since_; }

  /// For people; empty: all is well.
  std::string problem(unix_ms now) const;
  /// Pages come, and yet rooms are not read as they should be.
  bool is_stalled(unix_ms now) const;

private:
  bool stands(unix_ms now) const;

  unsigned failures_ = 0;
  unsigned slow_ = 0;
  unsigned refusals_ = 0;
  unsigned unreadable_ = 0;
  unix_ms unreadable_since_ = 0;
  std::string problem_; ///< of the last failure
  bool replaced_ = false;
  bool works_ = false;
  std::optional<unix_ms> last_page_;

  unsigned idle_ = 0;     ///< pages in a row that came at once and moved nothing
  unsigned standing_ = 0; ///< pages in a row with events and without a new position
  unix_ms standing_since_ = 0;
  unix_ms quiet_since_; ///< when the newest page with events came
  unix_ms looked_at_ = 0;
  unix_ms missed_since_ = 0; ///< a look found what no page has brought; 0: none did
};

} // namespace musiclink::matrix
