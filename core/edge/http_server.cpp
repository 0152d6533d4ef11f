#include "core/edge/http_server.hpp"

#include "core/edge/http_connections.hpp"
#include "core/edge/log.hpp"

#include <microhttpd.h>

#include <netdb.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace musiclink {

namespace {

/// Connections that are being cut off, beside those that are allowed: while there are
/// fewer, the library goes on accepting.
constexpr unsigned closing_connections = 256;

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : text;
}

// -- listening --------------------------------------------------------------------

std::string address_of(const http_server::options& how) {
  const bool v6 = how.host.find(':') != std::string::npos;
  return (v6 ? '[' + how.host + ']' : how.host) + ':' + std::to_string(how.port);
}

/// The socket, or -1.
int try_to_listen(const addrinfo& at) {
  const int fd = socket(at.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  const int on = 1;
  const int off = 0;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (at.ai_family == AF_INET6)
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off); // "::" takes IPv4 too
  if (bind(fd, at.ai_addr, at.ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
    return fd;
  close(fd);
  return -1;
}

int listen_on(const http_server::options& how) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* where = nullptr;
  int fd = -1;
  if (getaddrinfo(how.host.c_str(), std::to_string(how.port).c_str(), &hints, &where) == 0) {
    fd = try_to_listen(*where);
    freeaddrinfo(where);
  }
  if (fd < 0)
    throw std::runtime_error("cannot listen on " + address_of(how));
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0)
    return 0;
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                           : reinterpret_cast<sockaddr_in&>(bound).sin_port);
}

// -- requests and answers -----------------------------------------------------------

/// One request on its way.
struct exchange {
  http_query query;
  bool has_head = false;
  bool is_too_long = false;
  MHD_Connection* suspended = nullptr; ///< while a handler is to answer it
  std::optional<http_reply> reply;
};

MHD_Result take_header(void* to, MHD_ValueKind, const char* name, const char* value) {
  static_cast<http_query*>(to)->headers.emplace_back(text_of(name), text_of(value));
  return MHD_YES;
}

void add_header(MHD_Response* to, std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos)
    return;
  const std::string name(line.substr(0, colon));
  line.remove_prefix(colon + 1);
  const std::string value(line.substr(std::min(line.find_first_not_of(' '), line.size())));
  MHD_add_response_header(to, name.c_str(), value.c_str());
}

/// A body of which half comes.
ssize_t read_half(void* from, std::uint64_t at, char* to, std::size_t max) {
  const auto& body = *static_cast<const std::string*>(from);
  const std::size_t half = body.size() / 2;
  if (at >= half)
    return MHD_CONTENT_READER_END_WITH_ERROR;
  const std::size_t count = std::min(max, half - static_cast<std::size_t>(at));
  std::memcpy(to, body.data() + at, count);
  return static_cast<ssize_t>(count);
}

MHD_Response* make_response(http_reply& reply) {
  if (reply.how == http_reply::delivery::truncated) {
    auto* body = new std::string(std::move(reply.body));
    return MHD_create_response_from_callback(body->size(), 4096, read_half, body, [](void* old) {
      delete static_cast<std::string*>(old);
    });
  }
  return MHD_create_response_from_buffer(reply.body.size(), reply.body.data(),
                                         MHD_RESPMEM_MUST_COPY);
}

/// MHD_NO closes the connection without a byte.
MHD_Result send(MHD_Connection* connection, http_reply reply) {
  if (reply.how == http_reply::delivery::none)
    return MHD_NO;
  MHD_Response* response = make_response(reply);
  if (response == nullptr)
    return MHD_NO;
  if (!reply.content_type.empty())
    MHD_add_response_header(response, "Content-Type", reply.content_type.c_str());
  for (const std::string& line : reply.headers)
    add_header(response, line);
  if (reply.how == http_reply::delivery::truncated)
    MHD_add_response_header(response, "Connection", "close");
  const auto queued = MHD_queue_response(connection, static_cast<unsigned>(reply.status), response);
  MHD_destroy_response(response);
  return queued;
}

http_reply refusal(int status) {
  http_reply reply;
  reply.status = status;
  reply.content_type.clear();
  return reply;
}

http_reply too_long() {
  auto reply = refusal(413);
  reply.headers = {"Connection: close"};
  return reply;
}

http_reply unanswered() {
  http_reply reply;
  reply.how = http_reply::delivery::none;
  return reply;
}

http_connections::limits limits_of(const http_server::options& how) {
  return {how.max_connections, how.max_connections_per_peer, how.request_time, how.idle_time,
          how.answer_time};
}

} // namespace

