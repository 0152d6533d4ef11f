#pragma once

#include "core/model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

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

  using room_ids = std::set<std::string, std::less<>>;

  /// A room is quiet when so much time brought nothing of it.
  static constexpr unix_ms quiet_time = unix_ms{3} * 60 * 1000;

  explicit sync_health(unix_ms now) : started_at_(now), next_look_(now + quiet_time) {}
  sync_health() : sync_health(0) {}

  void on_session() { works_ = false; }
  void on_failure(unix_ms now, trouble kind, std::string problem);
  void on_page(unix_ms now, const page& what);
  /// The page has something of this room; `newest` as its events' servers tell the time.
  void on_room(unix_ms now, std::string_view room_id, unix_ms newest);
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
  /// The more rooms take turns, the sooner.
  bool wants_look(unix_ms now, std::size_t rooms);
  /// Rooms that sync brought something of just now: a look into them tells nothing.
  room_ids lively(unix_ms now) const;
  /// No room was quiet: one will be soon.
  void on_nothing_quiet(unix_ms now);
  /// The newest event that a look has found in the room; 0: none.
  void on_look(unix_ms now, std::string_view room_id, unix_ms newest);

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

  struct heard_room {
    unix_ms at = 0;     ///< when a page brought something of it
    unix_ms newest = 0; ///< event of it that is known, as events tell the time
  };
  heard_room& heard_room_of(std::string_view room_id);

  std::map<std::string, heard_room, std::less<>> heard_;
  unix_ms started_at_;
  unix_ms next_look_;
  std::string missed_in_;    ///< the room in which a look found what no page has brought
  unix_ms missed_since_ = 0; ///< 0: no look did
  bool missed_lately_ =
      false; ///< the position was given up for it; nothing shows yet that it helped
};

} // namespace musiclink::matrix
