#include "tests/actors/membership/standing_in_rooms.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

TEST_CASE("a token that is renewed disturbs no room, and what was asked before is asked again") {
  standing_in_rooms test{{"!room:hs", "!other:hs"}};
  test.hold = "%21other%3Ahs";
  test.position();
  auto renewed = std::make_shared<account_session>(*make_session());
  renewed->as.access_token = "renewed";
  auto asked = test.net.requests.size();
  caf::anon_send(test.under_test, session_opened{renewed});
  test.settle();
  CHECK(test.net.requests.size() == asked);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
  test.hold.clear();
  test.net.release(json_answer(401, R"({"errcode":"M_UNKNOWN_TOKEN"})"));
  test.pass(std::chrono::minutes{1});
  CHECK(test.heard.refused.empty());
  CHECK(test.heard.standing_of["!other:hs"].state == room_state::ok);
}

} // namespace musiclink::test
