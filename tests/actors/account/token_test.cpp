#include "tests/actors/account/opening.hpp"

namespace musiclink::test {

TEST_CASE("a token that whoami refuses for a minute at the start ends the process with 77") {
  opening test;
  test.answers["/whoami"] = json_answer(401, refused);
  test.configure();
  test.pass(std::chrono::seconds{59});
  CHECK(test.ended.empty());
  CHECK(test.net.count("/whoami") >= 4);
  test.pass(std::chrono::seconds{2});
  CHECK(test.sessions.empty());
  CHECK(test.ended == std::vector<int>{exit_status::token_refused});
}

TEST_CASE("whoami that refuses the token for half a minute at the start costs half a minute") {
  opening test;
  test.answers["/whoami"] = json_answer(401, refused);
  test.configure();
  test.pass(std::chrono::seconds{30});
  test.accept();
  test.pass(std::chrono::seconds{30});
  CHECK(test.sessions.size() == 1);
  CHECK(test.ended.empty());
  test.pass(std::chrono::hours{1});
  CHECK(test.ended.empty());
}

TEST_CASE("a 401 that is no word about the token is waited for at the start, however long") {
  for (const char* body : {"<html>nginx</html>", "", R"({"errcode":"M_MISSING_TOKEN"})",
                           R"({"errcode":"M_USER_LOCKED","soft_logout":true})"}) {
    CAPTURE(body);
    for (const char* request : {"/versions", "/whoami", "/refresh"}) {
      CAPTURE(request);
      opening test;
      test.keep_renewable(std::chrono::minutes{-5});
      test.answers[request] = json_answer(401, body);
      test.configure();
      test.pass(std::chrono::hours{1});
      CHECK(test.sessions.empty());
      CHECK(test.ended.empty());
      CHECK(test.net.count(request) < 150); // a wait is a minute at most, half of that at least
      CHECK_FALSE(test.is_unauthorized());
      test.keep_renewable(std::chrono::minutes{5});
      test.answers["/versions"] = json_answer(200, R"({"versions":["v1.11"]})");
      test.accept();
      test.pass(std::chrono::minutes{1});
      CHECK(test.sessions.size() == 1);
    }
  }
}

TEST_CASE("a token of somebody else ends the process with 78") {
  opening test;
  test.answers["/whoami"] = json_answer(200, R"({"user_id":"@other:hs","device_id":"DEV"})");
  test.configure();
  CHECK(test.sessions.empty());
  CHECK(test.ended == std::vector<int>{exit_status::config_invalid});
}

TEST_CASE("a request that is refused costs nothing if whoami takes the token") {
  opening test;
  test.configure();
  test.refuse("secret-token");
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "secret-token");
  CHECK_FALSE(test.is_unauthorized());
}

TEST_CASE("requests that are refused again and again while whoami accepts make no loop") {
  opening test;
  test.configure();
  test.on_session = [&] {
    caf::anon_send(test.under_test, token_refused{"secret-token", "HTTP 401 M_UNKNOWN_TOKEN"});
  };
  test.refuse("secret-token");
  test.pass(std::chrono::minutes{10});
  CHECK(test.net.count("/whoami") > 5);
  CHECK(test.net.count("/whoami") < 25);
}

TEST_CASE("a token that is refused later on waits for a reload with a good one") {
  opening test;
  test.configure();
  test.revoke("secret-token");
  CHECK(test.is_unauthorized());
  test.pass(std::chrono::seconds{30});
  CHECK(test.sessions.size() == 1);
  CHECK(test.ended.empty());
  test.kept = access_token{"better-token"};
  test.accept();
  test.configure();
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "better-token");
}

TEST_CASE("a token file that is replaced is taken up within a minute, without a reload") {
  opening test;
  test.configure();
  test.revoke("secret-token");
  test.pass(std::chrono::hours{1});
  test.kept = access_token{"better-token"};
  test.accept();
  test.pass(std::chrono::minutes{1});
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "better-token");
}

TEST_CASE("a dead token is asked about every few minutes, and its file is read every minute") {
  opening test;
  test.configure();
  test.revoke("secret-token");
  test.pass(std::chrono::minutes{2});
  auto asked = test.net.count("/whoami");
  auto read = test.reads;
  test.pass(std::chrono::hours{1});
  CHECK(test.net.count("/whoami") - asked == 12);
  CHECK(test.reads - read >= 60);
  CHECK(test.is_unauthorized());
  CHECK(test.ended.empty());
}

TEST_CASE("a dead token that whoami takes again, as after a database was restored, is used again") {
  opening test;
  test.configure();
  test.revoke("secret-token");
  test.pass(std::chrono::hours{1});
  CHECK(test.sessions.size() == 1);
  test.accept();
  test.pass(std::chrono::minutes{5});
  CHECK(test.sessions.size() == 2);
  CHECK_FALSE(test.is_unauthorized());
}

TEST_CASE("each token that takes the place of a refused one is tried") {
  opening test;
  test.configure();
  test.revoke("secret-token");
  test.pass(std::chrono::hours{1});
  test.kept = access_token{"no-better-token"};
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.requests.back().headers ==
        std::vector<std::string>{"Authorization: Bearer no-better-token"});
  test.kept.reset(); // half written, perhaps
  test.pass(std::chrono::hours{1});
  auto tried = test.net.requests.size();
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.size() == tried);
  test.kept = access_token{"better-token"};
  test.accept();
  test.pass(std::chrono::minutes{1});
  REQUIRE(test.sessions.size() == 2);
  CHECK(test.sessions[1]->as.access_token == "better-token");
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

TEST_CASE("the refusal of a token that is no longer used says nothing") {
  opening test;
  test.configure();
  test.refuse("older-token");
  auto asked = test.net.requests.size();
  test.configure();
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

TEST_CASE("a start whose token can neither be used nor renewed for a minute ends with 77") {
  for (auto life : {std::chrono::minutes{5}, std::chrono::minutes{-5}}) {
    opening test;
    test.keep_renewable(life);
    test.answers["/whoami"] = json_answer(401, refused);
    test.answers["/refresh"] = json_answer(401, refused);
    test.configure();
    test.pass(std::chrono::seconds{50});
    CHECK(test.ended.empty());
    test.pass(std::chrono::seconds{20});
    CHECK(test.ended == std::vector<int>{exit_status::token_refused});
  }
}

TEST_CASE("a token whose renewing is refused once is renewed seconds later") {
  opening test;
  test.keep_renewable(std::chrono::minutes{-5});
  auto good = test.answers["/refresh"];
  test.answers["/refresh"] = json_answer(401, refused);
  test.answers["/whoami"] = json_answer(401, refused);
  test.configure();
  CHECK(test.sessions.empty());
  test.answers["/refresh"] = good;
  test.accept();
  test.pass(std::chrono::seconds{5});
  REQUIRE(test.sessions.size() == 1);
  CHECK(test.sessions[0]->as.access_token == "second");
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
  test.revoke("first");
  test.kept = access_token{"better-token"};
  test.accept();
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

} // namespace musiclink::test
