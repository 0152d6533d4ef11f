#include "tests/actors/membership/standing_in_rooms.hpp"
#include "tests/support/captured_log.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

room_news invites_of_a_spammer(int count) {
  room_news news;
  for (int i = 0; i < count; ++i)
    news.invites.push_back({"!spam" + std::to_string(i) + ":hs", "@spammer:hs"});
  return news;
}

} // namespace

TEST_CASE("many invites are rejected a few at a time, to the last") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  test.hold = "/leave";
  test.tell(invites_of_a_spammer(20));
  test.pass(std::chrono::seconds{6});
  CHECK(test.net.count("/leave") == 4);
  for (int i = 0; i < 20; ++i) {
    test.net.release(json_answer(200, "{}"));
    test.pass(std::chrono::seconds{1});
  }
  CHECK(test.net.count("/leave") == 20);
}

TEST_CASE("thousands of invites are rejected at a pace, and keep no wanted one waiting") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["/join/"] = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
  test.position();
  test.tell(invites_of_a_spammer(10000));
  test.pass(std::chrono::seconds{15});
  const auto after_ten_seconds = test.net.count("/leave");
  CHECK(after_ten_seconds > 100);
  CHECK(after_ten_seconds < 1000);
  test.answers["/join/"] = json_answer(200, R"({"room_id":"!room:hs"})");
  room_news wanted;
  wanted.invites.push_back({"!room:hs", "@alice:hs"});
  test.tell(wanted);
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
  test.pass(std::chrono::minutes{10});
  CHECK(test.net.count("/leave") == 10000);
}

TEST_CASE("thousands of invites are few lines, and one that counts them") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  const captured_log lines;
  SUBCASE("rejected") {
    test.tell(invites_of_a_spammer(10000));
    test.pass(std::chrono::minutes{2});
    CHECK(lines.count("invite") < 10);
    CHECK(lines.count("9995") == 1);
  }
  SUBCASE("not rejected") {
    test.answers["/leave"] = json_answer(502, "<html>");
    test.tell(invites_of_a_spammer(10000));
    test.pass(std::chrono::minutes{2});
    CHECK(lines.count("invite") < 20);
  }
}

TEST_CASE("a page of a proxy does not reject an invite") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  test.answers["/leave"] = json_answer(200, "<html>welcome</html>");
  test.tell(invites_of_a_spammer(1));
  test.pass(std::chrono::seconds{6});
  const auto tried = test.net.count("/leave");
  CHECK(tried >= 1);
  test.answers["/leave"] = json_answer(200, "{}");
  test.pass(std::chrono::minutes{10});
  CHECK(test.net.count("/leave") == tried + 1);
}

TEST_CASE("a homeserver that refuses rejections for now is not pressed") {
  standing_in_rooms test{{"!room:hs"}};
  test.position();
  test.answers["/leave"] =
      json_answer(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":20000})");
  test.tell(invites_of_a_spammer(100));
  test.pass(std::chrono::seconds{20});
  CHECK(test.net.count("/leave") == 4);
  test.answers["/leave"] = json_answer(200, "{}");
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.count("/leave") == 104);
}

TEST_CASE("a page of a proxy is no join") {
  standing_in_rooms test{{"!room:hs"}};
  test.answers["/join/"] = json_answer(200, "<html>welcome</html>");
  test.position();
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::not_joined);
  CHECK(test.net.count("/state/") == 0);
  test.answers["/join/"] = json_answer(200, R"({"room_id":"!room:hs"})");
  test.pass(std::chrono::seconds{10});
  CHECK(test.heard.standing_of["!room:hs"].state == room_state::ok);
}

} // namespace musiclink::test
