#pragma once

#include "core/allowance.hpp"
#include "core/http_server.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace musiclink {

/// The answers of the admin endpoint, each made about once a second however many ask: to
/// make one takes time of the actors that answer links. Whoever asks while one is being
/// made gets that one. Thread-safe.
class renderings {
public:
  using make = std::function<http_reply()>;

  /// The answer to `query` of `path`: a fresh one, or the last. Nothing: there is none
  /// yet, and too many others of that path were made.
  std::optional<http_reply> get(const std::string& path, const std::string& query, const make& how);

private:
  using clock = std::chrono::steady_clock;

  struct rendering {
    http_reply reply;
    clock::time_point made_at;
  };
  struct page {
    /// A few at once, for people and scripts who look, act and look again.
    allowance fresh{5, milliseconds{1000}};
    clock::time_point not_before{}; ///< what takes long is made the more seldom
    bool in_work = false;
    std::map<std::string, rendering> last; ///< by query
  };

  static bool is_due(page& which, clock::time_point now);
  http_reply render(std::unique_lock<std::mutex>& lock, page& which, const std::string& query,
                    const make& how);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, page> pages_; ///< by path; none is ever removed
};

} // namespace musiclink
