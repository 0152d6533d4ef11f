#include "core/edge/http_engine.hpp"

#include "tests/support/raw_server.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <string>
#include <string_view>

using namespace musiclink;
using test::http_answer;
using test::raw_server;
using connection = raw_server::connection;

namespace {

http_request request_to(const std::string& url, std::string method, std::string body) {
  http_request request;
  request.url = url;
  request.method = std::move(method);
  request.body = std::move(body);
  return request;
}

/// Performs requests one after another on one engine, so that connections are kept.
class one_by_one {
public:
  http_response perform(http_request request) {
    std::promise<http_response> answer;
    answer_ = &answer;
    engine_.submit(++id_, std::move(request));
    return answer.get_future().get();
  }

private:
  std::atomic<std::promise<http_response>*> answer_ = nullptr;
  http_engine::request_id id_ = 0;
  http_engine engine_{{.user_agent = "musiclink-test"},
                      [this](http_engine::request_id, http_response&& response) {
                        answer_.load()->set_value(std::move(response));
                      }};
};

/// Answers one request, and breaks the kept connection once the next has been read.
void answer_one_and_read_one(connection& client) {
  if (client.read_request())
    client.write(http_answer("200 OK", "", "x"));
  client.read_request();
}

/// A deflate stream (RFC 1951) of `length` times the letter x and up to 257 more: one literal,
/// then matches of 258 letters at distance 1, all in fixed codes.
class packed_letters {
public:
  explicit packed_letters(std::size_t length) {
    put(0b011, 3); // the last block, in fixed codes
    put_code(0x30 + 'x', 8);
    for (std::size_t made = 1; made < length; made += 258) {
      put_code(0b11000101, 8);
      put_code(0, 5);
    }
    put_code(0, 7); // the end
    put(0, 7);      // fills the last byte
  }

  std::string bytes;

private:
  void put(unsigned value, int bits) {
    for (int i = 0; i < bits; ++i) {
      buffer_ |= ((value >> i) & 1) << filled_;
      if (++filled_ == 8) {
        bytes += static_cast<char>(buffer_);
        buffer_ = 0;
        filled_ = 0;
      }
    }
  }
  void put_code(unsigned code, int bits) {
    for (int i = bits - 1; i >= 0; --i)
      put(code >> i, 1);
  }

  unsigned buffer_ = 0;
  int filled_ = 0;
};

http_response unpacked(std::size_t length, std::size_t max_body) {
  const auto packed = packed_letters(length).bytes;
  CHECK(packed.size() < length / 100);
  raw_server server([&](connection& client) {
    if (client.read_request())
      client.write(http_answer("200 OK", "Content-Encoding: deflate\r\n", packed));
  });
  auto request = request_to(server.url(), "GET", "");
  request.max_body = max_body;
  return http_perform(std::move(request), "musiclink-test");
}

} // namespace

TEST_CASE("what is sent is sent once, also when a kept connection breaks: it may have been read") {
  raw_server server(answer_one_and_read_one);
  one_by_one engine;
  CHECK(engine.perform(request_to(server.url("/1"), "PUT", "{}")).status == 200);
  const auto lost = engine.perform(request_to(server.url("/2"), "PUT", "{}"));
  CHECK(lost.error == transport_error::unreachable);
  CHECK(lost.error_text.find("rewind") == std::string::npos);
  CHECK(server.requests().size() == 2);
}

TEST_CASE("a resolver's question is put again, whole, when a kept connection breaks") {
  raw_server server(answer_one_and_read_one);
  one_by_one engine;
  CHECK(engine.perform(request_to(server.url("/1"), "POST", "{\"a\":1}")).status == 200);
  CHECK(engine.perform(request_to(server.url("/2"), "POST", "{\"b\":2}")).status == 200);
  REQUIRE(server.requests().size() == 3);
  CHECK(server.requests().back().ends_with("{\"b\":2}"));
}

TEST_CASE("a send without a body is sent once as well") {
  raw_server server(answer_one_and_read_one);
  one_by_one engine;
  CHECK(engine.perform(request_to(server.url("/1"), "POST", "")).status == 200);
  CHECK(engine.perform(request_to(server.url("/2"), "POST", "")).status == 200);
  CHECK(server.requests().size() == 2);
}

TEST_CASE("a question is asked again on a new connection when a kept one breaks") {
  raw_server server(answer_one_and_read_one);
  one_by_one engine;
  CHECK(engine.perform(request_to(server.url("/1"), "GET", "")).status == 200);
  CHECK(engine.perform(request_to(server.url("/2"), "GET", "")).status == 200);
  CHECK(server.connections() == 2);
}

TEST_CASE("a packed answer is unpacked") {
  const auto answer = unpacked(1'000'000, 8'000'000);
  CHECK(answer.status == 200);
  CHECK(answer.body.size() >= 1'000'000);
  CHECK(answer.body.find_first_not_of('x') == std::string::npos);
}

TEST_CASE("an answer that unpacks to far more than came is cut off, whatever its limit") {
  const auto answer = unpacked(64'000'000, 128 * 1024 * 1024);
  CHECK(answer.status == 0);
  CHECK(answer.error == transport_error::too_large);
  CHECK(answer.body.empty());
}

TEST_CASE("a packed answer is held to the limit of its request") {
  CHECK(unpacked(1'000'000, 500'000).error == transport_error::too_large);
}
