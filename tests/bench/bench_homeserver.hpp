#pragma once

#include "core/edge/http_server.hpp"
#include "tests/bench/page_sources.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace musiclink::bench {

/// A homeserver with one account that has joined all rooms of a load. It shows
/// what a source of pages holds and takes every send, noting when it came.
/// The first /sync with a token waits at a gate until the clock starts.
class bench_homeserver {
public:
  bench_homeserver(std::size_t rooms, std::size_t events, page_source& pages);
  ~bench_homeserver();

  bench_homeserver(const bench_homeserver&) = delete;
  bench_homeserver& operator=(const bench_homeserver&) = delete;

  std::string url() const;

  /// The client has ended: nobody need wait for it any longer.
  void give_up();

  /// Waits until the client has come to the gate and asked nothing for half a
  /// second; false if it does not within that time.
  bool wait_until_idle(std::chrono::seconds within);

  /// Opens the gate: the clock starts.
  steady_time start();

  /// Waits for replies to so many events; nothing if they do not come within
  /// that time, else when the last of them came.
  std::optional<steady_time> wait_for_replies(std::size_t count, std::chrono::seconds within);

  /// Waits until a page after that token is asked for.
  std::optional<steady_time> wait_for_token(std::size_t token, std::chrono::seconds within);

  /// When the first reply to that event came.
  std::optional<steady_time> replied_at(std::size_t event) const;
  /// When a page after that event was first asked for: it has been read by then.
  std::optional<steady_time> taken_at(std::size_t event) const;
  std::size_t replies() const;
  std::size_t doubles() const; ///< replies to events that had one, and to none of ours

private:
  http_reply handle(const http_query& query);
  http_reply sync(const http_query& query);
  http_reply take_send(const http_query& query);

  std::size_t rooms_;
  page_source& pages_;
  std::string first_page_;
  std::string joined_rooms_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  bool started_ = false;
  bool at_gate_ = false;
  bool given_up_ = false;
  steady_time last_request_;
  std::vector<std::optional<steady_time>> replies_; ///< by event
  std::size_t replied_ = 0;
  std::size_t doubles_ = 0;
  std::map<std::size_t, steady_time> asked_; ///< token: when it first came

  std::stop_source stopping_;
  std::unique_ptr<http_server> server_;
};

} // namespace musiclink::bench
