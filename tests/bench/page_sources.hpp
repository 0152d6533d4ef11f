#pragma once

#include "tests/bench/load.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace musiclink::bench {

using steady_time = std::chrono::steady_clock::time_point;

/// Where the answers to /sync with a token come from.
class page_source {
public:
  virtual ~page_source() = default;

  /// The clock starts.
  virtual void start(steady_time now) = 0;

  /// The page after a token; nothing if there is none by `deadline`. May be
  /// called by several threads.
  virtual std::optional<std::string> page_after(std::size_t token, steady_time deadline,
                                                const std::stop_token& stopping) = 0;
};

/// All events at once, in whole pages that were rendered beforehand.
class burst_pages : public page_source {
public:
  burst_pages(const std::vector<event>& events, std::size_t events_per_page);

  void start(steady_time) override {}
  std::optional<std::string> page_after(std::size_t token, steady_time deadline,
                                        const std::stop_token& stopping) override;

  std::size_t bytes() const;

private:
  std::map<std::size_t, std::string> pages_; ///< by the token that they follow
  std::mutex mutex_;
  std::condition_variable_any never_;
};

/// One event after the other at a fixed rate; a page holds what is visible and
/// was not yet shown.
class paced_pages : public page_source {
public:
  paced_pages(const std::vector<event>& events, double events_per_second);

  void start(steady_time now) override;
  std::optional<std::string> page_after(std::size_t token, steady_time deadline,
                                        const std::stop_token& stopping) override;

  /// When an event can first be seen, once started.
  steady_time visible_at(std::size_t number) const;

private:
  const std::vector<event>& events_;
  std::chrono::nanoseconds between_;
  std::mutex mutex_;
  std::condition_variable_any never_;
  steady_time started_;
};

} // namespace musiclink::bench
