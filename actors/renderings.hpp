#pragma once

#include "core/edge/http_server.hpp"
#include "core/limits/allowance.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace musiclink {

/// The answers of the admin endpoint, each made about once a second however many ask: to
/// make one takes time of the actors that answer links. Whoever asks while one is being
/// made gets that one. Thread-safe.
class renderings {
public:
  using make = std::function<http_reply()>;
  using time = std::chrono::steady_clock::time_point;

  explicit renderings(std::function<time()> now = std::chrono::steady_clock::now)
      : now_(std::move(now)) {}

  /// The answer to `query` of `path`: a fresh one, or the last. Nothing: there is none
  /// yet, and too many others of that path were made.
  std::optional<http_reply> get(const std::string& path, const std::string& query, const make& how);

private:
  struct rendering {
    http_reply reply;
    time made_at;
  };
  struct page {
    /// A few at once, for people and scripts who look, act and look again.
    allowance fresh{5, milliseconds{1000}};
    time not_before{}; ///< what takes long is made the more seldom
    bool in_work = false;
    std::map<std::string, rendering> last; ///< by query
  };

  static bool is_due(page& which, time now);
  http_reply render(std::unique_lock<std::mutex>& lock, page& which, const std::string& query,
                    const make& how);

  const std::function<time()> now_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, page> pages_; ///< by path; none is ever removed
};

} // namespace musiclink
