#include "core/http_server.hpp"

#include "core/log.hpp"

#include <civetweb.h>

#include <netdb.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>

namespace musiclink {

namespace {

// civetweb looks at its stop flag every 2 s, and the thread that accepts only
// then or when somebody connects. So somebody connects, until it has ended.
class waker {
public:
  waker(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* where = nullptr;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &where) != 0)
      return;
    thread_ = std::jthread([where](const std::stop_token& done) {
      while (!done.stop_requested()) {
        connect_once(*where);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
      freeaddrinfo(where);
    });
  }

private:
  static void connect_once(const addrinfo& where) {
    const int fd = socket(where.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
      return;
    static_cast<void>(connect(fd, where.ai_addr, where.ai_addrlen));
    close(fd);
  }

  std::jthread thread_;
};

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : text;
}

/// The body of a request; nothing if it is longer than allowed.
std::optional<std::string> read_body(mg_connection* connection, std::size_t max_body) {
  std::string body;
  char buffer[16384];
  for (;;) {
    const int count = mg_read(connection, buffer, sizeof buffer);
    if (count <= 0)
      return body;
    if (body.size() + static_cast<std::size_t>(count) > max_body)
      return std::nullopt;
    body.append(buffer, static_cast<std::size_t>(count));
  }
}

http_query read_query(const mg_request_info& info) {
  http_query query;
  query.method = text_of(info.request_method);
  query.path = text_of(info.request_uri);
  query.query = text_of(info.query_string);
  for (int i = 0; i < info.num_headers; ++i)
    query.headers.emplace_back(text_of(info.http_headers[i].name),
                               text_of(info.http_headers[i].value));
  return query;
}

void write(mg_connection* connection, const http_reply& reply, bool with_body) {
  if (reply.how != http_reply::delivery::whole)
    mg_disable_connection_keep_alive(connection);
  if (reply.how == http_reply::delivery::none)
    return;
  std::string out = "HTTP/1.1 " + std::to_string(reply.status) + ' ' +
                    mg_get_response_code_text(connection, reply.status) +
                    "\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\n";
  if (!reply.content_type.empty())
    out += "Content-Type: " + reply.content_type + "\r\n";
  for (const std::string& line : reply.headers)
    out += line + "\r\n";
  out += "\r\n";
  const bool half = reply.how == http_reply::delivery::truncated;
  if (with_body)
    out.append(reply.body, 0, half ? reply.body.size() / 2 : reply.body.size());
  mg_write(connection, out.data(), out.size());
}

http_reply refusal(int status) {
  http_reply reply;
  reply.status = status;
  reply.content_type.clear();
  return reply;
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
  handler answer;
  std::size_t max_body = 0;
  std::string host;
  std::uint16_t port = 0;
  mg_context* context = nullptr;

  static int on_request(mg_connection* connection) {
    const mg_request_info& info = *mg_get_request_info(connection);
    auto& self = *static_cast<implementation*>(info.user_data);
    const http_reply reply = self.reply_to(connection, info);
    write(connection, reply, text_of(info.request_method) != "HEAD");
    return reply.status;
  }

  http_reply reply_to(mg_connection* connection, const mg_request_info& info) const {
    try {
      http_query query = read_query(info);
      auto body = read_body(connection, max_body);
      if (!body) {
        mg_disable_connection_keep_alive(connection);
        return refusal(413);
      }
      query.body = std::move(*body);
      return answer(query);
    } catch (const std::exception& defect) {
      log::error("the handler of an HTTP request failed", {{"error", defect.what()}});
      return refusal(500);
    }
  }
};

http_server::http_server(const options& how, handler answer)
    : impl_(std::make_unique<implementation>()) {
  // Counts its callers; never undone, for that would race with other servers.
  static const unsigned library = mg_init_library(MG_FEATURES_DEFAULT);
  static_cast<void>(library);

  impl_->answer = std::move(answer);
  impl_->host = how.host;
  impl_->max_body = how.max_body;
  const bool v6 = how.host.find(':') != std::string::npos;
  const std::string address =
      (v6 ? '[' + how.host + ']' : how.host) + ':' + std::to_string(how.port);
  const std::string threads = std::to_string(how.threads);
  const char* settings[] = {"listening_ports",
                            address.c_str(),
                            "num_threads",
                            threads.c_str(),
                            "enable_keep_alive",
                            "yes",
                            "keep_alive_timeout_ms",
                            "500",
                            "request_timeout_ms",
                            "2000",
                            "tcp_nodelay",
                            "1",
                            "decode_url",
                            "no",
                            nullptr};
  mg_callbacks callbacks{};
  callbacks.begin_request = &implementation::on_request;
  // What it would print to stderr (clients that go away) is of no use to anybody.
  callbacks.log_message = [](const mg_connection*, const char*) { return 1; };
  impl_->context = mg_start(&callbacks, impl_.get(), settings);
  if (impl_->context == nullptr)
    throw std::runtime_error("cannot listen on " + address);
  mg_server_port bound{};
  mg_get_server_ports(impl_->context, 1, &bound);
  impl_->port = static_cast<std::uint16_t>(bound.port);
}

http_server::~http_server() {
  stop();
}

std::uint16_t http_server::port() const noexcept {
  return impl_->port;
}

void http_server::stop() {
  if (impl_->context == nullptr)
    return;
  const waker while_stopping(impl_->host, impl_->port);
  mg_stop(impl_->context);
  impl_->context = nullptr;
}

} // namespace musiclink
