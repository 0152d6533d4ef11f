#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace musiclink::test {

/// A loopback server that answers with bytes of the test's choice, for what no well-behaved HTTP
/// server can be made to send. Each connection has a thread, which runs the script once; the
/// connection ends when the script returns. A script that waits for something must be told to go
/// on before the server is destroyed.
class raw_server {
public:
  class connection {
  public:
    /// The next request, head and body; nothing if the client has closed.
    std::optional<std::string> read_request();
    /// False if the client has closed.
    bool write(std::string_view bytes);
    /// Waits until the client closes, throwing away what it sends.
    void wait_for_close();

  private:
    friend class raw_server;
    connection(raw_server& server, int socket) : server_(server), socket_(socket) {}
    bool read_some();

    raw_server& server_;
    int socket_;
    std::string buffer_;
  };

  using script = std::function<void(connection&)>;

  explicit raw_server(script answer);
  ~raw_server();
  raw_server(const raw_server&) = delete;
  raw_server& operator=(const raw_server&) = delete;

  /// "http://127.0.0.1:{port}" and the path.
  std::string url(std::string_view path = "/") const;

  std::size_t connections() const;
  std::vector<std::string> requests() const;
  /// Waits until so many requests have come; false after ten seconds without.
  bool wait_for_requests(std::size_t count) const;

private:
  void accept_all();
  void serve(int socket);

  script answer_;
  int listener_ = -1;
  unsigned port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> requests_; ///< guarded by mutex_
  std::vector<int> sockets_;          ///< guarded by mutex_
  std::vector<std::thread> threads_;  ///< the accepting thread's, until it is joined
  std::thread accepting_;
};

/// A whole answer: status line, the given header lines (each with its CRLF), Content-Length, body.
std::string http_answer(std::string_view status, std::string_view header_lines,
                        std::string_view body);

} // namespace musiclink::test
