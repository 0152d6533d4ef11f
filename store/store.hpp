#pragma once

#include "core/limits/budget.hpp"
#include "core/limits/exchange.hpp"
#include "core/model/modes.hpp"
#include "core/model/song.hpp"
#include "core/model/time.hpp"
#include "core/model/wording.hpp"
#include "core/model/work.hpp"
#include "core/parity/parity.hpp"
#include "core/reply/completion.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink::store {

/// The store cannot be used: I/O error, damage, no room, wrong schema. The
/// message names the path and the remedy. Exit status 74.
class unusable : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The data file or a record that all else stands on is not what was written:
/// the one `unusable` whose remedy is to set the store aside and start afresh.
class damaged : public unusable {
public:
  using unusable::unusable;
};

/// The disk, the quota or the largest size of the store left no room for a change.
/// Nothing of it was kept, and the same store works again when there is room.
class no_room : public unusable {
public:
  using unusable::unusable;
};

/// Another musiclink holds the store; the message names its process. Exit 75.
class locked : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

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
  unix_ms keep_until = 0;           ///< `shadowed`, `failed`: when the record may be forgotten
  std::optional<our_answer> ours{}; ///< for the parity report; nothing: as before
  std::string trigger{};            ///< event id of the event that was, or was not, answered
  bool replaces_entry = false;      ///< `shadowed`: of a completion, in its entry's place
  bool removed = false;             ///< `sent`: somebody redacted the reply since
  /// What was said is `content` for sure, and nothing is left to add to it.
  bool says_all = false;
};

/// One reply that was computed and not posted.
struct journal_entry {
  std::string room_id;
  std::string event_id; ///< the trigger
  unix_ms at = 0;
  std::string content; ///< the event content that would have been sent, JSON
};

/// Some of the shadow journal, oldest first.
struct journal_page {
  std::vector<journal_entry> entries;
  std::string older; ///< names the page of older entries that follows; empty: there is none
};

/// An answer from the link cache, with its age.
struct cached_answer {
  answer value;
  unix_ms at = 0;
  unix_ms until = 0;
};

/// What was taken from the budget of somebody who is asked over the network.
struct budget_entry {
  std::string outlet; ///< names whom
  budget_record record;
  unix_ms until = 0; ///< then it says nothing any more

  bool operator==(const budget_entry&) const = default;
};

/// What is remembered of an allowlist entry's room across restarts.
struct room_record {
  std::string room_id;
  std::string alias;      ///< the allowlist's alias that led here, pinned; may be empty
  bool encrypted = false; ///< as its state said; sticky: a room that was once encrypted stays so
  std::string successor;  ///< the room that took its place, proven; empty: none
  std::string refused;    ///< a room that was named as successor and is none

  bool operator==(const room_record&) const = default;
};

/// Whether a room was last answered in, and from when on: what was said before is
/// never posted (conf/CONTRACT.md 4).
struct room_activity {
  std::string room_id;
  bool active = false;
  unix_ms since = 0; ///< of `active`; 0: it always was

  bool operator==(const room_activity&) const = default;
};

/// What is kept of the sync position and the operator's switch.
struct sync_state {
  std::string since; ///< empty: never synced
  std::string filter_id;
  std::string filter_json;                 ///< what `filter_id` was made from, on which account
  std::optional<service_mode> mode;        ///< the switch as last set
  std::optional<service_mode> loaded_mode; ///< the file's `mode` at the last load
};

struct statistics {
  std::size_t seen = 0;
  std::size_t jobs = 0;
  std::size_t waiting = 0;     ///< jobs of which nothing is known yet
  std::size_t completions = 0; ///< replies that may be completed
  std::size_t replies = 0;
  std::size_t links = 0;
  std::size_t journal = 0;
  std::size_t rooms = 0;
  std::size_t gaps = 0;
  std::size_t failures = 0;
  std::size_t compared = 0; ///< link events of the parity report
  std::size_t theirs = 0;   ///< answers of others
  std::size_t budgets = 0;
  std::size_t exchanges = 0;  ///< what was said lately: links, and headlines of replies
  std::size_t fuses = 0;      ///< exchanges that were stopped
  std::size_t early = 0;      ///< changes that came before their events
  std::size_t file_bytes = 0; ///< of the data file
  std::size_t map_bytes = 0;  ///< address space, an upper bound of growth so far
};

/// A record that cannot be read back.
struct damage {
  std::string table;
  std::string key; ///< printable
  std::string what;
};

enum class access : std::uint8_t {
  exclusive, ///< the service: takes the lock file, may write
  read_only, ///< a command beside a running service
};

/// How much address space the store may take: disk is taken only as it fills.
struct limits {
  std::size_t initial_map = std::size_t{64} << 20;
  std::size_t max_map = std::size_t{64} << 30;
};

/// The durable state of one musiclink: one LMDB environment with typed tables.
/// Each member function is one transaction, synced to disk when it returns;
/// `group` makes one of several. Not thread-safe: one owner, any thread. Throws
/// `unusable` where the environment fails; everything else is in the results.
class store {
public:
  /// Opens, or creates, the store in `directory`. Throws `locked` or `unusable`.
  /// For a read_only store nothing is created or written; its caller must not
  /// hold the same store open otherwise in this process.
  static store open(const std::filesystem::path& directory, access how, limits size = {});

