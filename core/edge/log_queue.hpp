#pragma once

#include "core/edge/log.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace musiclink::log {

/// A line that waits to be written.
struct entry {
  std::chrono::system_clock::time_point at;
  level severity = level::info;
  bool as_json = false;
  std::string text;
};

/// Lines on their way out, written by a thread of their own: whoever reads them may stop reading
/// (a log driver that is stuck, a terminal that is held), and nobody who logs may stop with it. So
/// the queue is bounded. When it is full the newest lines are dropped, until half of it is written;
/// then one line says how many there were. Dropping the oldest would lose how the trouble began.
class queue {
public:
  using writer = std::function<void(const entry&)>;
  /// The line that says how many are missing where it stands.
  using notice = std::function<entry(std::uint64_t dropped)>;

  queue(std::size_t most_bytes, writer write, notice tell);
  ~queue(); ///< writes what waits, however long that takes

  queue(const queue&) = delete;
  queue& operator=(const queue&) = delete;

  void put(entry line);

  /// Waits until everything is written; false where that takes longer than `limit`.
  bool wait_until_empty(std::chrono::milliseconds limit);

  /// Whether there is nothing left to be written. May be asked in a signal handler.
  bool is_empty() const noexcept { return waiting_ == 0; }

  std::uint64_t dropped() const noexcept { return dropped_; }

private:
  void write_all();
  std::optional<entry> take();
  void finish(const entry& written);

  static std::size_t cost(const entry& line) noexcept { return sizeof line + line.text.size(); }

  const std::size_t most_bytes_;
  const writer write_;
  const notice tell_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  std::deque<entry> lines_;
  std::size_t bytes_ = 0;                ///< of the lines here and of the one being written
  std::optional<std::uint64_t> missing_; ///< dropped since the queue was full; nothing: it is not
  bool ending_ = false;
  std::atomic<std::size_t> waiting_ = 0; ///< lines here, and the one being written
  std::atomic<std::uint64_t> dropped_ = 0;
  std::thread thread_; ///< last: it uses all of the above
};

} // namespace musiclink::log
