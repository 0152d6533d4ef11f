#pragma once

#include "core/model/http.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace musiclink {

/// Performs HTTP requests: one thread, one curl multi handle, any number of
/// requests in flight. Redirects are never followed, TLS is always verified,
/// only http and https are spoken. Thread-safe. The environment's proxies (https_proxy,
/// http_proxy, no_proxy) are used, as is expected of a service behind one; then it is
/// for the proxy to keep `public_only`, for it alone knows the addresses.
class http_engine {
public:
  using request_id = std::uint64_t;

  /// Called on the engine's thread, once per request, also when it is cancelled
  /// or the engine is destroyed. Must be quick and must not throw.
  using completion = std::function<void(request_id, http_response&&)>;

  struct options {
    std::string user_agent;
    long max_connections = 512;
    /// More than `account_pace` lets rooms hold at a homeserver, so that sync never
    /// waits behind sends that hang.
    long max_connections_per_host = 256;
    /// For tests: hosts that stand-ins play, as "HOST:PORT:CONNECT-HOST:CONNECT-PORT".
    /// `public_only` does not hold for them.
    std::vector<std::string> connect_to{};
    std::string ca_file{}; ///< for tests: the certificates trusted instead of the system's
  };

  http_engine(options how, completion on_done);
  ~http_engine(); ///< completes what is in flight as `cancelled`

  http_engine(const http_engine&) = delete;
  http_engine& operator=(const http_engine&) = delete;

  /// Starts a request under an id of the caller's choice, unique among those in
  /// flight. Not to be called, not even by a completion, once destruction has begun.
  void submit(request_id id, http_request request);

  /// Ends a request early; it completes as `cancelled`. Unknown ids are ignored.
  void cancel(request_id id);

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

/// Name and version of what speaks HTTP here, for `musiclink version`.
std::string http_library();

/// Performs one request and waits: for commands, never for actors.
http_response http_perform(http_request request, const std::string& user_agent);

} // namespace musiclink
