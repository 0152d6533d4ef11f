#pragma once

#include "core/links/link.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// A link event (CONTRACT.md section 1) as it came out of a sync page: what is
/// needed to answer it, and nothing else of the event.
struct link_event {
  std::string room_id;
  std::string event_id;
  std::string sender;
  unix_ms origin_server_ts = 0;
  unix_ms received_at = 0; ///< when the page was taken, for `reply_latency_seconds`
  std::string thread_root; ///< root of the thread the event is in; empty: in none
  std::vector<link> links; ///< at least one

  bool operator==(const link_event&) const = default;
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
  std::uint32_t attempts = 0; ///< claims so far, this one included; survives a crash
  unix_ms first_claimed_at = 0;

  bool operator==(const job&) const = default;
};

/// What became of a job.
enum class job_outcome : std::uint8_t {
  sent,     ///< the homeserver accepted the reply
  shadowed, ///< the reply is in the shadow journal
  skipped,  ///< nothing was to be said (no song known, the event is itself an answer, too old)
  failed,   ///< given up, with a reason
};

std::string_view to_key(job_outcome outcome) noexcept;

} // namespace musiclink
