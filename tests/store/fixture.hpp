#pragma once

#include "store/store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

namespace musiclink::store {

using test::temporary_directory;

/// Lets one process wait for another.
class process_signal {
public:
  process_signal() {
    if (pipe(ends_) != 0)
      std::abort();
  }
  ~process_signal() {
    close(ends_[0]);
    close(ends_[1]);
  }
  process_signal(const process_signal&) = delete;
  process_signal& operator=(const process_signal&) = delete;

  void give() {
    if (::write(ends_[1], "!", 1) != 1)
      _exit(98);
  }
  bool await() {
    char byte = 0;
    return ::read(ends_[0], &byte, 1) == 1;
  }

private:
  int ends_[2];
};

inline link a_link(const std::string& id) {
  return {service::spotify, item_type::track, id, "https://open.spotify.com/track/" + id};
}

inline link_event an_event(const std::string& room_id, const std::string& event_id) {
  return {room_id, event_id, "@someone:example.org", 1000, 2000, "", {a_link(event_id)}};
}

/// A page that follows `since`, with one event of each id, all in that room.
inline page a_page(const std::string& since, const std::string& next, const std::string& room_id,
                   const std::vector<std::string>& event_ids) {
  page result;
  result.since = since;
  result.next_batch = next;
  result.now = 2000;
  result.seen_until = 9000;
  for (const auto& id : event_ids)
    result.events.push_back(an_event(room_id, id));
  return result;
}

inline gap a_gap(const std::string& room_id, const std::string& from,
                 gap_kind kind = gap_kind::limited) {
  return {room_id, 0, kind, from, "", 0, 0, 2000};
}

/// A page of that gap, newest event first.
inline gap_page a_gap_page(const gap& of, const std::string& next,
                           const std::vector<std::string>& event_ids) {
  gap_page result;
  result.room_id = of.room_id;
  result.id = of.id;
  result.from = of.from;
  result.next = next;
  for (const auto& id : event_ids)
    result.events.push_back(an_event(of.room_id, id));
  result.read = 10;
  result.now = 2000;
  result.seen_until = 9000;
  return result;
}

/// The author of `an_event` edits it; the links are those of events with these ids.
inline trigger_change an_edit(const std::string& room_id, const std::string& event_id,
                              const std::vector<std::string>& links, unix_ms at = 2500) {
  trigger_change result{room_id, event_id, "@someone:example.org", at, {}};
  for (const auto& id : links)
    result.links.push_back(a_link(id));
  return result;
}

inline trigger_change a_redaction(const std::string& room_id, const std::string& event_id) {
  return {room_id, event_id, "", 2500, {}};
}

inline std::vector<std::string> ids(const claim_result& claimed) {
  std::vector<std::string> result;
  for (const auto& job : claimed.jobs)
    result.push_back(job.event.event_id);
  return result;
}

/// How many records `store stat` shows of a table.
inline std::size_t records(store& keep, std::string_view table) {
  for (const auto& [name, count] : keep.count().counts)
    if (name == table)
      return count;
  throw std::out_of_range("no table is shown as " + std::string(table));
}

inline cached_answer an_answer(const std::string& title, unix_ms until) {
  song found{item_type::track, title, "Somebody", {{service::deezer, "https://deezer.com/1"}}};
  return {{completeness::found, found}, 1000, until};
}

/// Runs `work` in a process of its own, which ends without cleaning up; gives
/// the status of waitpid. An exception is the exit status 99.
template<class Work>
int in_child(Work&& work) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      work();
    } catch (...) {
      _exit(99);
    }
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

inline bool ended_well(int status) {
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace musiclink::store
