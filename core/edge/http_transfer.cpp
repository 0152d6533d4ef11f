#include "core/edge/http_transfer.hpp"

#include "core/edge/public_address.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <sys/socket.h>

namespace musiclink {
namespace {

// Idle connections are not trusted for longer than servers and their proxies commonly keep them,
// and none lives for ever, so that a changed DNS record is noticed. Also keeps clear of libcurl
// 7.88's trouble with connections that died while idle (actors/CAF.md 4).
constexpr long max_idle_seconds = 30;
constexpr long max_connection_age_seconds = 600;
constexpr long keepalive_seconds = 30;

// How much header an answer may have; curl itself bounds only the single line.
constexpr std::size_t max_header_bytes = 256 * 1024;

// A longer Retry-After is a mistake of the server, and must not overflow anybody's arithmetic.
constexpr curl_off_t max_retry_after_seconds = 7 * 24 * 3600;

// How far an answer may grow by being unpacked. JSON shrinks to a tenth or a thirtieth; a bomb
// to a thousandth and less.
constexpr std::size_t most_unpacked_freely = 4 * 1024 * 1024;
constexpr std::size_t most_growth = 100;

/// Whether so much text is more than what came over the network can honestly hold.
bool is_bomb(CURL* easy, std::size_t unpacked) {
  curl_off_t came = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &came);
  return unpacked > most_unpacked_freely + most_growth * static_cast<std::size_t>(came);
}

/// curl unpacks a small piece at a time: nothing grows but our own text.
std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& self = *static_cast<http_transfer*>(user);
  auto& body = self.response.body;
  const std::size_t length = size * count;
  if (length > self.request.max_body - body.size() ||
      is_bomb(self.easy.get(), body.size() + length)) {
    self.too_large = true;
    std::string().swap(body);
    return CURL_WRITEFUNC_ERROR;
  }
  body.append(data, length);
  return length;
}

std::size_t give_body(char* to, std::size_t size, std::size_t count, void* user) {
  auto& self = *static_cast<http_transfer*>(user);
  const auto& body = self.request.body;
  const auto length = body.copy(to, size * count, self.body_sent);
  self.body_sent += length;
  return length;
}

/// curl rewinds a body to send it once more when a kept connection breaks: then the first may have
/// been read. A PUT, which is how events are sent, would be two attempts; all else that has a
/// body (questions, joins, filters) does the same twice as once, and a server may close a kept
/// connection whenever it likes.
int rewind_body(void* user, curl_off_t offset, int origin) {
  auto& self = *static_cast<http_transfer*>(user);
  if (self.request.method == "PUT" || origin != SEEK_SET || offset != 0)
    return CURL_SEEKFUNC_FAIL;
  self.body_sent = 0;
  return CURL_SEEKFUNC_OK;
}

std::size_t take_header(char*, std::size_t size, std::size_t count, void* user) {
  auto& self = *static_cast<http_transfer*>(user);
  self.header_bytes += size * count;
  if (self.header_bytes > max_header_bytes) {
    self.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  return size * count;
}

/// The socket for a connection, unless its address is not public.
curl_socket_t open_public_socket(void* user, curlsocktype, curl_sockaddr* where) {
  auto& self = *static_cast<http_transfer*>(user);
  if (!is_public_address(where->addr)) {
    self.not_public = true;
    return CURL_SOCKET_BAD;
  }
  return socket(where->family, where->socktype | SOCK_CLOEXEC, where->protocol);
}

/// Whether curl would go through a proxy; it reads the same variables.
bool has_proxy() {
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      return true;
  return false;
}

std::string url_part(CURLU* url, CURLUPart part) {
  char* found = nullptr;
  if (curl_url_get(url, part, &found, 0) != CURLUE_OK)
    return {};
  return curl::text(found).get();
}

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// Sets options until one is refused.
class option_setter {
public:
  explicit option_setter(CURL* easy) : easy_(easy) {}

  template<class Value>
  void operator()(CURLoption option, Value value) {
    if (result_ == CURLE_OK)
      result_ = curl_easy_setopt(easy_, option, value);
  }

  CURLcode result() const { return result_; }

private:
  CURL* easy_;
  CURLcode result_ = CURLE_OK;
};

/// A body is given by a function, for only then curl asks before it sends it again.
void set_body(option_setter& set, http_transfer& what) {
  const auto length = static_cast<curl_off_t>(what.request.body.size());
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDSIZE_LARGE, length);
  set(CURLOPT_READFUNCTION, &give_body);
  set(CURLOPT_READDATA, &what);
  set(CURLOPT_SEEKFUNCTION, &rewind_body);
  set(CURLOPT_SEEKDATA, &what);
  // Without a body there is nothing to rewind: only a connection that nobody kept does not break
  // that way.
  if (length == 0)
    set(CURLOPT_FRESH_CONNECT, 1L);
}

