#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace musiclink {

/// One HTTP request as it came in. `path` and `query` are as sent, still
/// percent-encoded: which part is a path segment is only known before decoding.
struct http_query {
  std::string method;
  std::string path;
  std::string query; ///< what follows the first '?', without it
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first header of that name, in any case; empty where there is none.
  std::string_view header(std::string_view name) const noexcept;
};

/// What is sent back. Only a server that plays a broken one, in tests, asks for
/// another delivery than `whole`.
struct http_reply {
  enum class delivery : std::uint8_t {
    whole,
    truncated, ///< the head promises all of `body`; half of it comes, then the end
    none,      ///< the connection is closed without a byte
  };

  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::string> headers; ///< further whole lines ("Name: value")
  std::string body;
  delivery how = delivery::whole;
};

/// Serves HTTP/1.1 on one address: the admin endpoint, and the stand-in servers
/// of the tests. No TLS. One thread serves all connections, so that one costs
/// little; a request occupies one of a fixed number of others while its handler
/// runs. Whoever is slow is cut off: a request must be whole, and its answer taken,
/// in some seconds. Where a peer, or all together, hold too many connections, the
/// one that has said nothing for longest makes room.
class http_server {
public:
  /// Called on the server's threads, many at once. An exception answers 500.
  using handler = std::function<http_reply(const http_query&)>;
  /// Asked first, on the thread that serves all connections: for what is answered
  /// without any wait. Nothing: the handler is asked.
  using immediate_handler = std::function<std::optional<http_reply>(const http_query&)>;

  struct options {
    std::string host = "127.0.0.1"; ///< a numeric address; "::" takes IPv4 too
    std::uint16_t port = 0;         ///< 0: any free one
    unsigned threads = 16;
    std::size_t max_body = 1024 * 1024; ///< a longer request answers 413
    std::size_t max_connections = 512;
    std::size_t max_connections_per_peer = 256; ///< a peer is an IPv4 address or an IPv6 /64
    std::chrono::milliseconds request_time{5000};
    std::chrono::milliseconds idle_time{15000}; ///< between two requests
    std::chrono::milliseconds answer_time{30000};
    immediate_handler at_once{};
  };

  /// Listens from here on. Throws std::runtime_error, naming the address, where
  /// that is not possible.
  http_server(const options& how, handler answer);
  ~http_server(); ///< stops

  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  std::uint16_t port() const noexcept; ///< the one listened on

  /// Ends listening, closes all connections and waits for the handlers that run:
  /// who has handlers that wait must release them first. Never call it from one.
  void stop();

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace musiclink
