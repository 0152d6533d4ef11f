#pragma once

#include "core/model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace musiclink {

/// Whose turn it is at something scarce: so many requests in a window of time, which
/// rooms, and the members within a room, share (conf/CONTRACT.md 5.9).
///
/// Rooms take turns, then the members of a room. Turns alone do not help who comes when
/// the window is spent already, hence shares: who took much may take on only while more
/// is left for the others. One member alone gets half of a window, one room two thirds,
/// and the rest is there for whoever comes next.
///
/// What a member or a room wants beyond a bound, and what was put back, has its turn only
/// when nobody else can have one, the newest first: who waited long is rarely still
/// waited for. A pure value: the owner passes the time, and a number for each who waits.
class turns {
public:
  using ticket = std::uint64_t;

  /// Who asks. Without a room it is nobody's share: a command of the operator.
  struct place {
    std::string room;
    std::string member;

    auto operator<=>(const place&) const = default;
  };

  static constexpr std::size_t most_of_member = 16;
  static constexpr std::size_t most_of_room = 64;

  explicit turns(milliseconds window = std::chrono::minutes{1}) : window_(window) {}

  void set_window(milliseconds window) noexcept { window_ = window; }

  /// Waits for a turn. A ticket that waits at several places takes the first turn that comes.
  void wait(ticket who, const place& at);

  /// Has its turn after all who were not put back, at all of its places.
  void put_back(ticket who);

  /// Does not wait any more.
  void leave(ticket who);

  /// The next, who does not wait any more. `left`: how many requests the window still
  /// holds for all. Nothing if nobody waits, or nobody may take a share now.
  std::optional<ticket> next(unix_ms now, std::uint64_t left);

  /// Where somebody waits who may take no share now: when one is free again.
  std::optional<unix_ms> share_free_at() const;

  std::size_t size() const noexcept { return waiting_.size(); }
  bool empty() const noexcept { return waiting_.empty(); }
  bool waits(ticket who) const { return waiting_.contains(who); }

private:
  struct member_queue {
    std::string name;
    std::deque<ticket> tickets;
  };
  struct room_queue {
    std::string name;
    std::deque<member_queue> members; ///< the first has the next turn
    std::size_t size = 0;
  };
  /// A ring of rooms of rings of members.
  struct ring {
    std::deque<room_queue> rooms; ///< the first has the next turn

    bool is_full(const place& at) const;
    void add(ticket who, const place& at);
    void remove(ticket who, const place& at);
  };
  struct waiting {
    std::vector<place> places;
    bool is_put_back = false;
  };

  std::optional<std::pair<ticket, place>> first_of(ring& from, std::uint64_t left,
                                                   bool newest_first);
  bool may_take(const place& who, std::uint64_t left) const;
  void note_taken(const place& who, unix_ms now);
  void forget_before(unix_ms now);

  milliseconds window_;
  ring fresh_;
  ring put_back_;
  std::map<ticket, waiting> waiting_;
  std::deque<std::pair<unix_ms, place>> taken_; ///< within the window, oldest first
  std::map<place, std::uint64_t> by_member_;    ///< of `taken_`
  std::map<std::string, std::uint64_t, std::less<>> by_room_;
};

} // namespace musiclink
