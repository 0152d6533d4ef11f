#include "tests/actors/account/opening.hpp"

namespace musiclink::test {

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

TEST_CASE("a .well-known that is redirected is followed within https") {
  opening test{"example.org"};
  auto leads = json_answer(302, "");
  leads.location = "https://www.example.org/client";
  test.answers["https://example.org/.well-known/matrix/client"] = leads;
  test.answers["https://www.example.org/client"] =
      json_answer(200, R"({"m.homeserver":{"base_url":"https://matrix.example.org"}})");
  test.configure();
  REQUIRE(test.sessions.size() == 1);
  CHECK(test.sessions[0]->as.base_url == "https://matrix.example.org");
}

TEST_CASE("a homeserver that is led elsewhere is not followed, and the problem says where") {
  opening test;
  auto leads = json_answer(301, "");
  leads.location = "https://matrix.example.org/_matrix/client/versions";
  test.answers["/versions"] = leads;
  test.configure();
  CHECK(test.sessions.empty());
  const auto problem = test.ask<account_report>(test.under_test, report{}).problem;
  CHECK(problem.find("https://matrix.example.org ") != std::string::npos);
  for (const auto& request : test.net.requests)
    CHECK(request.url.starts_with("http://hs/"));
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

TEST_CASE(
    "a homeserver that refuses the token for /versions as well is asked whoami, and believed") {
  opening test;
  const auto refusal = json_answer(401, R"({"errcode":"M_UNKNOWN_TOKEN"})");
  test.answers["/versions"] = refusal;
  test.answers["/whoami"] = refusal;
  test.configure();
  test.pass(std::chrono::minutes{3});
  REQUIRE(test.ended.size() == 1);
  CHECK(test.ended[0] == exit_status::token_refused);
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

TEST_CASE("the switch asks nothing of the homeserver") {
  opening test;
  test.configure();
  test.revoke("secret-token");
  auto asked = test.net.requests.size();
  test.turn(service_mode::shadow);
  CHECK(test.net.requests.size() == asked);
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
