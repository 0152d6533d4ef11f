#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace musiclink::bench {

/// A program that is measured. What it writes goes to a file.
class child_process {
public:
  /// Starts it; `command` begins with the path. `on_end` is called, on another
  /// thread, once it has ended by itself or was stopped. Throws std::runtime_error.
  child_process(const std::vector<std::string>& command, const std::filesystem::path& output,
                std::function<void()> on_end);
  ~child_process(); ///< ends it

  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  std::chrono::duration<double> cpu_time() const; ///< of all its threads so far
  std::size_t resident_bytes() const { return status_bytes("VmRSS:"); }
  std::size_t peak_bytes() const { return status_bytes("VmHWM:"); }

  /// SIGTERM, and SIGKILL if it has not ended within 10 s.
  void stop();

private:
  std::size_t status_bytes(const std::string& name) const;

  pid_t pid_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_ended_ = false;
  std::thread watcher_;
};

} // namespace musiclink::bench
