#include "core/http_server.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
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
    REQUIRE(connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
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
  bool hear_some() {
    char buffer[4096];
    const ssize_t count = recv(fd_, buffer, sizeof buffer, 0);
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

TEST_CASE("connections that say nothing, or never finish, keep nobody out for long") {
  http_server::options how;
  how.threads = 2;
  http_server server(how, [](const http_query&) { return http_reply{}; });
  plain_client silent(server.port());
  plain_client slow(server.port());
  slow.say("GET / HTTP/1.1\r\nHo");
  plain_client other(server.port());
  other.say(closing_request("GET /"));
  CHECK(other.hear_out().starts_with("HTTP/1.1 200 "));
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
