#include "core/http_engine.hpp"

#include "core/curl.hpp"

#include <algorithm>
#include <cassert>
#include <csignal>
#include <future>
#include <mutex>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace musiclink {
namespace {

// Idle connections are not trusted for longer than servers and their proxies commonly keep them,
// and none lives for ever, so that a changed DNS record is noticed. Also keeps clear of libcurl
// 7.88's trouble with connections that died while idle (CAF.md section 4).
constexpr long max_idle_seconds = 30;
constexpr long max_connection_age_seconds = 600;
constexpr long keepalive_seconds = 30;

// How much header an answer may have; curl itself bounds only the single line.
constexpr std::size_t max_header_bytes = 256 * 1024;

// A longer Retry-After is a mistake of the server, and must not overflow anybody's arithmetic.
constexpr curl_off_t max_retry_after_seconds = 7 * 24 * 3600;

// The engine waits for sockets, for curl's timers (which shorten the wait) and for a wake-up.
constexpr int idle_wait_ms = 60 * 60 * 1000;

/// One request on its way. Its address is known to curl: never moved.
struct transfer {
  http_engine::request_id id = 0;
  http_request request;
  http_response response;
  curl::header_list headers;
  std::string host; ///< and port, for people
  std::size_t header_bytes = 0;
  bool too_large = false;
  char error[CURL_ERROR_SIZE] = {};
  curl::easy_handle easy; ///< last: it goes before what it points to
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& self = *static_cast<transfer*>(user);
  const std::size_t length = size * count;
  if (length > self.request.max_body - self.response.body.size()) {
    self.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  self.response.body.append(data, length);
  return length;
}

std::size_t take_header(char*, std::size_t size, std::size_t count, void* user) {
  auto& self = *static_cast<transfer*>(user);
  self.header_bytes += size * count;
  if (self.header_bytes > max_header_bytes) {
    self.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  return size * count;
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

/// What makes the request unusable before anything is sent, or nothing. Fills in `host`.
std::string_view refuse(transfer& what) {
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

void set_method_and_body(option_setter& set, const http_request& request) {
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  } else if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

/// For curl 0 means "no limit", which no request of ours may have.
long to_curl(milliseconds limit) {
  return static_cast<long>(std::clamp<milliseconds::rep>(limit.count(), 1, 24 * 3600 * 1000));
}

CURLcode prepare(transfer& what, const http_engine::options& how) {
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
  set(CURLOPT_HTTP_VERSION, how.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
  set(CURLOPT_ACCEPT_ENCODING, ""); // whatever this curl can decode
  set(CURLOPT_USERAGENT, how.user_agent.c_str());
  set_method_and_body(set, what.request);

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

http_response failed(const transfer& what, transport_error error, std::string_view why) {
  http_response response;
  response.error = error;
  response.error_text = what.host.empty() ? std::string() : what.host + ": ";
  response.error_text += why;
  return response;
}

http_response failed(const transfer& what, CURLcode code) {
  if (what.too_large)
    return failed(what, transport_error::too_large, "the answer is larger than allowed");
  const char* why = what.error[0] != '\0' ? what.error : curl_easy_strerror(code);
  return failed(what, to_transport_error(code), why);
}

std::string text_of(CURL* easy, CURLINFO what) {
  const char* text = nullptr;
  return curl_easy_getinfo(easy, what, &text) == CURLE_OK && text != nullptr ? text : "";
}

/// The answer of a transfer that curl has finished.
http_response finish(transfer& what, CURLcode code) {
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
  return std::move(response);
}

/// OpenSSL writes to dead connections without MSG_NOSIGNAL; a blocked SIGPIPE makes that an error
/// instead of the end of the process.
void block_sigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace

struct http_engine::implementation {
  /// With a request: start it. Without: cancel it.
  struct command {
    request_id id;
    std::optional<http_request> request;
  };

  implementation(options how, completion on_done)
      : options_(std::move(how)), on_done_(std::move(on_done)) {
    [[maybe_unused]] static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_.reset(curl_multi_init());
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, options_.max_connections);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS,
                      options_.max_connections_per_host);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, options_.max_connections);
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING,
                      options_.http2 ? CURLPIPE_MULTIPLEX : CURLPIPE_NOTHING);
    thread_ = std::thread([this] { run(); });
  }

  ~implementation() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_.get());
    thread_.join();
  }

