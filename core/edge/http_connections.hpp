#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>

struct sockaddr;

namespace musiclink {

/// The open connections of an HTTP server, and who must go: whoever takes too long over
/// a request, and where there are too many, the one that has waited longest among those
/// that owe us a request. A connection goes by being shut down, which its server notices
/// and tells with `remove`; until then its descriptor stays open, so that it names nobody
/// else. Thread-safe.
class http_connections {
public:
  using clock = std::chrono::steady_clock;

  struct limits {
    std::size_t all = 0;
    std::size_t of_one_peer = 0;
    std::chrono::milliseconds request_time{0}; ///< until a request is whole
    std::chrono::milliseconds idle_time{0};    ///< until the next one begins
    std::chrono::milliseconds answer_time{0};  ///< until an answer is taken
  };

  explicit http_connections(const limits& how);
  ~http_connections();
  http_connections(const http_connections&) = delete;
  http_connections& operator=(const http_connections&) = delete;

  void add(int fd, const sockaddr* peer);
  void begin_request(int fd); ///< its first line came
  void begin_wait(int fd);    ///< it is whole; what happens now is ours
  void begin_answer(int fd);
  void end_request(int fd);
  void remove(int fd);

  /// Ends the watch over times; connections are only counted from then on.
  void stop();

private:
  enum class phase : std::uint8_t { idle, request, ours, answer, ended };
  struct connection {
    std::string peer;
    phase in = phase::request;
    clock::time_point since;
  };

  void enter(int fd, phase next);
  void make_room(const std::string& peer);
  void end_oldest(const std::string* peer);
  void end(int fd, connection& which);
  clock::time_point deadline(const connection& which) const;
  void watch();

  const limits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::map<int, connection> open_; ///< by descriptor
  std::jthread watcher_;
};

} // namespace musiclink
