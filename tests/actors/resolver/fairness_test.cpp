#include "tests/actors/resolver/resolving_in_time.hpp"

#include <doctest/doctest.h>

// conf/CONTRACT.md 5.9: rooms, and members within a room, take turns at resolvers' budgets.

namespace musiclink::test {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

std::string quiet_room(int number) {
  return "!quiet" + std::to_string(number);
}

milliseconds slowest_of(timed& test, int first, int last) {
  milliseconds slowest{0};
  for (int i = first; i <= last; ++i) {
    const auto& told = test.answer_to(timed::link_of(i));
    CHECK_MESSAGE(told.has(service::deezer), told.url);
    slowest = std::max(slowest, told.after);
  }
  return slowest;
}

} // namespace

TEST_CASE("a flood of 400 links in one room delays none of one link in twenty others") {
  timed test;
  for (int i = 1; i <= 400; ++i)
    test.ask_for(timed::link_of(i), "!flood", "@flooder");
  test.pass(seconds{2});
  for (int i = 1; i <= 20; ++i)
    test.ask_for(timed::link_of(1000 + i), quiet_room(i), "@quiet");
  test.pass(seconds{10});
  const auto slowest = slowest_of(test, 1001, 1020);
  CHECK(slowest <= seconds{10});
  MESSAGE("resolve: one link in each of 20 rooms beside a flood of 400: slowest " << slowest.count()
                                                                                  << " ms");
  CHECK(test.came.size() == 420); // the flood's links were answered in time, too, if with nothing
}

TEST_CASE("a member's flood leaves something to the others of the room") {
  timed test;
  for (int i = 1; i <= 400; ++i)
    test.ask_for(timed::link_of(i), "!flood", "@flooder");
  test.pass(seconds{2});
  test.ask_for(timed::link_of(1001), "!flood", "@other");
  test.pass(seconds{10});
  CHECK(slowest_of(test, 1001, 1001) <= seconds{5});
}

TEST_CASE("with one resolver alone a quiet room's link is not behind the flood's") {
  timed test;
  test.chain.pop_back();
  test.configure();
  for (int i = 1; i <= 240; ++i)
    test.ask_for(timed::link_of(i), "!flood", "@flooder", minutes{25});
  test.pass(seconds{1});
  test.ask_for(timed::link_of(1001), "!quiet", "@quiet", minutes{25});
  test.pass(seconds{61});
  CHECK(slowest_of(test, 1001, 1001) <= seconds{1}); // what a flood leaves of the budget
}

TEST_CASE("a link that several rooms ask about has the best of their places") {
  timed test;
  test.chain.pop_back();
  test.configure();
  for (int i = 1; i <= 30; ++i)
    test.ask_for(timed::link_of(i), "!flood", "@flooder", minutes{25});
  test.pass(seconds{1});
  test.ask_for(timed::link_of(30), "!quiet", "@quiet", minutes{25});
  test.pass(seconds{2});
  CHECK(std::ranges::count(test.came, timed::link_of(30), &timed::told::url) == 2);
}

TEST_CASE("what one room wants beyond all bounds is not asked about, and that is said") {
  timed test;
  test.hosts["idhs"] = {unreachable()};
  test.chain.pop_back();
  test.configure();
  for (int i = 1; i <= 1001; ++i)
    test.ask_for(timed::link_of(i), "!flood", "@flooder");
  test.settle();
  REQUIRE(test.came.size() == 1);
  CHECK(test.came[0].what.final);
  CHECK_FALSE(test.came[0].what.known);
  test.came.clear();
  test.ask_for(timed::link_of(1), "!flood", "@flooder"); // one that is asked about already
  test.ask_for(timed::link_of(2000), "!quiet", "@quiet");
  test.settle();
  CHECK(test.came.empty());
  test.pass(minutes{26});
  test.came.clear();
  test.ask_for(timed::link_of(3000), "!flood", "@flooder"); // all others have ended
  test.settle();
  CHECK(test.came.empty());
}

TEST_CASE("a flood that was answered in part does not hold back fresh links") {
  timed test;
  test.chain[0].requests_per_minute = 5;
  test.configure();
  for (int i = 1; i <= 60; ++i) {
    test.ask_for(timed::link_of(i), "!busy" + std::to_string(i % 6), "@a");
    test.pass(seconds{2});
  }
  const auto asked = test.asked_at["idhs"].size();
  CHECK(asked >= 10);
  test.pass(seconds{1});
  test.ask_for(timed::link_of(1001), "!quiet", "@quiet", minutes{15});
  test.pass(seconds{61});
  CHECK(test.answer_to(timed::link_of(1001)).has(service::tidal));
}

} // namespace musiclink::test
