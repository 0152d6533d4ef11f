#include "core/matrix/answers.hpp"
#include "tests/support/answered.hpp"

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace musiclink;
using namespace musiclink::test;
using namespace musiclink::matrix;

namespace {

http_response answer(transport_error error) {
  http_response response;
  response.error = error;
  response.error_text = "hs.example: what curl says";
  return response;
}

failure failed(const http_response& response) {
  const auto result = failure_of(response);
  REQUIRE(result);
  return *result;
}

failure_kind kind(long status, const std::string& errcode) {
  return failed(answered(status, R"({"errcode":")" + errcode + R"(","error":"words"})")).kind;
}

failure_kind kind_of_page(long status) {
  return failed(answered(status, "<html><body>nginx</body></html>")).kind;
}

} // namespace

TEST_CASE("a 2xx is no failure, whatever it holds") {
  CHECK_FALSE(failure_of(answered(200, "{}")));
  CHECK_FALSE(failure_of(answered(200, "<html>")));
  CHECK_FALSE(failure_of(answered(204, "")));
}

TEST_CASE("only the homeserver's own word refuses a token: every other 401 passes") {
  struct row {
    long status;
    const char* body;
    failure_kind expected;
  };
  constexpr auto refused = failure_kind::unauthorized;
  constexpr auto passes = failure_kind::transient;
  for (const auto& [status, body, expected] : {
           row{401, R"({"errcode":"M_UNKNOWN_TOKEN"})", refused},
           row{401, R"({"errcode":"M_UNKNOWN_TOKEN","soft_logout":true})", refused},
           row{403, R"({"errcode":"M_UNKNOWN_TOKEN"})", refused},
           row{403, R"({"errcode":"M_USER_DEACTIVATED"})", refused},
           row{401, "", passes},
           row{401, "<html><body>nginx</body></html>", passes},
           row{401, "M_UNKNOWN_TOKEN", passes},
           row{401, R"({"message":"no Route matched"})", passes},
           row{401, R"({"errcode":"M_MISSING_TOKEN"})", passes},
           row{403, R"({"errcode":"M_MISSING_TOKEN"})", passes},
           row{401, R"({"errcode":"M_USER_LOCKED","soft_logout":true})", passes},
           row{403, R"({"errcode":"M_USER_LOCKED"})", passes},
           row{401, R"({"errcode":"M_UNAUTHORIZED"})", passes},
           row{401, R"({"errcode":"M_FORBIDDEN"})", passes},
           row{401, R"({"errcode":401})", passes},
           row{502, R"({"errcode":"M_UNKNOWN_TOKEN"})", passes},
       }) {
    CAPTURE(status);
    CAPTURE(body);
    CHECK(failed(answered(status, body)).kind == expected);
  }
}

TEST_CASE("a final answer concerns its request alone") {
  CHECK(kind(403, "M_FORBIDDEN") == failure_kind::permanent);
  CHECK(kind(404, "M_NOT_FOUND") == failure_kind::permanent);
  CHECK(kind(404, "M_UNRECOGNIZED") == failure_kind::permanent);
  CHECK(kind(400, "M_UNKNOWN") == failure_kind::permanent);
  CHECK(kind(413, "M_TOO_LARGE") == failure_kind::permanent);
  CHECK(kind_of_page(413) == failure_kind::permanent);
  CHECK(failed(answer(transport_error::invalid_request)).kind == failure_kind::permanent);
}

TEST_CASE("what may go well next time is transient") {
  for (const long status : {302L, 408L, 425L, 500L, 502L, 503L, 504L, 520L}) {
    CAPTURE(status);
    CHECK(kind_of_page(status) == failure_kind::transient);
  }
  CHECK(kind(500, "M_UNKNOWN") == failure_kind::transient);
  CHECK(kind(502, "M_UNKNOWN_TOKEN") == failure_kind::transient);
  for (const auto error : {transport_error::unreachable, transport_error::timed_out,
                           transport_error::tls, transport_error::too_large})
    CHECK(failed(answer(error)).kind == failure_kind::transient);
}

TEST_CASE("a proxy's own 4xx, as during a restart, is not the homeserver's word") {
  for (const long status : {400L, 403L, 404L, 405L})
    CHECK(kind_of_page(status) == failure_kind::transient);
  CHECK(failed(answered(404, R"({"message":"no Route matched"})")).kind == failure_kind::transient);
  CHECK(failed(answered(404, R"({"errcode":404})")).kind == failure_kind::transient);
}