void set_method_and_body(option_setter& set, http_transfer& what) {
  const auto& request = what.request;
  const bool has_body =
      !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (has_body)
    set_body(set, what);
  if (request.method == "HEAD")
    set(CURLOPT_NOBODY, 1L);
  else if (has_body || request.method != "GET")
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

/// Sends what a stand-in plays there; true if it plays this request's host.
bool set_stand_ins(option_setter& set, http_transfer& what, const http_engine::options& how) {
  if (how.connect_to.empty())
    return false;
  curl_slist* lines = nullptr;
  for (const auto& line : how.connect_to)
    lines = curl_slist_append(lines, line.c_str());
  what.connect_to.reset(lines);
  set(CURLOPT_CONNECT_TO, lines);
  return std::ranges::any_of(
      how.connect_to, [&](std::string_view line) { return line.starts_with(what.host + ":"); });
}

/// A connection of its own, for one that is kept was not looked at.
void set_public_only(option_setter& set, http_transfer& what) {
  set(CURLOPT_OPENSOCKETFUNCTION, &open_public_socket);
  set(CURLOPT_OPENSOCKETDATA, &what);
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
}

/// For curl 0 means "no limit", which no request of ours may have.
long to_curl(milliseconds limit) {
  return static_cast<long>(std::clamp<milliseconds::rep>(limit.count(), 1, 24 * 3600 * 1000));
}

transport_error to_transport_error(CURLcode code) {
  switch (code) {
  case CURLE_OK:
    return transport_error::none;
  case CURLE_URL_MALFORMAT:
    return transport_error::invalid_request;
  case CURLE_OPERATION_TIMEDOUT:
    return transport_error::timed_out;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
    return transport_error::tls;
  default:
    // Also CURLE_UNSUPPORTED_PROTOCOL: the scheme was looked at before, so this is an answer that
    // is not HTTP.
    return transport_error::unreachable;
  }
}

std::string text_of(CURL* easy, CURLINFO what) {
  const char* text = nullptr;
  return curl_easy_getinfo(easy, what, &text) == CURLE_OK && text != nullptr ? text : "";
}

} // namespace

std::string_view refuse(http_transfer& what) {
  const curl::url_handle url(curl_url());
  if (!is_one_line(what.request.url) ||
      curl_url_set(url.get(), CURLUPART_URL, what.request.url.c_str(), 0) != CURLUE_OK)
    return "not a URL";
  what.host = url_part(url.get(), CURLUPART_HOST);
  if (const auto port = url_part(url.get(), CURLUPART_PORT); !port.empty())
    what.host += ":" + port;
  const auto scheme = url_part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https")
    return "neither http nor https";
  if (!std::ranges::all_of(what.request.headers, is_one_line))
    return "a header of more than one line";
  return {};
}

