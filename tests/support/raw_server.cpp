#include "tests/support/raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace musiclink::test {
namespace {

/// The body length that a request's head announces.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  const auto at = head.find(name);
  return at == std::string_view::npos ? 0
                                      : std::stoul(std::string(head.substr(at + name.size(), 12)));
}

} // namespace

bool raw_server::connection::read_some() {
  char bytes[4096];
  const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
  if (count <= 0)
    return false;
  buffer_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::optional<std::string> raw_server::connection::read_request() {
  std::size_t head = 0;
  while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_some())
      return std::nullopt;
  }
  const std::size_t whole = head + 4 + content_length(std::string_view(buffer_).substr(0, head));
  while (buffer_.size() < whole) {
    if (!read_some())
      return std::nullopt;
  }
  auto request = buffer_.substr(0, whole);
  buffer_.erase(0, whole);
  {
    const std::lock_guard lock(server_.mutex_);
    server_.requests_.push_back(request);
  }
  server_.changed_.notify_all();
  return request;
}

bool raw_server::connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void raw_server::connection::wait_for_close() {
  while (read_some())
    buffer_.clear();
}

raw_server::raw_server(script answer) : answer_(std::move(answer)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || ::bind(listener_, generic, length) != 0 || ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, generic, &length) != 0)
    throw std::runtime_error("no loopback socket for the test server");
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { accept_all(); });
}

raw_server::~raw_server() {
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_)
      ::shutdown(socket, SHUT_RDWR);
  }
  for (auto& thread : threads_)
    thread.join();
  for (const int socket : sockets_)
    ::close(socket);
}

std::string raw_server::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::size_t raw_server::connections() const {
  const std::lock_guard lock(mutex_);
  return sockets_.size();
}

std::vector<std::string> raw_server::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool raw_server::wait_for_requests(std::size_t count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10),
                           [&] { return requests_.size() >= count; });
}

void raw_server::accept_all() {
  int socket = -1;
  while ((socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0) {
    {
      const std::lock_guard lock(mutex_);
      sockets_.push_back(socket);
    }
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void raw_server::serve(int socket) {
  connection client(*this, socket);
  answer_(client);
  // Closed by the destructor: until then the number must not name another socket.
  ::shutdown(socket, SHUT_RDWR);
}

std::string http_answer(std::string_view status, std::string_view header_lines,
                        std::string_view body) {
  std::string text = "HTTP/1.1 ";
  text.append(status).append("\r\n").append(header_lines);
  text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
  return text.append(body);
}

} // namespace musiclink::test
