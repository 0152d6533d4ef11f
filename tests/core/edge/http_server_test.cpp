#include "core/edge/http_server.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace musiclink;

namespace {

/// A client that knows nothing of HTTP: what it gets is what was sent.
class plain_client {
public:
  explicit plain_client(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect_to(reinterpret_cast<const sockaddr*>(&where), sizeof where);
  }
  plain_client(std::uint16_t port, const in6_addr& host)
      : fd_(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in6 where{};
    where.sin6_family = AF_INET6;
    where.sin6_port = htons(port);
    where.sin6_addr = host;
    connect_to(reinterpret_cast<const sockaddr*>(&where), sizeof where);
  }
  ~plain_client() { close(fd_); }
  plain_client(const plain_client&) = delete;
  plain_client& operator=(const plain_client&) = delete;

  void say(const std::string& text) {
    REQUIRE(send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }

  /// All that comes until the other side closes.
  std::string hear_out() {
    while (hear_some()) {
    }
    return heard_;
  }

  /// What came once `text` was among it.
  std::string hear_until(const std::string& text) {
    while (heard_.find(text) == std::string::npos && hear_some()) {
    }
    return std::exchange(heard_, {});
  }

private:
  void connect_to(const sockaddr* where, socklen_t size) {
    REQUIRE(connect(fd_, where, size) == 0);
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  bool hear_some() {
    char buffer[4096];
    const ssize_t count = recv(fd_, buffer, sizeof buffer, 0);
    const bool is_silent = count < 0 && errno == EAGAIN;
    CHECK_MESSAGE(!is_silent, "nothing comes, and no end");
    if (count <= 0)
      return false;
    heard_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  int fd_;
  std::string heard_;
};

std::string closing_request(const std::string& line) {
  return line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
}

/// A handler that answers nobody until it is let go.
class held_handler {
public:
  http_reply answer() {
    std::unique_lock lock(mutex_);
    inside_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return over_; });
    return {};
  }

  void wait_until_asked() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return inside_; });
  }

  void let_go() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool inside_ = false;
  bool over_ = false;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the handler gets the request as it was sent and its reply comes back") {
  http_query seen;
  http_server server({}, [&](const http_query& query) {
    seen = query;
    http_reply reply;
    reply.status = 201;
    reply.content_type = "text/plain";
    reply.headers = {"X-Test: yes"};
    reply.body = "made";
    return reply;
  });
  plain_client client(server.port());
  client.say("PUT /a%2Fb/%21room/../x?q=%20&r HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n"
             "Content-Length: 4\r\nConnection: close\r\n\r\nbody");
  const std::string answer = client.hear_out();

  CHECK(seen.method == "PUT");
  CHECK(seen.path == "/a%2Fb/%21room/../x");
  CHECK(seen.query == "q=%20&r");
  CHECK(seen.header("authorization") == "Bearer t");
  CHECK(seen.header("absent").empty());
  CHECK(seen.body == "body");
  CHECK(answer.starts_with("HTTP/1.1 201 "));
  CHECK(holds(answer, "\r\nContent-Type: text/plain\r\n"));
  CHECK(holds(answer, "\r\nX-Test: yes\r\n"));
  CHECK(answer.ends_with("\r\n\r\nmade"));
}