CURLcode prepare(http_transfer& what, const http_engine::options& how) {
  what.easy.reset(curl_easy_init());
  if (!what.easy)
    return CURLE_OUT_OF_MEMORY;
  option_setter set(what.easy.get());
  set(CURLOPT_PRIVATE, &what);
  set(CURLOPT_ERRORBUFFER, what.error);
  set(CURLOPT_URL, what.request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!how.ca_file.empty())
    set(CURLOPT_CAINFO, how.ca_file.c_str());
  const bool is_played = set_stand_ins(set, what, how);
  if (what.request.public_only && !is_played && !has_proxy())
    set_public_only(set, what);
  // libcurl 7.88 mishandles dying HTTP/2 connections (actors/CAF.md 4).
  set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  set(CURLOPT_ACCEPT_ENCODING, ""); // whatever this curl can decode
  set(CURLOPT_USERAGENT, how.user_agent.c_str());
  set_method_and_body(set, what);

  // Signals belong to main. With this curl no longer minds SIGPIPE either; see block_sigpipe.
  set(CURLOPT_NOSIGNAL, 1L);
  // Without it, giving up a request during a name look-up waits for the look-up to end, and with
  // it the engine and all other requests (lib/asyn-thread.c, Curl_resolver_kill).
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_TIMEOUT_MS, to_curl(what.request.timeout));
  set(CURLOPT_CONNECTTIMEOUT_MS, to_curl(what.request.connect_timeout));
  set(CURLOPT_MAXAGE_CONN, max_idle_seconds);
  set(CURLOPT_MAXLIFETIME_CONN, max_connection_age_seconds);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TCP_KEEPIDLE, keepalive_seconds);
  set(CURLOPT_TCP_KEEPINTVL, keepalive_seconds);

  set(CURLOPT_WRITEFUNCTION, &take_body);
  set(CURLOPT_WRITEDATA, &what);
  set(CURLOPT_HEADERFUNCTION, &take_header);
  set(CURLOPT_HEADERDATA, &what);

  // "Expect:" without a value: no round trip to ask whether a body is welcome.
  curl_slist* lines = curl_slist_append(nullptr, "Expect:");
  for (const auto& line : what.request.headers)
    lines = curl_slist_append(lines, line.c_str());
  what.headers.reset(lines);
  set(CURLOPT_HTTPHEADER, lines);
  return set.result();
}

http_response failed(const http_transfer& what, transport_error error, std::string_view why) {
  http_response response;
  response.error = error;
  response.error_text = what.host.empty() ? std::string() : what.host + ": ";
  response.error_text += why;
  return response;
}

http_response failed(const http_transfer& what, CURLcode code) {
  if (what.too_large)
    return failed(what, transport_error::too_large, "the answer is larger than allowed");
  if (what.not_public && code == CURLE_COULDNT_CONNECT)
    return failed(what, transport_error::invalid_request, "its address is not public");
  if (code == CURLE_SEND_FAIL_REWIND)
    return failed(what, transport_error::unreachable, "the connection broke, unanswered");
  const char* why = what.error[0] != '\0' ? what.error : curl_easy_strerror(code);
  return failed(what, to_transport_error(code), why);
}

namespace {

/// In one pass: the answer may be nothing but repetitions.
std::string struck_out(const std::string& text, const std::string& secret) {
  std::string result;
  std::size_t from = 0;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, from)) {
    result.append(text, from, at - from).append("***");
    from = at + secret.size();
  }
  return result.append(text, from);
}

} // namespace

http_response finish(http_transfer& what, CURLcode code) {
  CURL* easy = what.easy.get();
  auto& response = what.response;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &response.status);
  if (code != CURLE_OK || response.status == 0)
    return failed(what, code == CURLE_OK ? CURLE_WEIRD_SERVER_REPLY : code);
  response.content_type = text_of(easy, CURLINFO_CONTENT_TYPE);
  response.location = text_of(easy, CURLINFO_REDIRECT_URL);
  curl_off_t wait = 0; // 0 is also "no such header"; a date in the past is negative
  if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
    response.retry_after = std::chrono::seconds(std::min(wait, max_retry_after_seconds));
  if (response.status >= 400 && !what.request.secret.empty())
    response.body = struck_out(response.body, what.request.secret);
  return std::move(response);
}

} // namespace musiclink
