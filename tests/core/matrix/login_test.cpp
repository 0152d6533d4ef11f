#include "core/matrix/login.hpp"

#include "core/json/json.hpp"
#include "tests/support/answered.hpp"
#include "tests/support/parsed.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using namespace musiclink::test;
using namespace musiclink::matrix;

TEST_CASE("a base URL is taken as it is, a server name is looked up") {
  CHECK(base_url_in("https://hs.example//") == "https://hs.example");
  CHECK(base_url_in("http://hs:8008") == "http://hs:8008");
  CHECK(base_url_in("HTTPS://Hs.example/Base") == "https://Hs.example/Base");
  CHECK_FALSE(base_url_in("example.org"));
}

TEST_CASE("http to another machine is in clear text") {
  for (const char* far : {"http://hs.example", "http://hs:8008/", "http://127.0.0.1.example:80",
                          "http://localhost.example", "http://[2001:db8::1]:8008"})
    CHECK_MESSAGE(is_in_clear_text(far), far);
  for (const char* fine : {"https://hs.example", "http://localhost:8008", "http://127.0.0.1/",
                           "http://[::1]:8008", "http://localhost"})
    CHECK_FALSE_MESSAGE(is_in_clear_text(fine), fine);
}

namespace {

http_response leads(long status, std::string to) {
  auto answer = answered(status);
  answer.location = std::move(to);
  return answer;
}

/// What discovery makes of these answers, one after another, and what it asked for.
std::variant<std::string, failure> discovered(std::vector<http_response> answers,
                                              std::vector<std::string>* asked = nullptr) {
  std::size_t next = 0;
  return discover("example.org:8448", [&](const http_request& request) {
    if (asked)
      asked->push_back(request.url);
    CHECK(request.headers.empty());
    REQUIRE(next < answers.size());
    return answers[next++];
  });
}

const http_response found = answered(200, R"({"m.homeserver":{"base_url":"https://hs.example/"}})");

} // namespace

TEST_CASE("a server name without a well-known file is its own address, any other failure is one") {
  CHECK(std::get<std::string>(discovered({answered(404, "not found")})) ==
        "https://example.org:8448");
  CHECK(std::get<std::string>(discovered({found})) == "https://hs.example");
  CHECK(std::holds_alternative<failure>(discovered({answered(200, "{}")})));
  CHECK(std::holds_alternative<failure>(discovered({answered(502, "<html>")})));
}

TEST_CASE("discovery goes where the well-known file is redirected to") {
  std::vector<std::string> asked;
  CHECK(std::get<std::string>(discovered({leads(301, "https://www.example.org/wk"),
                                          leads(302, "https://www.example.org/wk2"),
                                          leads(308, "https://cdn.example/client"), found},
                                         &asked)) == "https://hs.example");
  CHECK(asked == std::vector<std::string>{
                     "https://example.org/.well-known/matrix/client", "https://www.example.org/wk",
                     "https://www.example.org/wk2", "https://cdn.example/client"});
  CHECK(std::get<std::string>(discovered({leads(301, "https://www.example.org/wk"),
                                          answered(404)})) == "https://example.org:8448");
}

TEST_CASE("discovery that is led out of https or in circles ends, and says where it led") {
  const auto down = std::get<failure>(discovered({leads(301, "http://www.example.org/wk?x=y")}));
  CHECK(down.text == "HTTP 301 leads to http://www.example.org/wk, which is not https");
  CHECK(down.kind == failure_kind::transient);
  std::vector<http_response> circle;
  for (int i = 0; i < 50; ++i)
    for (const char* to : {"https://example.org/wk", "https://www.example.org/wk"})
      circle.push_back(leads(302, to));
  CHECK(std::get<failure>(discovered(circle)).text.find("too many") != std::string::npos);
}

TEST_CASE("the base URL that a redirect names is known") {
  CHECK(moved_base_url(leads(301, "https://hs.example/_matrix/client/versions")) ==
        "https://hs.example");
  CHECK_FALSE(moved_base_url(answered(404)));
}

TEST_CASE("a redirect to a login page names no base URL, and says that no homeserver is there") {
  for (const auto* where : {"https://hs.example/login.html",
                            "https://sso.example/?rd=https://hs.example/_matrix/client/versions"}) {
    CHECK_FALSE(moved_base_url(leads(302, where)));
    const auto why = failure_of(leads(302, where));
    REQUIRE(why);
    CHECK(why->text.find("no homeserver") != std::string::npos);
  }
}

TEST_CASE("a well-known file names a base URL, or its fault is told") {
  const auto named = [](const std::string& url) {
    return discovered({answered(200, R"({"m.homeserver":{"base_url":")" + url + R"("}})")});
  };
  const auto fault = [](const std::variant<std::string, failure>& what) {
    REQUIRE(std::holds_alternative<failure>(what));
    return std::get<failure>(what).text;
  };
  const auto says = [](const std::string& text, std::string_view words) {
    CAPTURE(text);
    return text.find(words) != std::string::npos;
  };
  CHECK(std::get<std::string>(named("https://matrix.example.org/")) ==
        "https://matrix.example.org");
  CHECK(std::get<std::string>(named("https://example.org/matrix")) == "https://example.org/matrix");
  CHECK(says(fault(named("matrix.example.org")), R"("matrix.example.org", does not begin with)"));
  CHECK(says(fault(named("ftp://example.org")), "does not begin with"));
  CHECK(says(fault(named(" https://example.org ")), R"(" https://example.org ", holds blanks)"));
  CHECK(says(fault(named("\\ufeffhttps://example.org")), R"("\u{feff}https://example.org")"));
  CHECK(says(fault(named("https://example.org?x=1")), "query"));
  CHECK(says(fault(named("https://example.org/_matrix")), "append themselves"));
  CHECK(says(fault(named("https://example.org/_matrix/")), "append themselves"));
  CHECK(says(fault(named("")), "blanks"));
  CHECK(says(fault(discovered({answered(200, R"({"m.homeserver":"https://hs"})")})), "is missing"));
  CHECK(says(fault(discovered({answered(200, "<html>")})), "no JSON"));
}

TEST_CASE("what refuses a login is the homeserver's word about user or password") {
  const auto refused = [](long status, const std::string& body) {
    return is_login_refused(*failure_of(answered(status, body)));
  };
  CHECK(refused(403, R"({"errcode":"M_FORBIDDEN"})"));
  CHECK(refused(401, R"({"errcode":"M_FORBIDDEN"})"));
  CHECK(refused(403, R"({"errcode":"M_USER_DEACTIVATED"})"));
  CHECK_FALSE(refused(401, R"({"errcode":"M_MISSING_TOKEN"})"));
  CHECK_FALSE(refused(401, R"({"errcode":"M_USER_LOCKED"})"));
  CHECK_FALSE(refused(401, "<html>"));
  CHECK_FALSE(refused(502, "<html>"));
}

TEST_CASE("a well-known file may begin with a byte order mark") {
  CHECK(std::get<std::string>(discovered(
            {answered(200, "\xef\xbb\xbf"
                           R"({"m.homeserver":{"base_url":"https://hs"}})")})) == "https://hs");
}

TEST_CASE(
    "a well-known file may write the scheme in capitals, and the path with slashes behind it") {
  CHECK(std::get<std::string>(discovered({answered(
            200, R"({"m.homeserver":{"base_url":"HTTPS://hs/base//"}})")})) == "https://hs/base");
}

TEST_CASE("a login with a password names user, device and purpose, and is not asked to refresh") {
  const auto request = login("https://hs.example", {"@bot:hs", "p\"w", "", false});
  CHECK(request.method == "POST");
  CHECK(request.url == "https://hs.example/_matrix/client/v3/login");
  const auto body = parsed(request.body);
  CHECK(body.root()["type"].string() == "m.login.password");
  CHECK(body.root()["identifier"]["type"].string() == "m.id.user");
  CHECK(body.root()["identifier"]["user"].string() == "@bot:hs");
  CHECK(body.root()["password"].string() == "p\"w");
  CHECK(body.root()["initial_device_display_name"].string() == "musiclink");
  CHECK_FALSE(body.root()["device_id"].exists());
  CHECK_FALSE(body.root()["refresh_token"].exists());
}

TEST_CASE("a login for a token that can be renewed stays on its device") {
  const auto body = parsed(login("https://hs", {"@bot:hs", "pw", "DEV", true}).body);
  CHECK(body.root()["device_id"].string() == "DEV");
  CHECK(body.root()["refresh_token"].boolean() == true);
}

TEST_CASE("a token is renewed without the token that may have expired") {
  const auto request = refresh("https://hs.example", "renews");
  CHECK(request.url == "https://hs.example/_matrix/client/v3/refresh");
  CHECK(request.body == R"({"refresh_token":"renews"})");
  CHECK(request.headers == std::vector<std::string>{"Content-Type: application/json"});
}

TEST_CASE("what a login and a refresh grant is read; what is no token is not") {
  const auto full =
      granted_of(answered(200, R"({"access_token":"a","refresh_token":"r","expires_in_ms":300000,)"
                               R"("user_id":"@bot:hs","device_id":"DEV"})"));
  REQUIRE(full);
  CHECK(full->access_token == "a");
  CHECK(full->refresh_token == "r");
  CHECK(full->expires_in == std::chrono::minutes{5});
  CHECK(full->user_id == "@bot:hs");
  CHECK(full->device_id == "DEV");
  const auto lasting = granted_of(answered(200, R"({"access_token":"a"})"));
  REQUIRE(lasting);
  CHECK(lasting->refresh_token.empty());
  CHECK_FALSE(lasting->expires_in);
  for (const char* body : {"<html>", "{}", R"({"access_token":""})", R"({"access_token":7})",
                           R"({"access_token":"a\r\nX-Forged: 1"})"})
    CHECK_FALSE(granted_of(answered(200, body)));
}

TEST_CASE("a life without end or sense overflows nothing") {
  const auto expires_in = [](const char* life) {
    const auto all = granted_of(
        answered(200, R"({"access_token":"a","expires_in_ms":)" + std::string(life) + "}"));
    REQUIRE(all);
    return all->expires_in;
  };
  CHECK(expires_in("9223372036854775807") < std::chrono::hours{24 * 366 * 10});
  CHECK_FALSE(expires_in("-1"));
  CHECK_FALSE(expires_in("\"soon\""));
}

TEST_CASE("the ways to log in are listed") {
  const auto flows = login_flows_of(
      answered(200, R"({"flows":[{"type":"m.login.sso"},{"type":"m.login.password"},{}]})"));
  REQUIRE(flows);
  CHECK(*flows == std::vector<std::string>{"m.login.sso", "m.login.password", ""});
  CHECK_FALSE(login_flows_of(answered(200, "{}")));
}

TEST_CASE("the newest version of the specification is the last that is named") {
  CHECK(newest_version_of(answered(200, R"({"versions":["r0.6.1","v1.11"]})")) == "v1.11");
  CHECK_FALSE(newest_version_of(answered(200, R"({"versions":[]})")));
  CHECK_FALSE(newest_version_of(answered(200, "<html>")));
}
