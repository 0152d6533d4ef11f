#pragma once

#include "core/model/link.hpp"
#include "core/model/time.hpp"
#include "core/model/wording.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// A link event (conf/CONTRACT.md 1) as it came out of a sync page: what is
/// needed to answer it, and nothing else of the event.
struct link_event {
  std::string room_id;
  std::string event_id;
  std::string sender;
  unix_ms origin_server_ts = 0;
  unix_ms received_at = 0; ///< when the page was taken, for `reply_latency_seconds`
  std::string thread_root; ///< root of the thread the event is in; empty: in none
  std::vector<link> links; ///< at least one; of an amended event also none
  wording text{};          ///< of an event that was just read; a job does not keep it

  bool operator==(const link_event&) const = default;
};

/// An event that was seen, or should have been, is not what it was: edited
/// (m.replace) or redacted.
struct trigger_change {
  std::string room_id;
  std::string event_id;    ///< of the event that changed
  std::string sender;      ///< who edited it, to be compared; empty: a redaction
  unix_ms at = 0;          ///< origin_server_ts of the edit or redaction
  std::vector<link> links; ///< what it holds now; none after a redaction

  bool operator==(const trigger_change&) const = default;
};

/// A message of our own that came back: proof that something was answered.
struct own_reply {
  std::string room_id;
  std::string event_id;
  std::string trigger;               ///< the event that it answers
  bool edit = false;                 ///< an m.replace of a reply: `trigger` is that reply
  std::vector<std::string> links{};  ///< canonical; only while answers are compared
  bool removed = false;              ///< somebody redacted it
  unix_ms at = 0;                    ///< origin_server_ts
  bool completes = false;            ///< an edit that adds what became known later
  std::vector<spoken_link> spoken{}; ///< what it said; nothing of a removed one

  bool operator==(const own_reply&) const = default;
};

/// Names a job. A room's jobs are one range of the store, in order of arrival,
/// so that one room's backlog can never hide another's.
struct job_key {
  std::string room_id;
  std::uint64_t arrival = 0;

  bool operator==(const job_key&) const = default;
};

/// A link event that is owed an outcome.
struct job {
  job_key key;
  link_event event;
  bool amends = false;        ///< the event changed after its first job was at work: our
                              ///< reply, if there is one, is to be edited or redacted
  bool completes = false;     ///< the reply went out before all was known: it may be edited
  std::uint32_t attempts = 0; ///< claims so far, this one included; survives a crash
  std::uint32_t crashes = 0;  ///< how often musiclink failed while the job was at work
  unix_ms first_claimed_at = 0;

  bool operator==(const job&) const = default;
};

/// What became of a job.
enum class job_outcome : std::uint8_t {
  sent,     ///< the homeserver accepted the reply
  edited,   ///< our earlier reply was edited
  redacted, ///< our earlier reply was redacted
  shadowed, ///< the reply is in the shadow journal
  skipped,  ///< nothing was to be said (no song known, the event is itself an answer, too old)
  failed,   ///< given up, with a reason
};

std::string_view to_key(job_outcome outcome) noexcept;

} // namespace musiclink
