#pragma once

#include "store/errors.hpp"
#include "store/outcomes.hpp"
#include "store/pages.hpp"
#include "store/state.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink::store {

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
  /// Events whose ids are kept.
  std::size_t count_seen();
  /// Jobs that arrived after `after_arrival` and that no open gap holds back at the
  /// time `now`, at most `max`; marks the first claim of each with `now`.
  claim_result claim(const std::string& room_id, std::uint64_t after_arrival, std::size_t max,
                     unix_ms now);
  /// Where the job is gone, because it was finished before, only `ours` counts.
  void finish(const conclusion& what);
  /// Says, before the reply leaves, that it does not hold all yet. Whatever then
  /// proves that it was accepted begins its completion. A job that is gone
  /// plans nothing. False: its event has a newer job, and nothing is planned either.
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
