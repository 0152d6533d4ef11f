#include "core/edge/http_engine.hpp"

#include "tests/support/raw_server.hpp"

#include <doctest/doctest.h>

#include <future>
#include <string>

namespace musiclink::test {
namespace {

/// Answers every request on a kept connection.
void answer_all(raw_server::connection& client) {
  while (client.read_request() && client.write(http_answer("200 OK", "", "inside"))) {
  }
}

http_request get(std::string url, bool public_only) {
  http_request request;
  request.url = std::move(url);
  request.public_only = public_only;
  return request;
}

/// An engine that makes one request after the other.
class one_by_one {
public:
  explicit one_by_one(std::vector<std::string> connect_to = {})
      : engine_({.user_agent = "musiclink-test", .connect_to = std::move(connect_to)},
                [this](http_engine::request_id, http_response&& response) {
                  answer_.set_value(std::move(response));
                }) {}

  http_response perform(http_request request) {
    answer_ = {};
    auto answer = answer_.get_future();
    engine_.submit(1, std::move(request));
    return answer.get();
  }

private:
  std::promise<http_response> answer_;
  http_engine engine_;
};

void check_refused(const http_response& response) {
  CHECK(response.status == 0);
  CHECK(response.error == transport_error::invalid_request);
  CHECK(response.error_text.find("not public") != std::string::npos);
}

} // namespace

TEST_CASE("a request for public addresses only does not reach this machine") {
  raw_server server(answer_all);
  one_by_one engine;
  auto url = server.url();
  check_refused(engine.perform(get(url, true)));
  url.replace(url.find("127.0.0.1"), 9, "localhost");
  check_refused(engine.perform(get(url, true)));
  CHECK(server.connections() == 0);
  CHECK(engine.perform(get(server.url(), false)).body == "inside");
}

TEST_CASE("nor does it use a connection that another request left open") {
  raw_server server(answer_all);
  one_by_one engine;
  CHECK(engine.perform(get(server.url(), false)).status == 200);
  check_refused(engine.perform(get(server.url(), true)));
}

TEST_CASE("a stand-in plays the host that it is named for, and no other") {
  raw_server server(answer_all);
  const auto address = server.url("").substr(7);
  one_by_one engine({"short.example:80:" + address});
  CHECK(engine.perform(get("http://short.example/x", true)).body == "inside");
  CHECK(server.requests().at(0).find("\r\nHost: short.example\r\n") != std::string::npos);
  check_refused(engine.perform(get(server.url(), true)));
}

} // namespace musiclink::test
