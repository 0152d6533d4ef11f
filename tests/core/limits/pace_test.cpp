#include "core/limits/pace.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using std::chrono::seconds;

namespace {

constexpr milliseconds at_once{0};

/// An account whose rooms send and are answered, under a clock of its own.
struct account {
  account_pace pace;
  steady_time now{std::chrono::hours{1}};

  milliseconds wait() { return pace.until_turn(now); }
  void pass(milliseconds time) { now += time; }
  void end(std::uint64_t room, turn_result how, std::optional<milliseconds> told = {},
           milliseconds time = milliseconds{20}) {
    pace.begin(room, now);
    pass(time);
    pace.end(room, how, told, now);
  }
  void accepted(std::uint64_t room, milliseconds time = milliseconds{20}) {
    end(room, turn_result::accepted, {}, time);
  }
  void refused(std::uint64_t room, std::optional<milliseconds> told) {
    end(room, turn_result::refused, told);
  }
  void limit() {
    refused(1, milliseconds{4990});
    refused(2, milliseconds{4970});
  }
};

} // namespace

TEST_CASE("a content homeserver is not paced") {
  account test;
  for (std::uint64_t room = 0; room < 100; ++room) {
    CHECK(test.wait() == at_once);
    test.accepted(room);
  }
  CHECK(!test.pace.per_second());
}

TEST_CASE("one room refused, however often, is that room's own matter") {
  account test;
  for (int i = 0; i < 10; ++i) {
    test.refused(1, seconds{60});
    CHECK(test.wait() == at_once);
    test.accepted(2);
    CHECK(test.wait() == at_once);
    test.accepted(3);
  }
  CHECK(!test.pace.per_second());
}

TEST_CASE("two rooms refused in a row: the account is limited, and waits as it was told") {
  account test;
  test.refused(1, milliseconds{4800});
  CHECK(!test.pace.per_second());
  test.pass(milliseconds{80});
  test.refused(2, milliseconds{4700});
  REQUIRE(test.pace.per_second());
  CHECK(test.wait() >= milliseconds{4600});
  CHECK(test.wait() <= milliseconds{4950});
}

TEST_CASE("while it is in doubt whose limit it is, one send at a time finds out") {
  account test;
  test.refused(1, milliseconds{4990});
  CHECK(test.wait() == at_once);
  test.pace.begin(2, test.now);
  CHECK(test.wait() > at_once);
  test.pass(milliseconds{50});
  test.pace.end(2, turn_result::accepted, {}, test.now);
  test.pace.begin(3, test.now);
  CHECK(test.wait() == at_once);
}

TEST_CASE("a turn that was not used costs nothing") {
  account test;
  test.limit();
  test.pass(test.wait());
  test.pace.begin(1, test.now);
  test.pace.end(1, turn_result::unused, {}, test.now);
  CHECK(test.wait() == at_once);
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

TEST_CASE("a hundred rooms whose sends hang delay another by some seconds, and once") {
  account test;
  SUBCASE("where it is known how long a send usually takes") {
    for (std::uint64_t room = 1000; room < 1020; ++room)
      test.accepted(room);
  }
  SUBCASE("where sends take long") {
    for (std::uint64_t room = 1000; room < 1020; ++room)
      test.accepted(room, seconds{1});
  }
  SUBCASE("where nothing was sent before") {
  }
  const auto start = test.now;
  for (std::uint64_t room = 1; room <= 100; ++room) {
    test.pass(test.wait());
    REQUIRE(test.pace.has_place(room));
    test.pace.begin(room, test.now);
  }
  test.pass(test.wait());
  CHECK(test.now - start < seconds{6});
  CHECK(test.pace.has_place(101));
  test.accepted(101);
  // All time out. From now on they share few places, and the next room waits for none of them.
  test.pass(seconds{30});
  for (std::uint64_t room = 1; room <= 100; ++room)
    test.pace.end(room, turn_result::other, {}, test.now);
  std::size_t begun = 0;
  for (std::uint64_t room = 1; room <= 100; ++room)
    if (test.pace.has_place(room)) {
      test.pass(test.wait());
      test.pace.begin(room, test.now);
      ++begun;
    }
  CHECK(begun > 0);
  CHECK(begun < 20);
  CHECK(test.pace.has_place(101));
}

TEST_CASE("an account that is held is tried again one send at a time, longer apart each time") {
  account test;
  test.end(1, turn_result::held);
  CHECK(test.pace.is_held());
  const auto first = test.wait();
  CHECK(first >= seconds{10});
  test.pass(first);
  test.pace.begin(1, test.now);
  CHECK(test.wait() > at_once);
  test.pass(milliseconds{20});
  test.pace.end(1, turn_result::held, {}, test.now);
  CHECK(test.wait() > first);
  for (int i = 0; i < 20; ++i) {
    test.pass(test.wait());
    test.end(1, turn_result::held);
  }
  CHECK(test.wait() <= std::chrono::minutes{15});
  test.pass(test.wait());
  test.accepted(1);
  CHECK(!test.pace.is_held());
  CHECK(test.wait() == at_once);
}

TEST_CASE("two rooms refused at the same time are told the same: the account is limited") {
  account test;
  for (const std::uint64_t room : {1, 2})
    test.pace.begin(room, test.now);
  for (const std::uint64_t room : {1, 2})
    test.pace.end(room, turn_result::refused, milliseconds{4990}, test.now);
  REQUIRE(test.pace.per_second());
  CHECK(test.wait() >= milliseconds{4900});
  CHECK(test.wait() <= milliseconds{5200});
}