TEST_CASE("one connection serves several requests") {
  http_server server({}, [](const http_query& query) {
    http_reply reply;
    reply.body = "for " + query.path + '.';
    return reply;
  });
  plain_client client(server.port());
  for (const std::string path : {"/one", "/two", "/three"}) {
    client.say("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(holds(client.hear_until("for " + path + '.'), "200"));
  }
}

TEST_CASE("a HEAD request is answered without a body") {
  http_server server({}, [](const http_query&) {
    http_reply reply;
    reply.body = "long";
    return reply;
  });
  plain_client client(server.port());
  client.say(closing_request("HEAD /"));
  const std::string answer = client.hear_out();
  CHECK(holds(answer, "Content-Length: 4\r\n"));
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("a body that is too long is refused and never reaches the handler") {
  bool reached = false;
  http_server::options how;
  how.max_body = 10;
  http_server server(how, [&](const http_query&) {
    reached = true;
    return http_reply{};
  });
  plain_client client(server.port());
  client.say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n12345678901");
  CHECK(client.hear_out().starts_with("HTTP/1.1 413 "));
  CHECK_FALSE(reached);
}

TEST_CASE("a handler that throws answers 500") {
  http_server server({}, [](const http_query&) -> http_reply { throw std::runtime_error("no"); });
  plain_client client(server.port());
  client.say(closing_request("GET /"));
  CHECK(client.hear_out().starts_with("HTTP/1.1 500 "));
}

TEST_CASE("a truncated reply promises more than comes, a missing one is nothing at all") {
  http_server server({}, [](const http_query& query) {
    http_reply reply;
    reply.body = "0123456789";
    reply.how =
        query.path == "/none" ? http_reply::delivery::none : http_reply::delivery::truncated;
    return reply;
  });
  plain_client half(server.port());
  half.say("GET /half HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answer = half.hear_out();
  CHECK(holds(answer, "Content-Length: 10\r\n"));
  CHECK(answer.ends_with("\r\n\r\n01234"));

  plain_client none(server.port());
  none.say("GET /none HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(none.hear_out().empty());
}

TEST_CASE("as many handlers wait at once as there are threads") {
  constexpr int many = 40;
  std::mutex mutex;
  std::condition_variable changed;
  int inside = 0;
  http_server::options how;
  how.threads = many;
  http_server server(how, [&](const http_query&) {
    std::unique_lock lock(mutex);
    ++inside;
    changed.notify_all();
    changed.wait(lock, [&] { return inside == many; });
    return http_reply{};
  });
  std::vector<std::unique_ptr<plain_client>> clients;
  for (int i = 0; i < many; ++i) {
    clients.push_back(std::make_unique<plain_client>(server.port()));
    clients.back()->say(closing_request("GET /"));
  }
  for (auto& client : clients)
    CHECK(client->hear_out().starts_with("HTTP/1.1 200 "));
}

TEST_CASE("connections that say nothing, or never finish, keep nobody out") {
  http_server::options how;
  how.threads = 1;
  how.max_connections = 40;
  how.max_connections_per_peer = 20;
  how.request_time = std::chrono::hours{1};
  http_server server(how, [](const http_query&) { return http_reply{}; });
  std::vector<std::unique_ptr<plain_client>> silent;
  for (int i = 0; i < 300; ++i) {
    silent.push_back(std::make_unique<plain_client>(server.port()));
    if (i % 2 == 0)
      silent.back()->say("GET / HTTP/1.1\r\nHo");
  }
  plain_client other(server.port());
  other.say(closing_request("GET /"));
  CHECK(other.hear_out().starts_with("HTTP/1.1 200 "));
  CHECK(silent.front()->hear_out().empty()); // the oldest made room
}

TEST_CASE("a request that comes drop by drop is cut off") {
  http_server::options how;
  how.request_time = std::chrono::milliseconds{200};
  bool reached = false;
  http_server server(how, [&](const http_query&) {
    reached = true;
    return http_reply{};
  });
  for (const std::string whole : {"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: 1\r\n",
                                  "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1"}) {
    plain_client slow(server.port());
    slow.say(whole.substr(0, whole.size() / 2));
    std::this_thread::sleep_for(std::chrono::milliseconds{100}); // its time is what is tested
    slow.say(whole.substr(whole.size() / 2));
    CHECK(slow.hear_out().find("200 OK") == std::string::npos);
  }
  CHECK_FALSE(reached);
}

TEST_CASE("a connection that is idle after an answer is closed") {
  http_server::options how;
  how.idle_time = std::chrono::milliseconds{100};
  http_server server(how, [](const http_query&) { return http_reply{}; });
  plain_client client(server.port());
  client.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.hear_out().starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a client that does not take its answer is cut off") {
  http_server::options how;
  how.answer_time = std::chrono::milliseconds{200};
  http_server server(how, [](const http_query&) {
    http_reply large;
    large.body.assign(std::size_t{64} << 20, 'x');
    return large;
  });
  plain_client client(server.port());
  client.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds{500}); // its time is what is tested
  CHECK(client.hear_out().size() < (std::size_t{64} << 20));
}

TEST_CASE("what is answered at once is answered while every thread is taken") {
  held_handler held;
  http_server::options how;
  how.threads = 1;
  how.at_once = [](const http_query& query) -> std::optional<http_reply> {
    if (query.path != "/healthz")
      return std::nullopt;
    return http_reply{};
  };
  http_server server(how, [&](const http_query&) { return held.answer(); });
  plain_client slow(server.port());
  slow.say(closing_request("GET /slow"));
  held.wait_until_asked();
  plain_client probe(server.port());
  probe.say(closing_request("GET /healthz"));
  CHECK(probe.hear_out().starts_with("HTTP/1.1 200 "));
  held.let_go();
  CHECK(slow.hear_out().starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a server listens on IPv6, and on all addresses of both kinds") {
  const auto answer = [](const http_query&) { return http_reply{}; };
  http_server::options how;
  how.host = "::1";
  http_server loopback(how, answer);
  plain_client over_v6(loopback.port(), in6addr_loopback);
  over_v6.say(closing_request("GET /"));
  CHECK(over_v6.hear_out().starts_with("HTTP/1.1 200 "));
  how.host = "::";
  http_server all(how, answer);
  plain_client to_v6(all.port(), in6addr_loopback);
  to_v6.say(closing_request("GET /"));
  CHECK(to_v6.hear_out().starts_with("HTTP/1.1 200 "));
  plain_client to_v4(all.port());
  to_v4.say(closing_request("GET /"));
  CHECK(to_v4.hear_out().starts_with("HTTP/1.1 200 "));
}

TEST_CASE("stopping releases requests that no thread has taken yet") {
  held_handler held;
  http_server::options how;
  how.threads = 1;
  auto server =
      std::make_unique<http_server>(how, [&](const http_query&) { return held.answer(); });
  plain_client first(server->port());
  first.say(closing_request("GET /"));
  held.wait_until_asked();
  plain_client second(server->port());
  second.say(closing_request("GET /"));
  std::jthread releasing([&] { held.let_go(); });
  server.reset();
  first.hear_out();
  second.hear_out(); // answered or closed, but at its end
}

TEST_CASE("stopping closes connections that are open and idle") {
  http_server server({}, [](const http_query&) {
    http_reply reply;
    reply.body = "done";
    return reply;
  });
  plain_client client(server.port());
  client.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  client.hear_until("done");
  server.stop();
  CHECK(client.hear_out().empty());
  server.stop();
}

TEST_CASE("a port that is taken is an error that names it") {
  http_server first({}, [](const http_query&) { return http_reply{}; });
  http_server::options how;
  how.port = first.port();
  const std::string address = "cannot listen on 127.0.0.1:" + std::to_string(first.port());
  CHECK_THROWS_WITH_AS(http_server(how, [](const http_query&) { return http_reply{}; }),
                       address.c_str(), std::runtime_error);
}
