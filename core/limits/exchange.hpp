#pragma once

#include "core/model/link.hpp"
#include "core/model/time.hpp"
#include "core/model/work.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// What was said about one link lately, in all rooms: who posted it, and whom we answered with it.
/// It is what the fuse decides by (conf/CONTRACT.md 5.6), so it is kept over restarts.
struct exchange {
  struct entry {
    unix_ms at = 0;
    std::string room_id;
    std::string event_id;    ///< of the message; of our answer: of the message that it answers
    std::string sender;      ///< of that message
    bool ours = false;       ///< an answer of ours held the link
    bool echoing = false;    ///< of our answer: the message held what somebody had said before
    unix_ms answered_at = 0; ///< of a message: when we answered it

    bool operator==(const entry&) const = default;
  };
  std::vector<entry> entries; ///< oldest first, a bounded number

  bool operator==(const exchange&) const = default;
};

/// How long it is remembered what we said. The fuse heals sooner.
inline constexpr unix_ms exchange_memory = unix_ms{7} * 24 * 60 * 60 * 1000;
inline constexpr unix_ms fuse_heals_after = unix_ms{24} * 60 * 60 * 1000;

/// Under which name what is said about a link is kept: its canonical form, but for videos, which
/// YouTube shows on two hosts.
std::string exchange_key(const link& what);

/// Whether an answer of ours held the link.
bool was_said(const exchange& so_far, unix_ms now);

/// Whether somebody else than the sender of that event, or we, said the link before the event did.
bool repeats_somebody(const exchange& so_far, const std::string& event_id,
                      const std::string& sender, unix_ms now);

/// The fuse: whether this event, with this link, would carry on an exchange that feeds itself.
/// People who post a song are answered, however many they are. Not answered is
/// - who got this link as our answer when repeating somebody: a relay that brings our answers back;
/// - what we said already, when it comes a third time from one sender in a room, or a fifth time
///   in all, in a day;
/// - who posted the link again within moments of each of our last eight answers to it there.
bool feeds_itself(const exchange& so_far, const link_event& event, unix_ms now);

/// Adds a message, or an answer of ours, and forgets what is too old or too much.
void add(exchange& to, exchange::entry what);

/// Adds what was there before all that is known, as it is found out later.
void add_earlier(exchange& to, exchange::entry what);

/// Notes that the message of that event was answered.
void note_answered(exchange& in, const std::string& event_id, unix_ms now);

} // namespace musiclink
