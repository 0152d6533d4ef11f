#include "core/edge/http_engine.hpp"

#include "tests/support/raw_server.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <ctime>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace musiclink;
using test::http_answer;
using test::raw_server;
using connection = raw_server::connection;

namespace {

/// An engine and what it has completed.
class engine_fixture {
public:
  void submit(http_engine::request_id id, http_request request) {
    engine_->submit(id, std::move(request));
  }
  void cancel(http_engine::request_id id) { engine_->cancel(id); }
  void destroy_engine() { engine_.reset(); }

  /// The answer to that request; waits for it.
  http_response answer(http_engine::request_id id) {
    std::unique_lock lock(mutex_);
    const bool came =
        changed_.wait_for(lock, std::chrono::seconds(20), [&] { return answers_.count(id) != 0; });
    REQUIRE(came);
    return answers_.at(id).front();
  }
  std::size_t completions(http_engine::request_id id) {
    const std::lock_guard lock(mutex_);
    return answers_[id].size();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<http_engine::request_id, std::vector<http_response>> answers_;
  std::unique_ptr<http_engine> engine_ =
      std::make_unique<http_engine>(http_engine::options{.user_agent = "musiclink-test"},
                                    [this](http_engine::request_id id, http_response&& response) {
                                      {
                                        const std::lock_guard lock(mutex_);
                                        answers_[id].push_back(std::move(response));
                                      }
                                      changed_.notify_all();
                                    });
};

/// Answers every request with the same bytes, then closes.
raw_server::script once(std::string bytes) {
  return [bytes](connection& client) {
    if (client.read_request())
      client.write(bytes);
  };
}

/// Answers every request on a kept connection.
raw_server::script always(std::string bytes) {
  return [bytes](connection& client) {
    while (client.read_request() && client.write(bytes)) {
    }
  };
}

/// Reads a request and never answers.
void stall(connection& client) {
  client.read_request();
  client.wait_for_close();
}

http_request get(std::string url) {
  http_request request;
  request.url = std::move(url);
  return request;
}

http_response perform(http_request request) {
  return http_perform(std::move(request), "musiclink-test");
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

void check_no_answer(const http_response& response, transport_error error) {
  CHECK(response.error == error);
  CHECK(response.status == 0);
  CHECK(response.body.empty());
  CHECK_FALSE(response.error_text.empty());
}

} // namespace

TEST_CASE("an answer arrives with status, type and body") {
  raw_server server(once(http_answer("200 OK", "Content-Type: application/json\r\n", "{\"a\":1}")));
  const auto response = perform(get(server.url("/path?q=1")));
  CHECK(response.error == transport_error::none);
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json");
  CHECK(response.body == "{\"a\":1}");
  CHECK(response.location.empty());
  CHECK_FALSE(response.retry_after);
}

TEST_CASE("a request goes out as it was given") {
  raw_server server(once(http_answer("200 OK", "", "")));
  auto request = get(server.url("/send"));
  request.method = "PUT";
  request.headers = {"Authorization: Bearer secret", "Content-Type: application/json"};
  request.body = std::string(2'000'000, 'x');
  CHECK(perform(request).status == 200);
  REQUIRE(server.requests().size() == 1);
  const auto sent = server.requests().front();
  CHECK(sent.starts_with("PUT /send HTTP/1.1\r\n"));
  CHECK(contains(sent, "\r\nAuthorization: Bearer secret\r\n"));
  CHECK(contains(sent, "\r\nUser-Agent: musiclink-test\r\n"));
  CHECK(contains(sent, "\r\nAccept-Encoding: "));
  CHECK_FALSE(contains(sent, "Expect:"));
  CHECK(sent.ends_with("\r\n\r\n" + request.body));
}

TEST_CASE("a POST without a body says that it is empty") {
  raw_server server(once(http_answer("200 OK", "", "")));
  auto request = get(server.url());
  request.method = "POST";
  CHECK(perform(request).status == 200);
  CHECK(contains(server.requests().at(0), "\r\nContent-Length: 0\r\n"));
}

TEST_CASE("a redirect is an answer with an absolute location") {
  raw_server server(once(http_answer("302 Found", "Location: /elsewhere?x=1\r\n", "")));
  const auto response = perform(get(server.url("/here")));
  CHECK(response.status == 302);
  CHECK(response.location == server.url("/elsewhere?x=1"));
  CHECK(server.requests().size() == 1);
}

TEST_CASE("Retry-After is understood in seconds and as a date") {
  const auto retry_after = [](const std::string& value) {
    raw_server server(
        once(http_answer("429 Too Many Requests", "Retry-After: " + value + "\r\n", "{}")));
    const auto response = perform(get(server.url()));
    CHECK(response.status == 429);
    return response.retry_after;
  };
  CHECK(retry_after("7") == std::chrono::seconds(7));
  CHECK_FALSE(retry_after("soon"));
  CHECK_FALSE(retry_after("Thu, 01 Jan 1970 00:00:00 GMT"));
  CHECK(retry_after("999999999999999999") == std::chrono::hours(7 * 24));

  const std::time_t then = std::time(nullptr) + 3600;
  char date[64];
  std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&then));
  const auto waits = retry_after(date);
  REQUIRE(waits);
  CHECK(waits->count() > 3000);
  CHECK(waits->count() <= 3600);
}

