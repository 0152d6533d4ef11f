#pragma once

#include "core/config.hpp"
#include "core/song.hpp"
#include "core/time.hpp"
#include "core/work.hpp"

#include <cstddef>
#include <filesystem>
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

/// Another musiclink holds the store; the message names its process. Exit 75.
class locked : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// What a sync page leaves behind, as one atomic change.
struct page {
  std::string since;      ///< the token the page was asked with; empty at first
  std::string next_batch; ///< the token to go on with
  std::vector<link_event> events;
  unix_ms now = 0;
  unix_ms seen_until = 0; ///< when the ids of these events may be forgotten
};

/// The answer to a page: what was new in it. `stale`: the stored token is not
/// the page's `since`, and nothing was changed.
struct page_result {
  bool stale = false;
  std::size_t fresh = 0;
  std::size_t duplicates = 0;
  std::vector<std::string> rooms; ///< rooms that got work, each once
};

/// Jobs of one room, oldest first, their attempt counts already raised on disk.
struct claim_result {
  std::vector<job> jobs;
  bool more = false;       ///< jobs of the room stay unclaimed behind these
  std::size_t damaged = 0; ///< records that could not be read back, now removed
};

/// The end of a job: removes it and records what it became, atomically.
struct conclusion {
  job_key key;
  job_outcome outcome = job_outcome::skipped;
  std::string reason;         ///< `failed`, `skipped`: why, for people
  std::string reply_event_id; ///< `sent`: our event
  std::string content;        ///< `sent` and `shadowed`: the event content, JSON
  std::vector<link> links;    ///< what was answered
  unix_ms now = 0;
  unix_ms journal_until = 0; ///< `shadowed`: when the entry may be forgotten
};

/// One reply that was computed and not posted.
struct journal_entry {
  std::string room_id;
  std::string event_id; ///< the trigger
  unix_ms at = 0;
  std::string content; ///< the event content that would have been sent, JSON
};

/// An answer from the link cache, with its age.
struct cached_answer {
  answer value;
  unix_ms at = 0;
  unix_ms until = 0;
};

/// What is remembered of an allowlist entry's room across restarts.
struct room_record {
  std::string room_id;
  std::string alias;      ///< the allowlist's alias that led here, pinned; may be empty
  bool encrypted = false; ///< sticky: a room that was once encrypted stays so

  bool operator==(const room_record&) const = default;
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
  std::size_t replies = 0;
  std::size_t links = 0;
  std::size_t journal = 0;
  std::size_t rooms = 0;
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

  page_result commit_page(const page& what);

  /// Rooms that have jobs, each once.
  std::vector<std::string> rooms_with_jobs();
  std::size_t count_jobs();
  /// Jobs that arrived after `after_arrival`, at most `max`; marks the first claim
  /// of each with `now`.
  claim_result claim(const std::string& room_id, std::uint64_t after_arrival, std::size_t max,
                     unix_ms now);
  /// Does nothing for a job that is not there: it was finished before.
  void finish(const conclusion& what);

  std::optional<cached_answer> cached(std::string_view canonical, unix_ms now);
  void cache(std::string_view canonical, const cached_answer& what);

  std::vector<room_record> load_rooms();
  void save_room(const room_record& what);

  /// Journal entries from `since` on, oldest first.
  std::vector<journal_entry> journal(unix_ms since);

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
