#include "core/pace.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using std::chrono::seconds;

namespace {

constexpr unix_ms start = 1'700'000'000'000;
constexpr milliseconds at_once{0};

/// An account whose rooms send and are answered, under a clock of its own.
struct account {
  account_pace pace;
  unix_ms now = start;

  milliseconds wait() { return pace.until_turn(now); }
  void pass(milliseconds time) { now += time.count(); }
  void accepted(std::uint64_t room) {
    pace.begin(room, now);
    pace.end(room, turn_result::accepted, {}, now);
  }
  void refused(std::uint64_t room, std::optional<milliseconds> told) {
    pace.begin(room, now);
    pace.end(room, turn_result::refused, told, now);
  }
  void limit() {
    refused(1, seconds{5});
    refused(2, seconds{5});
  }
};

} // namespace

TEST_CASE("a content homeserver is not paced") {
  account test;
  for (std::uint64_t room = 0; room < 100; ++room) {
    CHECK(test.wait() == at_once);
    test.accepted(room);
  }
  CHECK(!test.pace.limit());
}

TEST_CASE("one room refused, however often, is that room's own matter") {
  account test;
  for (int i = 0; i < 5; ++i) {
    test.refused(1, seconds{60});
    CHECK(test.wait() == at_once);
    test.accepted(2);
  }
  CHECK(!test.pace.limit());
}

TEST_CASE("two rooms refused at about the same time: the account is limited to the pace told") {
  account test;
  test.refused(1, milliseconds{4800});
  CHECK(!test.pace.limit());
  test.pass(milliseconds{100});
  test.refused(2, milliseconds{4700});
  REQUIRE(test.pace.limit());
  CHECK(*test.pace.limit() == milliseconds{4800});
  CHECK(test.wait() >= milliseconds{4700});
  CHECK(test.wait() <= milliseconds{4950});
}

TEST_CASE("two rooms refused long after one another are two matters") {
  account test;
  test.refused(1, seconds{2});
  test.pass(seconds{30});
  test.refused(2, seconds{2});
  CHECK(!test.pace.limit());
}

TEST_CASE("while it is in doubt whose limit it is, one send at a time finds out") {
  account test;
  test.refused(1, seconds{5});
  CHECK(test.wait() == at_once);
  test.pace.begin(2, test.now);
  CHECK(test.wait() > at_once);
  test.pass(milliseconds{50});
  test.pace.end(2, turn_result::accepted, {}, test.now);
  test.pace.begin(3, test.now);
  CHECK(test.wait() == at_once);
}

TEST_CASE("a limited account sends one, and the next a pace later") {
  account test;
  test.limit();
  test.pass(test.wait());
  test.pace.begin(1, test.now);
  CHECK(test.wait() > at_once);
  test.pass(milliseconds{200});
  test.pace.end(1, turn_result::accepted, {}, test.now);
  CHECK(test.wait() >= milliseconds{4800});
  CHECK(test.wait() <= milliseconds{5000});
}

TEST_CASE("a pace that is too fast is mended by what its refusal tells") {
  account test;
  test.refused(1, seconds{2});
  test.refused(2, seconds{2});
  test.pass(test.wait());
  test.accepted(1);
  test.pass(test.wait());
  test.refused(2, seconds{3});
  CHECK(*test.pace.limit() >= seconds{5});
  CHECK(*test.pace.limit() <= milliseconds{5100});
}

TEST_CASE("a pace does not grow for ever where somebody else uses up the account") {
  account test;
  test.limit();
  for (int i = 0; i < 100; ++i) {
    test.pass(test.wait());
    test.accepted(1);
    test.pass(test.wait());
    test.refused(2, seconds{5});
  }
  CHECK(*test.pace.limit() <= seconds{10});
}

TEST_CASE("one room's long wait is not the account's") {
  account test;
  test.limit();
  test.pass(test.wait());
  test.refused(1, seconds{600});
  CHECK(test.wait() <= seconds{6});
}

TEST_CASE("a turn that was not used costs nothing") {
  account test;
  test.limit();
  test.pass(test.wait());
  test.pace.begin(1, test.now);
  test.pace.end(1, turn_result::unused, {}, test.now);
  CHECK(test.wait() == at_once);
}

TEST_CASE("the limit is forgotten when nobody wanted to send for ten paces, and not before") {
  account test;
  test.limit();
  test.pass(seconds{45});
  test.wait();
  CHECK(test.pace.limit());
  test.pass(seconds{51});
  CHECK(test.wait() == at_once);
  CHECK(!test.pace.limit());
}

TEST_CASE("refusals without a time still make a pace, which slows down with each") {
  account test;
  test.refused(1, {});
  test.refused(2, {});
  REQUIRE(test.pace.limit());
  auto first = *test.pace.limit();
  CHECK(first >= seconds{1});
  test.pass(test.wait());
  test.accepted(1);
  test.pass(test.wait());
  test.refused(2, {});
  CHECK(*test.pace.limit() > first);
}

TEST_CASE("a send that is never answered holds back others for seconds only") {
  account test;
  test.limit();
  test.pass(test.wait());
  test.pace.begin(1, test.now);
  test.pass(seconds{11});
  CHECK(test.wait() == at_once);
}

TEST_CASE("few sends are under way at once while it is not known how many are too many") {
  account test;
  std::uint64_t room = 0;
  while (test.wait() == at_once && room < 100)
    test.pace.begin(++room, test.now);
  CHECK(room > 1);
  CHECK(room < 5);
}

TEST_CASE("a clock that is set back makes no wait longer") {
  account test;
  test.limit();
  auto before = test.wait();
  test.pass(-std::chrono::hours{1});
  CHECK(test.wait() == before);
}