  void post(command what) {
    {
      const std::lock_guard lock(mutex_);
      commands_.push_back(std::move(what));
    }
    curl_multi_wakeup(multi_.get());
  }

  // -- on the engine's thread ------------------------------------------------

  void run() {
    block_sigpipe();
    while (take_commands()) {
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      complete_finished();
      // Fails only for want of memory or descriptors: then not in a tight loop.
      if (curl_multi_poll(multi_.get(), nullptr, 0, idle_wait_ms, nullptr) != CURLM_OK)
        std::this_thread::sleep_for(milliseconds(100));
    }
    cancel_all();
  }

  /// False when the engine is to stop; what was submitted is in flight even then.
  bool take_commands() {
    std::vector<command> taken;
    bool stopping = false;
    {
      const std::lock_guard lock(mutex_);
      taken.swap(commands_);
      stopping = stopping_;
    }
    for (auto& next : taken) {
      if (next.request)
        start(next.id, std::move(*next.request));
      else
        cancel(next.id);
    }
    return !stopping;
  }

  void start(request_id id, http_request&& request) {
    auto fresh = std::make_unique<transfer>();
    fresh->id = id;
    fresh->request = std::move(request);
    if (const auto why = refuse(*fresh); !why.empty()) {
      on_done_(id, failed(*fresh, transport_error::invalid_request, why));
      return;
    }
    CURLcode code = prepare(*fresh, options_);
    if (code == CURLE_OK && curl_multi_add_handle(multi_.get(), fresh->easy.get()) != CURLM_OK)
      code = CURLE_OUT_OF_MEMORY;
    if (code != CURLE_OK) {
      on_done_(id, failed(*fresh, code));
      return;
    }
    [[maybe_unused]] const bool unique = in_flight_.emplace(id, std::move(fresh)).second;
    assert(unique);
  }

  /// Takes a transfer out of the multi handle and out of the books.
  std::unique_ptr<transfer> remove(request_id id) {
    auto node = in_flight_.extract(id);
    if (node.empty())
      return nullptr;
    curl_multi_remove_handle(multi_.get(), node.mapped()->easy.get());
    return std::move(node.mapped());
  }

  void cancel(request_id id) {
    if (const auto ended = remove(id))
      on_done_(id, failed(*ended, transport_error::cancelled, "cancelled"));
  }

  void complete_finished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE)
        continue;
      const CURLcode code = message->data.result; // the message dies with the handle
      transfer* what = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &what);
      const auto ended = remove(what->id);
      on_done_(ended->id, finish(*ended, code));
    }
  }

  void cancel_all() {
    while (!in_flight_.empty())
      cancel(in_flight_.begin()->first);
  }

  const options options_;
  const completion on_done_;
  curl::multi_handle multi_;

  std::mutex mutex_;
  std::vector<command> commands_; ///< guarded by mutex_
  bool stopping_ = false;         ///< guarded by mutex_

  std::unordered_map<request_id, std::unique_ptr<transfer>> in_flight_; ///< engine's thread only
  std::thread thread_;
};

http_engine::http_engine(options how, completion on_done)
    : impl_(std::make_unique<implementation>(std::move(how), std::move(on_done))) {
}

http_engine::~http_engine() = default;

void http_engine::submit(request_id id, http_request request) {
  impl_->post({id, std::move(request)});
}

void http_engine::cancel(request_id id) {
  impl_->post({id, std::nullopt});
}

std::string http_library() {
  return curl_version();
}

http_response http_perform(http_request request, const std::string& user_agent) {
  std::promise<http_response> answer;
  http_engine engine({.user_agent = user_agent},
                     [&answer](http_engine::request_id, http_response&& response) {
                       answer.set_value(std::move(response));
                     });
  engine.submit(1, std::move(request));
  return answer.get_future().get();
}

} // namespace musiclink