std::string_view http_query::header(std::string_view name) const noexcept {
  const auto same_name = [&](const auto& entry) {
    return entry.first.size() == name.size() &&
           strncasecmp(entry.first.data(), name.data(), name.size()) == 0;
  };
  const auto found = std::find_if(headers.begin(), headers.end(), same_name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

struct http_server::implementation {
  implementation(const options& how, handler answer)
      : answer_(std::move(answer)),
        at_once_(how.at_once),
        max_body_(how.max_body),
        connections_(limits_of(how)) {
    const int fd = listen_on(how);
    port = port_of(fd);
    daemon_ = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr,
        nullptr, &on_request, this, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        static_cast<unsigned>(how.max_connections) + closing_connections,
        MHD_OPTION_URI_LOG_CALLBACK, &on_request_line, this, MHD_OPTION_NOTIFY_CONNECTION,
        &on_connection, this, MHD_OPTION_NOTIFY_COMPLETED, &on_completed, this, MHD_OPTION_END);
    if (daemon_ == nullptr) {
      close(fd);
      throw std::runtime_error("cannot serve " + address_of(how));
    }
    for (unsigned i = 0; i < how.threads; ++i)
      workers_.emplace_back([this] { work(); });
  }

  ~implementation() { stop(); }

  void stop() {
    if (daemon_ == nullptr)
      return;
    const int fd = MHD_quiesce_daemon(daemon_);
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      for (exchange* one : waiting_)
        finish(*one, unanswered());
      waiting_.clear();
    }
    changed_.notify_all();
    workers_.clear();
    connections_.stop();
    MHD_stop_daemon(daemon_);
    daemon_ = nullptr;
    close(fd);
  }

  std::uint16_t port = 0;

private:
  // -- what the library calls, all on one thread ------------------------------------

  static void* on_request_line(void* self, const char* uri, MHD_Connection* connection) {
    static_cast<implementation*>(self)->connections_.begin_request(fd_of(connection));
    auto* made = new exchange;
    const std::string_view line = uri;
    const auto mark = line.find('?');
    made->query.path = line.substr(0, mark);
    if (mark != std::string_view::npos)
      made->query.query = line.substr(mark + 1);
    return made;
  }

  static MHD_Result on_request(void* self, MHD_Connection* connection, const char*,
                               const char* method, const char*, const char* upload,
                               std::size_t* upload_size, void** context) {
    auto& one = *static_cast<exchange*>(*context);
    if (!one.has_head) {
      one.has_head = true;
      one.query.method = text_of(method);
      MHD_get_connection_values(connection, MHD_HEADER_KIND, &take_header, &one.query);
      return MHD_YES;
    }
    return static_cast<implementation*>(self)->go_on(connection, one, upload, *upload_size);
  }

  MHD_Result go_on(MHD_Connection* connection, exchange& one, const char* upload,
                   std::size_t& upload_size) {
    if (upload_size != 0) {
      one.is_too_long |= one.query.body.size() + upload_size > max_body_;
      if (!one.is_too_long)
        one.query.body.append(upload, upload_size);
      upload_size = 0;
      return MHD_YES;
    }
    if (one.reply)
      return reply(connection, std::move(*one.reply));
    if (one.is_too_long)
      return reply(connection, too_long());
    if (at_once_)
      if (auto known = at_once_(one.query))
        return reply(connection, std::move(*known));
    return hand_over(connection, one);
  }

  MHD_Result reply(MHD_Connection* connection, http_reply with) {
    connections_.begin_answer(fd_of(connection));
    return send(connection, std::move(with));
  }

  MHD_Result hand_over(MHD_Connection* connection, exchange& one) {
    const std::lock_guard lock(mutex_);
    if (stopping_)
      return MHD_NO;
    connections_.begin_wait(fd_of(connection));
    MHD_suspend_connection(connection);
    one.suspended = connection;
    waiting_.push_back(&one);
    changed_.notify_one();
    return MHD_YES;
  }

  static void on_completed(void* self, MHD_Connection* connection, void** context,
                           MHD_RequestTerminationCode) {
    static_cast<implementation*>(self)->connections_.end_request(fd_of(connection));
    delete static_cast<exchange*>(*context);
    *context = nullptr;
  }

  static void on_connection(void* self, MHD_Connection* connection, void**,
                            MHD_ConnectionNotificationCode what) {
    auto& connections = static_cast<implementation*>(self)->connections_;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED)
      return connections.remove(fd_of(connection));
    const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    connections.add(fd_of(connection), info == nullptr ? nullptr : info->client_addr);
  }

  static int fd_of(MHD_Connection* connection) {
    const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == nullptr ? -1 : info->connect_fd;
  }

  // -- the threads of the handlers ---------------------------------------------------

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty())
        return;
      exchange& one = *waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      auto made = answer_to(one.query);
      lock.lock();
      finish(one, std::move(made));
    }
  }

  http_reply answer_to(const http_query& query) const {
    try {
      return answer_(query);
    } catch (const std::exception& defect) {
      log::error("the handler of an HTTP request failed", {{"error", defect.what()}});
      return refusal(500);
    }
  }

  static void finish(exchange& one, http_reply with) {
    one.reply = std::move(with);
    MHD_resume_connection(one.suspended);
  }

  const handler answer_;
  const immediate_handler at_once_;
  const std::size_t max_body_;
  http_connections connections_;
  MHD_Daemon* daemon_ = nullptr;

  std::mutex mutex_; ///< of what follows
  std::condition_variable changed_;
  bool stopping_ = false;
  std::deque<exchange*> waiting_; ///< for a thread
  std::vector<std::jthread> workers_;
};

http_server::http_server(const options& how, handler answer)
    : impl_(std::make_unique<implementation>(how, std::move(answer))) {
}

http_server::~http_server() {
  stop();
}

std::uint16_t http_server::port() const noexcept {
  return impl_->port;
}

void http_server::stop() {
  impl_->stop();
}

} // namespace musiclink
