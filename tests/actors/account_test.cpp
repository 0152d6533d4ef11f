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
    kept = access_token{"secret-token"};
    token_source source;
    source.read = [this](const matrix_settings&) -> std::variant<access_token, config_problem> {
      ++reads;
      if (kept)
        return *kept;
      return config_problem{"/matrix/accessTokenFile", "is no use", {}, {}};
    };
    source.keep = [this](const matrix_settings&, const access_token&,
                         const access_token& fresh) -> std::optional<std::string> {
      if (disk_is_full)
        return "no room";
      kept = fresh;
      return std::nullopt;
    };
    auto client =
        own(system.spawn([this](session_client::pointer) -> session_client::behavior_type {
          return {[this](const session_opened& what) {
            sessions.push_back(what.session);
            on_session();
          }};
        }));
    under_test = own<account_actor>(system.spawn(account, own(net.spawn(system)), source, around));
    caf::anon_send(under_test, std::vector<session_client>{client});
  }

  /// A start or a reload.
  void configure() {
    told = std::make_shared<const settings>(values);
    turn(service_mode::active);
  }

  void turn(service_mode mode) {
    caf::anon_send(under_test, settings_changed{told, mode});
    settle();
  }

  void refuse(const std::string& token) {
    caf::anon_send(under_test, token_refused{token, "HTTP 401"});
    settle();
  }

  /// Gives the account a token that can be renewed and lives for so long.
  void keep_renewable(milliseconds life) {
    kept = access_token{"first", "renews-first", around.now() + life.count()};
    answers["/refresh"] = json_answer(
        200, R"({"access_token":"second","refresh_token":"renews-second","expires_in_ms":300000})");
  }

  settings values;
  settings_ptr told;
  std::optional<access_token> kept; ///< what the token file holds
  bool disk_is_full = false;
  std::size_t reads = 0;
  std::map<std::string, http_response> answers; ///< by part of the URL
  account_actor under_test;
  std::vector<session_ptr> sessions;
  std::function<void()> on_session = [] {};
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
  test.refuse("secret-token");
  test.pass(std::chrono::seconds{30});
  CHECK(test.sessions.size() == 1);
  CHECK(test.ended.empty());
  test.kept = access_token{"better-token"};
  test.configure();
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "better-token");
}

TEST_CASE("a token file that is replaced is taken up within a minute, without a reload") {
  opening test;
  test.configure();
  test.refuse("secret-token");
  test.pass(std::chrono::hours{1});
  test.kept = access_token{"better-token"};
  test.pass(std::chrono::minutes{1});
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "better-token");
}

TEST_CASE("a refused token is not tried again, and its file is looked at once a minute") {
  opening test;
  test.configure();
  test.refuse("secret-token");
  auto asked = test.net.requests.size();
  auto read = test.reads;
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.size() == asked);
  CHECK(test.reads - read == 60);
}

TEST_CASE("each token that takes the place of a refused one is tried once") {
  opening test;
  test.configure();
  test.answers["/whoami"] = json_answer(401, refused);
  test.refuse("secret-token");
  auto tried = test.net.count("/whoami");
  test.kept = access_token{"no-better-token"};
  test.pass(std::chrono::hours{1});
  CHECK(test.net.count("/whoami") == tried + 1);
  test.kept.reset(); // half written, perhaps
  test.pass(std::chrono::hours{1});
  CHECK(test.net.count("/whoami") == tried + 1);
  test.kept = access_token{"better-token"};
  test.answers["/whoami"] = json_answer(200, R"({"user_id":"@bot:hs","device_id":"DEV"})");
  test.pass(std::chrono::minutes{1});
  CHECK(test.sessions.size() == 2);
  CHECK(test.ended.empty());
}

TEST_CASE("a token that was replaced before it was refused is followed at once") {
  opening test;
  test.configure();
  test.kept = access_token{"better-token"};
  test.refuse("secret-token");
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "better-token");
}

TEST_CASE("the end of a session while the next is being opened does not stop that") {
  opening test;
  test.configure();
  test.answers["/versions"] = json_answer(502, "<html>");
  test.kept = access_token{"better-token"};
  test.configure();
  test.refuse("secret-token");
  test.answers["/versions"] = json_answer(200, R"({"versions":["v1.11"]})");
  test.pass(std::chrono::seconds{5});
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "better-token");
}

TEST_CASE("the refusal of a token that is no longer used says nothing") {
  opening test;
  test.configure();
  test.refuse("older-token");
  auto asked = test.net.requests.size();
  test.configure();
  CHECK(test.net.requests.size() == asked);
}

