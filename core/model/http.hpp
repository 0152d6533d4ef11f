#pragma once

#include "core/model/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace musiclink {

/// One HTTP request as a value. Nothing here performs it; see
/// core/edge/http_engine.hpp. `headers` are whole lines ("Name: value") and may hold
/// secrets: they are never logged.
struct http_request {
  std::string method = "GET";
  std::string url;
  std::vector<std::string> headers;
  std::string body;
  std::string secret; ///< struck out of an error answer: some servers repeat what they refuse
  milliseconds timeout{30000}; ///< for the whole transfer
  milliseconds connect_timeout{10000};
  std::size_t max_body = 8 * 1024 * 1024; ///< a longer answer is `too_large`
  bool public_only = false; ///< connect only to public addresses: others are `invalid_request`
};

/// Why there is no (whole) HTTP answer.
enum class transport_error : std::uint8_t {
  none,
  invalid_request, ///< the URL or its scheme is not usable: permanent
  unreachable,     ///< name, connection or I/O: transient
  timed_out,       ///< transient
  tls,             ///< certificate or handshake refused
  too_large,       ///< the body passed `max_body`; what came is thrown away
  cancelled,       ///< the engine is stopping, or the caller gave up
};

/// The answer, or why there is none. `status` is 0 exactly when there is none.
/// Redirects are not followed: they are answers with a `location`.
struct http_response {
  long status = 0;
  transport_error error = transport_error::none;
  std::string error_text; ///< for people; holds no header and no body
  std::string body;
  std::string content_type;
  std::string location;                            ///< absolute, if any
  std::optional<std::chrono::seconds> retry_after; ///< delta or date, as delta
};

} // namespace musiclink
