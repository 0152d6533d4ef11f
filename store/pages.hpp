#pragma once

#include "core/model/comparison.hpp"
#include "core/model/time.hpp"
#include "core/model/work.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// What rooms say, page by page, and what that brought about.
namespace musiclink::store {

enum class gap_kind : std::uint8_t {
  limited,  ///< a timeline left events out between two tokens
  catch_up, ///< the store began anew: the room's recent history is not known
};

/// Events of a room that were not read yet, and are to be read backwards. For a
/// while the gap holds back the room's later jobs, so that replies keep the order
/// of their events.
struct gap {
  std::string room_id;
  std::uint64_t id = 0; ///< given by the store; with the room it names the gap
  gap_kind kind = gap_kind::limited;
  std::string from;       ///< token to go on from, backwards
  std::string to;         ///< token at which what was known begins; empty: none
  std::size_t pages = 0;  ///< read so far
  std::size_t events = 0; ///< read so far
  unix_ms opened_at = 0;  ///< a first start answers what is not older

  bool operator==(const gap&) const = default;
};

/// How long a gap holds back what was delivered after it: time to fill it in
/// peace, and far less than events take to be too old to be answered.
inline constexpr unix_ms gap_patience = unix_ms{2} * 60 * 1000;

/// Jobs that may wait in one room. Beyond them the oldest are let go, so that one
/// room's backlog never stops the reading of the others.
inline constexpr std::size_t most_jobs_of_room = 2000;

/// What a sync page leaves behind, as one atomic change.
struct page {
  std::string since;      ///< the token the page was asked with; empty at first
  std::string next_batch; ///< the token to go on with
  std::vector<link_event> events;
  std::vector<trigger_change> changes; ///< after the events that they change
  std::vector<own_reply> own;          ///< settle jobs whose answer was lost
  std::vector<gap> gaps;               ///< to be opened; `id`, `pages`, `events` are the store's
  std::vector<their_answer> theirs;
  unix_ms now = 0;
  unix_ms seen_until = 0;    ///< when the ids of these events may be forgotten
  unix_ms compare_until = 0; ///< the same for the parity report; 0: nothing is compared
};

/// A job that a room may hold in memory and that is no longer what it was.
struct withdrawal {
  std::string room_id;
  std::string event_id; ///< of the trigger
};

/// An exchange about a song that was stopped, because it would have fed itself.
struct blown_fuse {
  std::string link;    ///< canonical
  std::string room_id; ///< where it was stopped first
  unix_ms since = 0;
  unix_ms until = 0;       ///< told again when it is stopped after that
  std::size_t stopped = 0; ///< messages that were not answered since

  bool operator==(const blown_fuse&) const = default;
};

/// What a page held that was never to be answered (conf/CONTRACT.md 5.6).
struct refrained {
  std::vector<withdrawal> echoes;  ///< our own words, under another name
  std::size_t stopped = 0;         ///< messages of exchanges that feed themselves
  std::vector<blown_fuse> blown{}; ///< the fuses among them that are new
};

/// The answer to a page: what was new in it. `stale`: the stored token is not
/// the page's `since`, and nothing was changed.
struct page_result {
  bool stale = false;
  std::size_t fresh = 0;
  std::size_t duplicates = 0;
  std::vector<std::string> rooms;            ///< rooms that got work, each once
  std::vector<withdrawal> withdrawn;         ///< claimed jobs whose trigger changed
  std::map<std::string, std::size_t> let_go; ///< by room id: jobs above `most_jobs_of_room`
  std::size_t backlog = 0;                   ///< jobs in the store after this page
  refrained loops{};
};

/// One page of a gap, read backwards, newest event first.
struct gap_page {
  std::string room_id;
  std::uint64_t id = 0;
  std::string from; ///< the token that it was asked with
  std::string next; ///< the token to go on with; empty: the gap ends here
  std::vector<link_event> events;
  std::vector<trigger_change> changes;
  std::vector<std::string> maybe_answered; ///< events that a removed message of ours follows
  bool own_removed = false; ///< such a message is in the page: it follows all older ones, too
  std::vector<own_reply> own;
  std::vector<their_answer> theirs;
  std::size_t read = 0; ///< events of any kind in the page
  unix_ms now = 0;
  unix_ms seen_until = 0;
  unix_ms compare_until = 0;
};

/// The answer to a page of a gap. `stale`: there is no such gap at that token,
/// and nothing was changed.
struct gap_result {
  bool stale = false;
  std::size_t fresh = 0;
  std::size_t duplicates = 0;
  std::size_t dropped = 0;           ///< a catch-up without a reply of ours: not answered
  bool closed = false;               ///< the gap is gone
  bool claimable = false;            ///< jobs that were found may be claimed now
  std::size_t let_go = 0;            ///< jobs above `most_jobs_of_room`
  std::vector<withdrawal> withdrawn; ///< claimed jobs whose trigger changed
  refrained loops{};
};

/// What we are about to say. It is stored before it is sent, so that it is known again however
/// soon it comes back.
struct utterance {
  std::string room_id;
  std::string trigger;       ///< event id of the event that is answered
  std::string sender;        ///< of that event
  std::vector<link> sources; ///< its links
  std::vector<spoken_link> spoken;
  unix_ms now = 0;
};

} // namespace musiclink::store