TEST_CASE("what is not an http or https URL is an invalid request") {
  for (const char* url : {"", "example.org", "file:///etc/passwd", "ftp://127.0.0.1/", "http://",
                          "http://127.0.0.1:99999/", "http://127.0.0.1/\r\nX-Injected: 1"}) {
    CAPTURE(url);
    check_no_answer(perform(get(url)), transport_error::invalid_request);
  }
}

TEST_CASE("a header that would smuggle in another is an invalid request") {
  auto request = get("http://127.0.0.1:1/");
  request.headers = {"Authorization: Bearer token\r\nX-Injected: 1"};
  const auto response = perform(request);
  check_no_answer(response, transport_error::invalid_request);
  CHECK_FALSE(contains(response.error_text, "token"));
}

TEST_CASE("a refused connection is unreachable, and named without secrets") {
  std::string url;
  {
    raw_server gone(stall);
    url = gone.url("/private?key=secret");
  }
  url.replace(url.find("127"), 0, "user:password@");
  const auto response = perform(get(url));
  check_no_answer(response, transport_error::unreachable);
  CHECK(contains(response.error_text, "127.0.0.1:"));
  for (const char* hidden : {"secret", "password", "user", "private"})
    CHECK_FALSE(contains(response.error_text, hidden));
}

TEST_CASE("an error answer that repeats the secret comes without it, a good one as it is") {
  const std::string body = "token 0123 refused: 0123,0123";
  for (const auto* status : {"401 Unauthorized", "502 Bad Gateway", "200 OK"}) {
    CAPTURE(status);
    raw_server server(once(http_answer(status, "", body)));
    auto request = get(server.url());
    request.secret = "0123";
    const auto response = perform(request);
    CHECK(response.body == (response.status == 200 ? body : "token *** refused: ***,***"));
  }
}

