#include "core/edge/http_connections.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace musiclink {

namespace {

/// An IPv4 address, also as IPv6 maps it, or the /64 of an IPv6 address: whoever has one
/// address of a network has them all.
std::string peer_of(const sockaddr* address) {
  if (address == nullptr)
    return {};
  if (address->sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    return {reinterpret_cast<const char*>(&v4), sizeof v4};
  }
  if (address->sa_family != AF_INET6)
    return {};
  const auto& v6 = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  const auto* bytes = reinterpret_cast<const char*>(&v6);
  return IN6_IS_ADDR_V4MAPPED(&v6) ? std::string(bytes + 12, 4) : std::string(bytes, 8);
}

} // namespace

http_connections::http_connections(const limits& how)
    : limits_(how), watcher_([this] { watch(); }) {
}

http_connections::~http_connections() {
  stop();
}

void http_connections::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (watcher_.joinable())
    watcher_.join();
}

void http_connections::add(int fd, const sockaddr* peer) {
  const std::lock_guard lock(mutex_);
  auto& made = open_[fd];
  made.peer = peer_of(peer);
  made.since = clock::now();
  make_room(made.peer);
  changed_.notify_one();
}

void http_connections::begin_request(int fd) {
  enter(fd, phase::request);
}

void http_connections::begin_wait(int fd) {
  enter(fd, phase::ours);
}

void http_connections::begin_answer(int fd) {
  enter(fd, phase::answer);
}

void http_connections::end_request(int fd) {
  enter(fd, phase::idle);
}

void http_connections::remove(int fd) {
  const std::lock_guard lock(mutex_);
  open_.erase(fd);
}

void http_connections::enter(int fd, phase next) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(fd);
  if (found == open_.end() || found->second.in == phase::ended)
    return;
  // The time of a request that is a new connection's first began with the connection.
  if (next != phase::request || found->second.in == phase::idle)
    found->second.since = clock::now();
  found->second.in = next;
}

void http_connections::make_room(const std::string& peer) {
  std::size_t all = 0;
  std::size_t of_peer = 0;
  for (const auto& [fd, one] : open_)
    if (one.in != phase::ended) {
      ++all;
      of_peer += one.peer == peer ? 1 : 0;
    }
  if (of_peer > limits_.of_one_peer)
    end_oldest(&peer);
  else if (all > limits_.all)
    end_oldest(nullptr);
}

/// The oldest of those that owe us a request, if there is one.
void http_connections::end_oldest(const std::string* peer) {
  auto oldest = open_.end();
  for (auto at = open_.begin(); at != open_.end(); ++at) {
    const auto& one = at->second;
    const bool is_waited_for = one.in == phase::idle || one.in == phase::request;
    if (is_waited_for && (peer == nullptr || one.peer == *peer) &&
        (oldest == open_.end() || one.since < oldest->second.since))
      oldest = at;
  }
  if (oldest != open_.end())
    end(oldest->first, oldest->second);
}

void http_connections::end(int fd, connection& which) {
  which.in = phase::ended;
  shutdown(fd, SHUT_RDWR);
}

http_connections::clock::time_point http_connections::deadline(const connection& which) const {
  switch (which.in) {
  case phase::idle:
    return which.since + limits_.idle_time;
  case phase::request:
    return which.since + limits_.request_time;
  case phase::answer:
    return which.since + limits_.answer_time;
  case phase::ours:
  case phase::ended:
    return clock::time_point::max();
  }
  return clock::time_point::max();
}

void http_connections::watch() {
  constexpr std::chrono::milliseconds interval{100};
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (open_.empty())
      changed_.wait(lock, [this] { return stopping_ || !open_.empty(); });
    else
      changed_.wait_for(lock, interval, [this] { return stopping_; });
    const auto now = clock::now();
    for (auto& [fd, one] : open_)
      if (deadline(one) <= now)
        end(fd, one);
  }
}

} // namespace musiclink
