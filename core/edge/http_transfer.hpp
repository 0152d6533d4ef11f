#pragma once

#include "core/edge/curl.hpp"
#include "core/edge/http_engine.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace musiclink {

/// One request on its way, as curl sees it. Only for the engine. Its address is known to curl:
/// never moved.
struct http_transfer {
  http_engine::request_id id = 0;
  http_request request;
  http_response response;
  curl::header_list headers;
  curl::header_list connect_to;
  std::string host;          ///< and port, for people
  std::size_t body_sent = 0; ///< bytes of the request's body that curl has taken
  std::size_t header_bytes = 0;
  bool too_large = false;
  bool not_public = false; ///< an address was refused
  char error[CURL_ERROR_SIZE] = {};
  curl::easy_handle easy; ///< last: it goes before what it points to
};

/// What makes the request unusable before anything is sent, or nothing. Fills in `host`.
std::string_view refuse(http_transfer& what);

/// Makes the easy handle of a request that was not refused. Its CURLOPT_PRIVATE is the transfer.
CURLcode prepare(http_transfer& what, const http_engine::options& how);

/// The answer of a transfer that curl has finished.
http_response finish(http_transfer& what, CURLcode code);

/// The answer of a transfer that failed, with the host in its text but nothing else of the URL.
http_response failed(const http_transfer& what, transport_error error, std::string_view why);
http_response failed(const http_transfer& what, CURLcode code);

} // namespace musiclink