TEST_CASE("a broken answer is no answer") {
  SUBCASE("closed before the answer") {
    raw_server server([](connection& client) { client.read_request(); });
    check_no_answer(perform(get(server.url())), transport_error::unreachable);
  }
  SUBCASE("cut off within the body") {
    raw_server server(once("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\":"));
    check_no_answer(perform(get(server.url())), transport_error::unreachable);
  }
  SUBCASE("cut off within a chunk") {
    raw_server server(once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"));
    check_no_answer(perform(get(server.url())), transport_error::unreachable);
  }
  SUBCASE("not HTTP") {
    raw_server server(once("SSH-2.0-OpenSSH_9.2\r\n\x01\x02\xff garbage"));
    check_no_answer(perform(get(server.url())), transport_error::unreachable);
  }
  SUBCASE("said to be compressed, and is not") {
    raw_server server(once(http_answer("200 OK", "Content-Encoding: gzip\r\n", "plain text")));
    check_no_answer(perform(get(server.url())), transport_error::unreachable);
  }
}

TEST_CASE("a TLS handshake that fails is a tls error") {
  raw_server server([](connection& client) { client.write("this is not a ServerHello at all"); });
  const auto url = server.url();
  check_no_answer(perform(get("https" + url.substr(4))), transport_error::tls);
}

TEST_CASE("a body above the limit is cut off while it comes") {
  raw_server endless([](connection& client) {
    client.read_request();
    client.write("HTTP/1.1 200 OK\r\n\r\n");
    while (client.write(std::string(65536, 'x'))) {
    }
  });
  auto request = get(endless.url());
  request.max_body = 1'000'000;
  check_no_answer(perform(request), transport_error::too_large);
}

TEST_CASE("a body of exactly the limit is taken") {
  raw_server server(once(http_answer("200 OK", "", std::string(1000, 'x'))));
  auto request = get(server.url());
  request.max_body = 1000;
  CHECK(perform(request).body.size() == 1000);
  request.max_body = 999;
  check_no_answer(perform(request), transport_error::too_large);
}

TEST_CASE("headers without end are cut off") {
  raw_server server([](connection& client) {
    client.read_request();
    client.write("HTTP/1.1 200 OK\r\n");
    while (client.write("X-Header: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  const auto response = perform(get(server.url()));
  CHECK(response.status == 0);
  CHECK(response.error != transport_error::none);
  CHECK(response.error != transport_error::timed_out);
}

TEST_CASE("a server that says nothing times out") {
  raw_server server(stall);
  auto request = get(server.url());
  request.timeout = milliseconds(50);
  check_no_answer(perform(request), transport_error::timed_out);
}

TEST_CASE_FIXTURE(engine_fixture, "a stalled request holds up no other") {
  raw_server slow(stall);
  raw_server quick(always(http_answer("200 OK", "", "quick")));
  submit(1, get(slow.url()));
  REQUIRE(slow.wait_for_requests(1));
  for (http_engine::request_id id = 2; id < 50; ++id)
    submit(id, get(quick.url()));
  for (http_engine::request_id id = 2; id < 50; ++id)
    CHECK(answer(id).body == "quick");
  CHECK(completions(1) == 0);
}

TEST_CASE_FIXTURE(engine_fixture, "connections are used again") {
  raw_server server(always(http_answer("200 OK", "", "x")));
  for (http_engine::request_id id = 0; id < 20; ++id) {
    submit(id, get(server.url()));
    CHECK(answer(id).status == 200);
  }
  CHECK(server.connections() == 1);
}

TEST_CASE_FIXTURE(engine_fixture, "a host gets no more than its share of connections") {
  raw_server server(always(http_answer("200 OK", "", "x")));
  for (http_engine::request_id id = 0; id < 200; ++id)
    submit(id, get(server.url()));
  for (http_engine::request_id id = 0; id < 200; ++id)
    CHECK(answer(id).status == 200);
  CHECK(server.connections() <= http_engine::options{}.max_connections_per_host);
}

TEST_CASE_FIXTURE(engine_fixture, "a cancelled request completes once, as cancelled") {
  raw_server server(stall);
  submit(1, get(server.url()));
  REQUIRE(server.wait_for_requests(1));
  cancel(1);
  check_no_answer(answer(1), transport_error::cancelled);
  cancel(1);
  submit(2, get(server.url()));
  cancel(2);
  check_no_answer(answer(2), transport_error::cancelled);
  destroy_engine();
  CHECK(completions(1) == 1);
  CHECK(completions(2) == 1);
}

TEST_CASE_FIXTURE(engine_fixture, "cancelling what is unknown or done changes nothing") {
  raw_server server(always(http_answer("200 OK", "", "x")));
  cancel(7);
  submit(7, get(server.url()));
  CHECK(answer(7).status == 200);
  cancel(7);
  submit(8, get(server.url()));
  CHECK(answer(8).status == 200);
  CHECK(completions(7) == 1);
}

TEST_CASE_FIXTURE(engine_fixture, "destruction completes what is in flight or waiting") {
  raw_server server(stall);
  for (http_engine::request_id id = 0; id < 40; ++id)
    submit(id, get(server.url()));
  destroy_engine();
  for (http_engine::request_id id = 0; id < 40; ++id) {
    CHECK(completions(id) == 1);
    CHECK(answer(id).error == transport_error::cancelled);
  }
}

TEST_CASE_FIXTURE(engine_fixture, "any thread may submit and cancel") {
  raw_server server(always(http_answer("200 OK", "", "x")));
  constexpr http_engine::request_id each = 50;
  std::vector<std::thread> threads;
  for (http_engine::request_id thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (auto id = thread * each; id < (thread + 1) * each; ++id) {
        submit(id, get(server.url()));
        if (id % 5 == 0)
          cancel(id);
      }
    });
  for (auto& thread : threads)
    thread.join();
  for (http_engine::request_id id = 0; id < 4 * each; ++id) {
    const auto response = answer(id);
    CHECK((response.status == 200 || response.error == transport_error::cancelled));
  }
  destroy_engine();
  for (http_engine::request_id id = 0; id < 4 * each; ++id)
    CHECK(completions(id) == 1);
}

TEST_CASE("a completion may submit the next request") {
  raw_server server(always(http_answer("200 OK", "", "x")));
  std::promise<void> done;
  http_engine* self = nullptr;
  http_engine engine({.user_agent = "musiclink-test"},
                     [&](http_engine::request_id id, http_response&&) {
                       if (id < 10)
                         self->submit(id + 1, get(server.url()));
                       else
                         done.set_value();
                     });
  self = &engine;
  engine.submit(1, get(server.url()));
  CHECK(done.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
}