  /// Opens the store for the service. A damaged one is set aside: its files get
  /// new names in the same directory, nothing is deleted, and the store starts
  /// afresh (conf/CONTRACT.md 5.5). `report` is then called once with what was
  /// wrong and where the files are. Throws `locked` or `unusable`.
  static store open_or_start_afresh(const std::filesystem::path& directory,
                                    const std::function<void(const std::string&)>& report,
                                    limits size = {});

  store(store&&) noexcept;
  store& operator=(store&&) noexcept;
  ~store();

  /// Runs several operations as one transaction with one sync at its end. If
  /// `work` throws, nothing of it happened. When the map had to grow, `work` is
  /// run again from the start: it must not have effects of its own.
  template<class Work>
  void group(Work&& work) {
    auto call = [&work] { work(); };
    run_group([](void* raw) { (*static_cast<decltype(call)*>(raw))(); }, &call);
  }

  sync_state load_sync_state();
  void save_filter(std::string_view filter_id, std::string_view filter_json);
  /// `loaded_mode`: nothing leaves the stored one as it is.
  void save_mode(service_mode mode, std::optional<service_mode> loaded_mode);

  /// Begins a new life of the service; call it once, before the first claim. If
  /// the life before ended in a crash of musiclink itself (not a kill), each job
  /// that was then at work has its `crashes` raised.
  void begin_life(bool after_crash);

  page_result commit_page(const page& what);
  gap_result commit_gap(const gap_page& what);
  /// Open gaps, oldest first.
  std::vector<gap> gaps();

  /// Rooms that have jobs or unfinished events, each once.
  std::vector<std::string> rooms_with_jobs();
  /// Jobs that wait for their turn.
  std::size_t count_jobs();
  /// All that are owed an outcome: those, and what waits for a resolver.
  std::size_t count_owed();
  /// Jobs that arrived after `after_arrival` and that no open gap holds back at the
  /// time `now`, at most `max`; marks the first claim of each with `now`.
  claim_result claim(const std::string& room_id, std::uint64_t after_arrival, std::size_t max,
                     unix_ms now);
  /// Of a job that is not there, which was finished before, only `ours` counts.
  void finish(const conclusion& what);
  /// Says, before the reply leaves, that it does not hold all yet. Whatever then
  /// proves that it was accepted begins its completion. Of a job that is not there
  /// nothing is planned. False: its event has a newer job, and nothing is planned either.
  bool plan_completion(const job_key& key, const partial_reply& said, milliseconds within,
                       unix_ms now);
  /// The completion of the reply to that event, planned or begun.
  std::optional<completion> find_completion(const std::string& room_id,
                                            const std::string& event_id);
  /// Puts a claimed job, of whose links nothing is known yet, out of the way of those
  /// behind it. False: its event has a newer job, and it stays.
  bool park(const job_key& key);
  /// At most `max` of those that were parked, and as many of those whose reply may be
  /// completed, from there on.
  unfinished_result unfinished(const std::string& room_id, const unfinished_cursor& from,
                               std::size_t max);
  /// Makes a job, the room's last, of an unfinished event. False: it is gone.
  bool resume(const std::string& room_id, const std::string& event_id, bool completes, unix_ms now);
  /// Our reply to that event: of the last 90 days, and not redacted by ourselves.
  std::optional<reply> find_reply(const std::string& room_id, const std::string& trigger);

  void remember(const utterance& what);
  /// The fuses that are blown.
  std::vector<blown_fuse> blown_fuses(unix_ms now);

  /// Replies that were given up from `since` on, oldest first.
  std::vector<failure_entry> failures(unix_ms since);

  std::optional<cached_answer> cached(std::string_view canonical, unix_ms now);
  void cache(std::string_view canonical, const cached_answer& what);

  std::vector<budget_entry> budgets();
  void save_budget(const budget_entry& what);

  std::vector<room_record> load_rooms();
  void save_room(const room_record& what);

  std::vector<room_activity> load_activity();
  void save_activity(const room_activity& what);

  /// Jobs that have not come to their end, by room.
  std::map<std::string, std::size_t> queues();

  /// Journal entries from `since` on, oldest first.
  std::vector<journal_entry> journal(unix_ms since);
  /// The newest of them, at most so many; or those that `before` names, the `older` of
  /// another page.
  journal_page newest_of_journal(unix_ms since, std::size_t most, std::string_view before = {});

  /// What is known for the parity report.
  comparison compared();

  /// Removes at most `budget` expired records of all kinds; says how many went.
  std::size_t prune(unix_ms now, std::size_t budget);

  statistics count();
  std::vector<damage> verify();

private:
  struct implementation;
  explicit store(std::unique_ptr<implementation> impl);
  void run_group(void (*work)(void*), void* context);

  std::unique_ptr<implementation> impl_;
};

/// Name and version of what keeps the data, for `musiclink version`.
std::string library();

} // namespace musiclink::store