TEST_CASE("a header that is the body's wait rounded up to whole seconds adds nothing") {
  for (const auto& [body, header, wait] : {std::tuple{300, 1, 300},
                                           {2500, 3, 2500},
                                           {1000, 1, 1000},
                                           {1001, 2, 1001},
                                           {300, 2, 2000},
                                           {0, 1, 1000},
                                           {2500, 2, 2500},
                                           {60000, 1, 60000}}) {
    CAPTURE(body);
    CAPTURE(header);
    auto both = answered(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":)" +
                                  std::to_string(body) + "}");
    both.retry_after = std::chrono::seconds(header);
    CHECK(failed(both).retry_after == milliseconds(wait));
  }
}

TEST_CASE("an account that may not act for now is held, whatever was asked") {
  for (const char* code : {"M_RESOURCE_LIMIT_EXCEEDED", "M_CONSENT_NOT_GIVEN", "M_USER_SUSPENDED",
                           "ORG_MATRIX_EXPIRED_ACCOUNT"})
    CHECK(failed(answered(403, R"({"errcode":")" + std::string(code) + "\"}")).kind ==
          failure_kind::held);
  CHECK(failed(answered(403, R"({"errcode":"M_FORBIDDEN"})")).kind == failure_kind::permanent);
}

TEST_CASE("a rate limit waits as long as the longer of body and header says") {
  auto both = answered(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500})");
  CHECK(failed(both).kind == failure_kind::limited);
  CHECK(failed(both).retry_after == milliseconds(2500));
  both.retry_after = std::chrono::seconds(4);
  CHECK(failed(both).retry_after == milliseconds(4000));
  both.retry_after = std::chrono::seconds(1);
  CHECK(failed(both).retry_after == milliseconds(2500));

  auto header_only = answered(429, "slow down");
  CHECK(failed(header_only).kind == failure_kind::limited);
  CHECK_FALSE(failed(header_only).retry_after);
  header_only.retry_after = std::chrono::seconds(9);
  CHECK(failed(header_only).retry_after == milliseconds(9000));

  auto maintenance = answered(503, "");
  maintenance.retry_after = std::chrono::seconds(60);
  CHECK(failed(maintenance).retry_after == milliseconds(60000));
}

TEST_CASE("an absurd wait is no wait, or a bounded one") {
  const auto wait = [](const std::string& json) {
    return failed(answered(429, R"({"retry_after_ms":)" + json + "}")).retry_after;
  };
  CHECK_FALSE(wait("-1"));
  CHECK_FALSE(wait("\"1000\""));
  CHECK_FALSE(wait("1e999"));
  CHECK(wait("0") == milliseconds(0));
  CHECK(wait("1500.0") == milliseconds(1500));
  CHECK(wait("1500.2") == milliseconds(1501));
  CHECK(wait("1e300") == std::chrono::hours(7 * 24));
  CHECK(wait("9223372036854775807") == std::chrono::hours(7 * 24));
}

TEST_CASE("a failure tells people what was said, on one line and in short") {
  const auto refused =
      failed(answered(403, R"({"errcode":"M_FORBIDDEN","error":"You may\nnot\u001b[31m post"})"));
  CHECK(refused.status == 403);
  CHECK(refused.errcode == "M_FORBIDDEN");
  CHECK(refused.text == "HTTP 403 M_FORBIDDEN: You may not[31m post");

  const auto verbose =
      failed(answered(400, R"({"errcode":")" + std::string(5000, 'E') + R"(","error":")" +
                               std::string(5000, 'x') + R"("})"));
  CHECK(verbose.text.size() < 400);
  CHECK(verbose.errcode.size() < 100);

  CHECK(failed(answered(502, "<html>secret stuff</html>")).text == "HTTP 502");
  const auto unreachable = failed(answer(transport_error::unreachable));
  CHECK(unreachable.text == "hs.example: what curl says");
  CHECK(unreachable.status == 0);
}

