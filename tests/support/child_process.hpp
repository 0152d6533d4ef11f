#pragma once

#include "core/model/time.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace musiclink::test {

/// How a program ended: its exit status, or the signal that ended it.
struct process_end {
  bool by_signal = false;
  int number = 0;

  bool operator==(const process_end&) const = default;
};

/// A program that a test or measurement runs. What it writes is appended to a file.
class child_process {
public:
  /// Starts it; `command` begins with the path. `on_end` is called, on another
  /// thread, once it has ended by itself or was stopped. Throws std::runtime_error.
  child_process(
      const std::vector<std::string>& command, const std::filesystem::path& output,
      std::function<void()> on_end = [] {});
  ~child_process(); ///< stops it

  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  std::chrono::duration<double> cpu_time() const; ///< of all its threads so far
  std::size_t resident_bytes() const { return status_bytes("VmRSS:"); }
  std::size_t peak_bytes() const { return status_bytes("VmHWM:"); }

  /// How it ended; nothing while it runs.
  std::optional<process_end> end() const;
  /// Waits for its end; nothing if it does not come within that time.
  std::optional<process_end> wait_for_end(milliseconds within) const;

  /// SIGKILL, and the wait for its end. If it had ended before, that end stays.
  process_end kill();
  /// SIGTERM, and SIGKILL if it has not ended within 10 s.
  void stop();

private:
  std::size_t status_bytes(const std::string& name) const;

  pid_t pid_ = -1;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::optional<process_end> end_;
  std::thread watcher_;
};

} // namespace musiclink::test
