#include "actors/account.hpp"

#include "core/exit_status.hpp"
#include "tests/support/actor_fixture.hpp"

#include <doctest/doctest.h>

#include <map>

namespace musiclink::test {

namespace {

constexpr const char* refused = R"({"errcode":"M_UNKNOWN_TOKEN","error":"Unknown token"})";

/// An account on a homeserver by script.
struct opening : actor_fixture {
  explicit opening(std::string server = "http://hs/") {
    answers["/versions"] = json_answer(200, R"({"versions":["v1.11"]})");
    answers["/whoami"] = json_answer(200, R"({"user_id":"@bot:hs","device_id":"DEV"})");
    net.answer = [this](const http_request& request) -> std::optional<http_response> {
      for (const auto& [part, answer] : answers)
        if (request.url.find(part) != std::string::npos)
          return answer;
      return json_answer(404, R"({"errcode":"M_NOT_FOUND"})");
    };
    values.values.matrix.server = std::move(server);
    values.values.matrix.user_id = "@bot:hs";
    values.access_token = "secret-token";
    auto client =
        own(system.spawn([this](session_client::pointer) -> session_client::behavior_type {
          return {[this](const session_opened& what) { sessions.push_back(what.session); }};
        }));
    under_test = own<account_actor>(system.spawn(account, own(net.spawn(system)), around));
    caf::anon_send(under_test, std::vector<session_client>{client});
  }

  void configure() {
    caf::anon_send(under_test, settings_changed{std::make_shared<const settings>(values),
                                                service_mode::active});
    settle();
  }

  settings values;
  std::map<std::string, http_response> answers; ///< by part of the URL
  account_actor under_test;
  std::vector<session_ptr> sessions;
};

} // namespace

TEST_CASE("the session opens when the token is that of the configured user") {
  opening test;
  test.configure();
  REQUIRE(test.sessions.size() == 1);
  CHECK(test.sessions[0]->as.base_url == "http://hs");
  CHECK(test.sessions[0]->as.access_token == "secret-token");
  CHECK(test.sessions[0]->device_id == "DEV");
  CHECK(test.ended.empty());
}

TEST_CASE("a server name leads to its homeserver through .well-known") {
  opening test{"example.org"};
  test.answers["https://example.org/.well-known/matrix/client"] =
      json_answer(200, R"({"m.homeserver":{"base_url":"https://matrix.example.org/"}})");
  test.configure();
  REQUIRE(test.sessions.size() == 1);
  CHECK(test.sessions[0]->as.base_url == "https://matrix.example.org");
}

TEST_CASE("a server name without .well-known is its own address") {
  opening test{"example.org"};
  test.configure();
  REQUIRE(test.sessions.size() == 1);
  CHECK(test.sessions[0]->as.base_url == "https://example.org");
}

TEST_CASE("a .well-known that cannot be read is tried again, and guessed from never") {
  opening test{"example.org"};
  test.answers[".well-known"] = json_answer(200, R"({"m.homeserver":{}})");
  test.configure();
  CHECK(test.sessions.empty());
  test.answers[".well-known"] =
      json_answer(200, R"({"m.homeserver":{"base_url":"https://matrix.example.org"}})");
  test.pass(std::chrono::seconds{2});
  CHECK(test.sessions.size() == 1);
}

TEST_CASE("a token that is refused at the start ends the process with 77") {
  opening test;
  test.answers["/whoami"] = json_answer(401, refused);
  test.configure();
  CHECK(test.sessions.empty());
  CHECK(test.ended == std::vector<int>{exit_status::token_refused});
}

TEST_CASE("a token of somebody else ends the process with 78") {
  opening test;
  test.answers["/whoami"] = json_answer(200, R"({"user_id":"@other:hs","device_id":"DEV"})");
  test.configure();
  CHECK(test.sessions.empty());
  CHECK(test.ended == std::vector<int>{exit_status::config_invalid});
}

TEST_CASE("a homeserver that does not answer is tried again until it does") {
  opening test;
  test.answers["/versions"] = json_answer(502, "<html>");
  test.configure();
  test.pass(std::chrono::minutes{5});
  CHECK(test.sessions.empty());
  CHECK(test.ended.empty());
  test.answers["/versions"] = json_answer(200, R"({"versions":["v1.11"]})");
  test.pass(std::chrono::minutes{1});
  CHECK(test.sessions.size() == 1);
}

TEST_CASE("a token that is refused later on waits for a reload with a good one") {
  opening test;
  test.configure();
  caf::anon_send(test.under_test, token_refused{"secret-token"});
  test.pass(std::chrono::hours{1});
  CHECK(test.sessions.size() == 1);
  CHECK(test.ended.empty());
  test.values.access_token = "better-token";
  test.configure();
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "better-token");
}

TEST_CASE("the refusal of a token that is no longer used says nothing") {
  opening test;
  test.configure();
  caf::anon_send(test.under_test, token_refused{"older-token"});
  test.settle();
  auto asked = test.net.requests.size();
  test.configure();
  CHECK(test.net.requests.size() == asked);
}

TEST_CASE("a reload that leaves the account as it is does not open another session") {
  opening test;
  test.configure();
  test.values.values.log.level = "debug";
  test.configure();
  CHECK(test.sessions.size() == 1);
}

} // namespace musiclink::test