TEST_CASE("a base URL that redirects is not followed, and the failure says where it led") {
  auto moved = answered(308, "<html>");
  moved.location = "https://matrix.example.org/_matrix/client/v3/sync?since=s1";
  CHECK(failed(moved).kind == failure_kind::transient);
  CHECK(failed(moved).text == "HTTP 308 leads to https://matrix.example.org and is not followed");
  CHECK(failed(answered(308, "<html>")).text == "HTTP 308");
}

TEST_CASE("an answer that is not what the spec promises is asked for again") {
  const auto odd = malformed(answered(200, "<html>secret stuff</html>"), "no next_batch");
  CHECK(odd.kind == failure_kind::transient);
  CHECK(odd.text == "HTTP 200: no next_batch");
  CHECK(odd.status == 200);
}

TEST_CASE("whoami tells user and device, and a token may have no device") {
  const auto full = identity_of(answered(200, R"({"user_id":"@bot:hs","device_id":"DEV"})"));
  REQUIRE(full);
  CHECK(full->user_id == "@bot:hs");
  CHECK(full->device_id == "DEV");
  const auto without = identity_of(answered(200, R"({"user_id":"@bot:hs"})"));
  REQUIRE(without);
  CHECK(without->device_id.empty());
  CHECK_FALSE(identity_of(answered(200, R"({"user_id":"bot"})")));
  CHECK_FALSE(identity_of(answered(200, R"({"user_id":null})")));
  CHECK_FALSE(identity_of(answered(200, "")));
}

TEST_CASE("ids of another shape than the spec's are nothing") {
  CHECK(filter_id_of(answered(200, R"({"filter_id":"66696p746572"})")) == "66696p746572");
  CHECK_FALSE(filter_id_of(answered(200, R"({"filter_id":""})")));
  CHECK_FALSE(filter_id_of(answered(200, R"({"filter_id":"{}"})")));
  CHECK_FALSE(filter_id_of(answered(200, R"([])")));
  CHECK(room_id_of(answered(200, R"({"room_id":"!r:hs","servers":["hs"]})")) == "!r:hs");
  CHECK_FALSE(room_id_of(answered(200, R"({"room_id":"#r:hs"})")));
  CHECK_FALSE(room_id_of(answered(200, R"({"room_id":"!)" + std::string(255, 'x') + R"("})")));
  CHECK(event_id_of(answered(200, R"({"event_id":"$e"})")) == "$e");
  CHECK_FALSE(event_id_of(answered(200, R"({"event_id":{"event_id":"$e"}})")));
}

TEST_CASE("joined rooms are those that are room ids") {
  const std::vector<std::string> two{"!a:hs", "!b"};
  CHECK(joined_rooms_of(answered(200, R"({"joined_rooms":["!a:hs",7,"x",null,"!b"]})")) == two);
  CHECK(joined_rooms_of(answered(200, R"({"joined_rooms":[]})")) == std::vector<std::string>{});
  CHECK_FALSE(joined_rooms_of(answered(200, R"({"joined_rooms":{}})")));
  CHECK_FALSE(joined_rooms_of(answered(200, R"({})")));
}

TEST_CASE("the rooms before and after an upgrade are told by the states of the two") {
  CHECK(predecessor_of(answered(
            200, R"({"room_version":"11","predecessor":{"room_id":"!old:hs"}})")) == "!old:hs");
  CHECK(predecessor_of(answered(200, R"({"predecessor":{"room_id":"!31hne","event_id":"$e"}})")) ==
        "!31hne");
  for (const auto* body :
       {"", "<html>", "[]", R"({"room_version":"11"})", R"({"predecessor":"!old:hs"})",
        R"({"predecessor":null})", R"({"predecessor":{"room_id":null}})",
        R"({"predecessor":{"room_id":"#old:hs"}})", R"({"room_id":"!old:hs"})"})
    CHECK_FALSE_MESSAGE(predecessor_of(answered(200, body)), body);

  CHECK(successor_of(answered(200, R"({"body":"moved","replacement_room":"!new:hs"})")) ==
        "!new:hs");
  for (const auto* body : {"", "{}", R"({"replacement_room":""})", R"({"replacement_room":["!n"]})",
                           R"({"content":{"replacement_room":"!new:hs"}})"})
    CHECK_FALSE_MESSAGE(successor_of(answered(200, body)), body);
  CHECK_FALSE(
      successor_of(answered(200, R"({"replacement_room":"!)" + std::string(255, 'x') + R"("})")));
}
