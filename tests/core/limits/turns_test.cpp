#include "core/limits/turns.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace musiclink;

namespace {

constexpr unix_ms start = 1'700'000'000'000;
constexpr std::uint64_t plenty = 1'000'000;

using order = std::vector<turns::ticket>;

order all_of(turns& what, std::uint64_t left = plenty) {
  order result;
  while (const auto one = what.next(start, left))
    result.push_back(*one);
  return result;
}

/// How many of a window each place gets that wants all of it, in the order of the places.
std::vector<std::size_t> shares_of(std::uint64_t window, const std::vector<turns::place>& places) {
  turns what;
  turns::ticket last = 0;
  std::vector<std::size_t> result;
  std::uint64_t left = window;
  for (const auto& each : places) {
    std::size_t got = 0;
    for (;;) {
      const auto mine = ++last;
      what.wait(mine, each);
      if (left == 0 || what.next(start, left) != mine) {
        what.leave(mine);
        break;
      }
      --left;
      ++got;
    }
    result.push_back(got);
  }
  return result;
}

} // namespace

TEST_CASE("rooms take turns, and members within a room") {
  turns what;
  for (turns::ticket i = 1; i <= 4; ++i)
    what.wait(i, {"!flood", "@a"});
  what.wait(10, {"!flood", "@b"});
  what.wait(20, {"!quiet", "@c"});
  what.wait(30, {"!other", "@a"});
  CHECK(all_of(what) == order{1, 20, 30, 10, 2, 3, 4});
  CHECK(what.empty());
}

TEST_CASE("one link in a quiet room goes before the sixtieth of a flood") {
  turns what;
  for (turns::ticket i = 1; i <= 60; ++i)
    what.wait(i, {"!flood", "@a"});
  CHECK(what.next(start, plenty) == 1);
  what.wait(100, {"!quiet", "@b"});
  const auto rest = all_of(what);
  CHECK(std::ranges::find(rest, 100) - rest.begin() <= 1);
  CHECK(rest.size() == 60);
}

TEST_CASE("who waits at several places has the first of them that comes, once") {
  turns what;
  for (turns::ticket i = 1; i <= 3; ++i)
    what.wait(i, {"!flood", "@a"});
  what.wait(3, {"!quiet", "@b"});
  CHECK(all_of(what) == order{1, 3, 2});
}

TEST_CASE("who leaves is not called") {
  turns what;
  what.wait(1, {"!a", "@a"});
  what.wait(2, {"!a", "@a"});
  what.wait(2, {"!b", "@b"});
  what.leave(2);
  what.leave(7);
  CHECK(what.size() == 1);
  CHECK(all_of(what) == order{1});
}

TEST_CASE("what is wanted beyond a bound comes after all others, the newest first") {
  turns what;
  const auto most = turns::most_of_member;
  for (turns::ticket i = 1; i <= most + 3; ++i)
    what.wait(i, {"!flood", "@a"});
  for (turns::ticket i = 101; i <= 110; ++i)
    what.wait(i, {"!b", "@b"});
  const auto came = all_of(what);
  REQUIRE(came.size() == most + 13);
  CHECK(order(came.end() - 3, came.end()) == order{most + 3, most + 2, most + 1});
}

TEST_CASE("a room of many members has a bound of its own") {
  turns what;
  for (turns::ticket i = 1; i <= turns::most_of_room + 1; ++i)
    what.wait(i, {"!flood", "@" + std::to_string(i)});
  for (turns::ticket i = 1001; i <= 1010; ++i)
    what.wait(i, {"!b", "@b"});
  CHECK(all_of(what).back() == turns::most_of_room + 1);
}

TEST_CASE("who was put back lets everybody else go first, and comes forward for another room") {
  turns what;
  for (turns::ticket i = 1; i <= 3; ++i)
    what.wait(i, {"!a", "@a"});
  what.put_back(1);
  what.put_back(2);
  what.wait(1, {"!a", "@a"}); // asks again
  what.wait(2, {"!b", "@b"});
  CHECK(all_of(what) == order{3, 2, 1});
}

TEST_CASE("nobody takes all of a window, and who comes later still finds some of it") {
  const turns::place a{"!a", "@a"};
  const turns::place also_in_a{"!a", "@b"};
  const turns::place b{"!b", "@b"};
  CHECK(shares_of(300, {a, also_in_a, b}) == std::vector<std::size_t>{150, 50, 50});
  CHECK(shares_of(20, {a, also_in_a, b}) == std::vector<std::size_t>{10, 4, 3});
  CHECK(shares_of(5, {a, also_in_a, b}) == std::vector<std::size_t>{3, 1, 1});
  CHECK(shares_of(1, {a, b}) == std::vector<std::size_t>{1, 0});
}

TEST_CASE("who names no room, as a command of the operator, shares with nobody") {
  CHECK(shares_of(5, {{"", ""}}) == std::vector<std::size_t>{5});
}

TEST_CASE("a share is free again when the window has moved on") {
  turns what;
  what.wait(1, {"!a", "@a"});
  what.wait(2, {"!a", "@a"});
  CHECK(what.next(start, 2) == 1);
  CHECK_FALSE(what.next(start + 1, 0));
  REQUIRE(what.share_free_at() == start + 60'000);
  CHECK(what.next(start + 60'000, 2) == 2);
  CHECK_FALSE(what.share_free_at());
}

TEST_CASE("a clock that was set back costs nobody a share") {
  turns what;
  for (turns::ticket i = 1; i <= 3; ++i)
    what.wait(i, {"!a", "@a"});
  CHECK(what.next(start, 5) == 1);
  CHECK(what.next(start, 4) == 2);
  CHECK_FALSE(what.next(start, 1));
  CHECK(what.next(start - 3'600'000, 1) == 3);
}