TEST_CASE("the switch asks nothing of the homeserver") {
  opening test;
  test.configure();
  test.refuse("secret-token");
  auto asked = test.net.requests.size();
  test.turn(service_mode::shadow);
  CHECK(test.net.requests.size() == asked);
}

TEST_CASE("a token is renewed before it expires, and the new one is kept before it is used") {
  opening test;
  test.keep_renewable(std::chrono::minutes{5});
  test.configure();
  REQUIRE(test.sessions.size() == 1);
  test.pass(std::chrono::minutes{4} - std::chrono::seconds{1});
  CHECK(test.net.count("/refresh") == 0);
  std::string kept_at_use;
  test.on_session = [&] { kept_at_use = test.kept->value; };
  test.pass(std::chrono::seconds{2});
  REQUIRE(test.net.count("/refresh") == 1);
  CHECK(test.net.requests.back().body == R"({"refresh_token":"renews-first"})");
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "second");
  CHECK(test.sessions[1]->device_id == "DEV");
  CHECK(kept_at_use == "second");
  CHECK(test.kept->refresh_token == "renews-second");
  test.pass(std::chrono::minutes{4} + std::chrono::seconds{1});
  CHECK(test.net.requests.back().body == R"({"refresh_token":"renews-second"})");
}

TEST_CASE("a renewed token that cannot be kept is not used") {
  opening test;
  test.keep_renewable(std::chrono::minutes{5});
  test.disk_is_full = true;
  test.configure();
  test.pass(std::chrono::minutes{8});
  CHECK(test.sessions.size() == 1);
  CHECK(test.net.count("/refresh") < 10);
  test.disk_is_full = false;
  test.pass(std::chrono::minutes{1});
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "second");
}

TEST_CASE("a token that is refused is renewed, if it can be") {
  opening test;
  test.keep_renewable(std::chrono::hours{1});
  test.configure();
  test.refuse("first");
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "second");
  CHECK(test.ended.empty());
}

TEST_CASE("a token that expired while the service was down is renewed before it is used") {
  opening test;
  test.keep_renewable(std::chrono::minutes{-5});
  test.configure();
  CHECK(test.net.count("/whoami") == 1);
  REQUIRE(test.sessions.size() == 1);
  CHECK(test.sessions[0]->as.access_token == "second");
}

TEST_CASE("a start whose token can neither be used nor renewed ends with 77") {
  opening test;
  test.keep_renewable(std::chrono::minutes{5});
  test.answers["/whoami"] = json_answer(401, refused);
  test.answers["/refresh"] = json_answer(401, refused);
  test.configure();
  CHECK(test.ended == std::vector<int>{exit_status::token_refused});
}

TEST_CASE("renewing that fails is tried again; that is refused, is not, and the session goes on") {
  opening test;
  test.keep_renewable(std::chrono::minutes{5});
  test.answers["/refresh"] = json_answer(502, "<html>");
  test.configure();
  test.pass(std::chrono::minutes{4} + std::chrono::seconds{10});
  CHECK(test.net.count("/refresh") > 1);
  test.answers["/refresh"] = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
  test.pass(std::chrono::minutes{1});
  auto asked = test.net.requests.size();
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.size() == asked);
  CHECK(test.sessions.size() == 1);
  test.refuse("first");
  test.kept = access_token{"better-token"};
  test.pass(std::chrono::minutes{1});
  CHECK(test.sessions.size() == 2);
}

TEST_CASE("a homeserver whose new tokens are refused at once is not asked in a loop") {
  opening test;
  test.keep_renewable(std::chrono::hours{1});
  test.configure();
  test.refuse("first");
  for (int second = 0; second < 60; ++second) {
    test.refuse("second");
    test.pass(std::chrono::seconds{1});
  }
  CHECK(test.net.count("/refresh") < 10);
}

TEST_CASE("with matrix.enabled false nothing is asked, and a reload with true opens the session") {
  opening test;
  test.values.values.matrix.enabled = false;
  test.configure();
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.empty());
  CHECK(test.reads == 0);
  test.values.values.matrix.enabled = true;
  test.configure();
  CHECK(test.sessions.size() == 1);
}

TEST_CASE("a reload that leaves the account as it is does not open another session") {
  opening test;
  test.configure();
  test.values.values.log.level = "debug";
  test.configure();
  CHECK(test.sessions.size() == 1);
}

} // namespace musiclink::test
