#pragma once

#include "core/model/comparison.hpp"
#include "core/model/time.hpp"
#include "core/model/work.hpp"
#include "core/reply/completion.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Jobs and what became of them: replies, completions, failures, the shadow journal.
namespace musiclink::store {

/// Jobs of one room, oldest first, their attempt counts already raised on disk.
struct claim_result {
  std::vector<job> jobs;
  bool more = false;         ///< jobs of the room stay unclaimed behind these; without those
                             ///< that an open gap holds back
  std::vector<job> poisoned; ///< at work in too many crashes: set aside as failed
  std::size_t damaged = 0;   ///< records that could not be read back, now removed
};

/// Our reply to an event, as last known.
struct reply {
  std::string room_id;
  std::string event_id;       ///< of the reply
  std::uint32_t revision = 0; ///< edits so far, with those that may have been made
  std::vector<link> links;    ///< of the trigger that it answers
  bool removed = false;       ///< somebody redacted it: it is not edited, and does not come back
};

/// A reply that went out before all was known, and may be completed once.
struct completion {
  link_event event; ///< that it answers
  partial_reply said;
  milliseconds within{0}; ///< how long after the reply
  unix_ms deadline = 0;   ///< 0: planned, for the reply is not out yet
  bool journaled = false; ///< what is completed is its entry in the shadow journal
};

/// What a room has still to find out about one of its events.
struct unfinished_event {
  link_event event;
  bool completes = false; ///< there is a reply; else nothing is known of any link yet
  unix_ms first_claimed_at = 0;
  unix_ms deadline = 0; ///< of a completion; and how long after the reply that is
  milliseconds within{0};
};

/// Where a walk through the unfinished events of a room stands.
struct unfinished_cursor {
  std::string waiting; ///< raw keys of the last that were given; empty: none
  std::string completions;
};

struct unfinished_result {
  std::vector<unfinished_event> events;
  unfinished_cursor next;  ///< to go on with; where the end was met, the beginning
  std::size_t damaged = 0; ///< records that could not be read back, now removed
};

/// A reply that was given up.
struct failure_entry {
  std::string room_id;
  std::string event_id; ///< of the trigger
  unix_ms at = 0;
  std::string reason;
};

/// The end of a job: removes it and records what it became, atomically.
struct conclusion {
  job_key key;
  job_outcome outcome = job_outcome::skipped;
  std::string reason;         ///< `failed`, `skipped`: why, for people
  std::string reply_event_id; ///< `sent`: our event
  std::string content;        ///< what was, or would have been, posted: event content, JSON
  std::vector<link> links;    ///< what was answered
  unix_ms now = 0;
  unix_ms keep_until = 0;           ///< when the record of it may be forgotten
  std::optional<our_answer> ours{}; ///< for the parity report; nothing: as before
  std::string trigger{};            ///< event id of the event that was, or was not, answered
  bool replaces_entry = false;      ///< `shadowed`: of a completion, in its entry's place
  bool removed = false;             ///< `sent`: somebody redacted the reply since
  /// What was said is `content` for sure, and nothing is left to add to it.
  bool says_all = false;
  /// `shadowed`: what was offered and is not in `content`; `skipped`: why nothing is said, for the
  /// journal.
  std::vector<rejected_offer> left_out{};
};

/// One reply that was computed and not posted, or what was left out so that there is none.
struct journal_entry {
  std::string room_id;
  std::string event_id; ///< the trigger
  unix_ms at = 0;
  std::string content; ///< the event content that would have been sent, JSON; empty: no reply
  std::vector<rejected_offer> left_out{};
};

/// Some of the shadow journal, oldest first.
struct journal_page {
  std::vector<journal_entry> entries;
  std::string older; ///< names the page of older entries that follows; empty: there is none
};

} // namespace musiclink::store
