#pragma once

#include "store/tables.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How what rooms say gets into the tables: the same for pages of a sync and for
/// pages of a gap. Private to store/.
namespace musiclink::store {

std::optional<seen_record> seen_of(const tables& in, lmdb::transaction& txn,
                                   const std::string& room_id, const std::string& event_id);

/// Whether the event of that job changed since, and has another job for that.
bool has_newer_job(const tables& in, lmdb::transaction& txn, const job_key& job,
                   const link_event& event);

/// Takes one page, within one transaction. `intake.cpp` has the events,
/// `changes.cpp` the changes, `own_replies.cpp` our own replies.
class intake {
public:
  enum class taken : std::uint8_t {
    duplicate, ///< seen before
    settled,   ///< new, and nothing is owed: it was redacted since, or answered before
    owed,      ///< a job now
  };

  /// `compare_until`: how long the parity report knows of what is taken; 0: it
  /// does not.
  intake(const tables& in, lmdb::transaction& txn, unix_ms now, unix_ms seen_until,
         unix_ms compare_until);

  /// Gives the next arrival number, at the end of all; or `count` of them, and
  /// the first.
  std::uint64_t give_arrivals(std::uint64_t count = 1);
  std::uint64_t last_arrival() const noexcept { return arrival_; }
  /// To be called at the end of the page.
  void save_arrivals();

  /// Stores an event as a job of that arrival, unless nothing is owed for it.
  /// `maybe_answered`: by a message of ours that somebody removed.
  taken take(const link_event& event, std::uint64_t arrival, bool maybe_answered = false);
  void change(const trigger_change& what);
  /// The same in a gap, which is read backwards: a change of that event that was
  /// met before is newer, and stays.
  void change_in_gap(const trigger_change& what);
  void settle(const own_reply& what);
  /// Puts a job back, as the room's last.
  void requeue(const job_record& record);
  /// In a gap: a message of our own in that room was removed, and says no more what it answered.
  void note_removed(const std::string& room_id);
  bool was_removed(const std::string& room_id);
  /// Moves a job that nobody has begun behind all others.
  void put_last(const job_key& key);
  void take_theirs(const std::vector<their_answer>& answers);

  /// What the page brought about.
  std::vector<std::string> rooms; ///< with something more to do, each once
  std::vector<withdrawal> withdrawn;
  refrained loops;

private:
  struct pending {
    job_key key;
    job_record record;
  };

  /// The newest job of an event, if it is still there.
  std::optional<pending> job_of(const std::string& room_id, const std::string& event_id);
  void put_job(const link_event& event, bool amends, std::uint64_t arrival);
  void put_record(const job_record& record, std::uint64_t arrival);
  void amend(const link_event& event);
  void call(const std::string& room_id);
  bool is_seen(const std::string& room_id, const std::string& event_id);
  void mark_seen(const std::string& room_id, const std::string& event_id, std::uint64_t arrival);

  bool apply(const trigger_change& what);
  void change_job(const pending& job, const trigger_change& what);
  void change_waiting(job_record job, const trigger_change& what);
  void cancel_completion(const trigger_change& what);
  void change_reply(const reply_record& reply, const trigger_change& what);
  /// Whether it was our reply that somebody redacted.
  bool take_reply_away(const trigger_change& what);
  void remember(const trigger_change& what);
  void remember_early(const trigger_change& what);
  bool is_outdated(const trigger_change& what);
  /// The links that an event has now, as far as changes met before it tell.
  std::vector<link> links_now(const link_event& event);

  void meet_answered(reply_record reply, const link_event& event, std::vector<link> links);
  void count_edit(const own_reply& what);

  const tables& in_;
  lmdb::transaction& txn_;
  unix_ms now_;
  unix_ms seen_until_;
  unix_ms compare_until_;
  std::uint64_t arrival_; ///< the last one given
  std::uint64_t saved_arrival_;
};

} // namespace musiclink::store
