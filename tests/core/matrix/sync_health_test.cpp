#include "core/matrix/sync_health.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;
using namespace musiclink::matrix;
using namespace std::chrono_literals;

namespace {

constexpr unix_ms start = 1800000000000;
constexpr unix_ms minute = 60000;

using trouble = sync_health::trouble;

constexpr sync_health::page quiet_page{.took = 30s, .advanced = false};
constexpr sync_health::page good_page{.took = 5s, .has_events = true};

/// A health that a page with events has come to at `start`.
sync_health working() {
  sync_health health(start);
  health.on_page(start, good_page);
  return health;
}

} // namespace

TEST_CASE("before the first page and after a failure sync does not work") {
  sync_health health(start);
  CHECK_FALSE(health.works());
  CHECK_FALSE(health.problem(start).empty());
  health.on_page(start, good_page);
  CHECK(health.works());
  CHECK(health.problem(start).empty());
  CHECK(health.last_page() == start);
  health.on_failure(start, trouble::failed, "it broke");
  CHECK_FALSE(health.works());
  CHECK(health.failures() == 1);
  CHECK(health.problem(start) == "it broke");
  health.on_page(start, good_page);
  CHECK(health.failures() == 0);
  health.on_session();
  CHECK_FALSE(health.works());
}

TEST_CASE("slow answers are counted until a page comes") {
  auto health = working();
  health.on_failure(start, trouble::slow, "");
  health.on_failure(start, trouble::failed, "");
  health.on_failure(start, trouble::slow, "");
  CHECK(health.slow() == 2);
  health.on_page(start, good_page);
  CHECK(health.slow() == 0);
}

TEST_CASE("answers that come at once and move nothing cost longer and longer pauses") {
  auto health = working();
  constexpr sync_health::page idle{.took = 1ms};
  constexpr sync_health::page same{.took = 1ms, .advanced = false, .has_events = true};
  for (const auto& what : {idle, same}) {
    milliseconds total{0};
    int pages = 0;
    for (; total < 60s; ++pages) {
      health.on_page(start, what);
      CHECK(health.pause() <= 5s);
      total += health.pause();
      REQUIRE(pages < 100);
    }
    CHECK(pages < 30);
    health.on_page(start, good_page);
    CHECK(health.pause() == 0s);
  }
}

TEST_CASE("an answer now and then without news, and one that took its time, cost no pause") {
  auto health = working();
  for (int i = 0; i < 9; ++i) {
    health.on_page(start, {.took = 1ms});
    health.on_page(start, {.took = 1ms});
    CHECK(health.pause() == 0s);
    health.on_page(start, quiet_page);
    CHECK(health.pause() == 0s);
  }
}

TEST_CASE("a position that is refused three times in a row is doubted, once") {
  auto health = working();
  for (int i = 0; i < 2; ++i)
    health.on_failure(start, trouble::refused, "");
  health.on_failure(start, trouble::failed, "");
  for (int i = 0; i < 2; ++i)
    health.on_failure(start, trouble::refused, "");
  CHECK_FALSE(health.doubts_position(start));
  health.on_failure(start, trouble::refused, "");
  CHECK(health.doubts_position(start));
  health.on_position_lost();
  for (int i = 0; i < 9; ++i)
    health.on_failure(start, trouble::refused, "");
  CHECK_FALSE(health.doubts_position(start));
  health.on_page(start, {.is_position = true});
  CHECK(health.failures() != 0); // no proof yet that it was the position
  CHECK_FALSE(health.works());
  health.on_page(start, good_page);
  CHECK(health.works());
}

TEST_CASE("a page that cannot be read for minutes makes the position doubtful, not before") {
  auto health = working();
  for (int i = 0; i < 9; ++i) {
    health.on_failure(start + i * 1000, trouble::unreadable, "");
    CHECK_FALSE(health.doubts_position(start + i * 1000));
  }
  health.on_failure(start + 3 * minute, trouble::unreadable, "");
  CHECK(health.doubts_position(start + 3 * minute));

  auto outage = working();
  for (int i = 0; i < 9; ++i)
    outage.on_failure(start + i * minute, trouble::failed, "");
  CHECK_FALSE(outage.doubts_position(start + 9 * minute));
}

TEST_CASE(
    "a position that stays the same while messages come is told, and is not ready in the end") {
  auto health = working();
  constexpr sync_health::page standing{.took = 5s, .advanced = false, .has_events = true};
  health.on_page(start, standing);
  health.on_page(start + 9000, standing);
  health.on_page(start + 9000, standing);
  CHECK(health.problem(start + 9000).empty());
  CHECK_FALSE(health.problem(start + 10000).empty());
  health.on_page(start + 2 * minute, standing);
  CHECK_FALSE(health.problem(start + 2 * minute).empty());
  CHECK(health.works());
  CHECK_FALSE(health.is_stalled(start + 2 * minute));
  health.on_page(start + 6 * minute, standing);
  CHECK(health.is_stalled(start + 6 * minute));
  health.on_page(start + 7 * minute, good_page);
  CHECK(health.problem(start + 7 * minute).empty());
  CHECK_FALSE(health.is_stalled(start + 7 * minute));
}

TEST_CASE("a homeserver on which nothing happens may give the same position for ever") {
  auto health = working();
  for (int i = 0; i < 100; ++i)
    health.on_page(start + i * 30000, quiet_page);
  CHECK(health.problem(start + 100 * 30000).empty());
  CHECK_FALSE(health.is_stalled(start + 100 * 30000));
}

TEST_CASE("rooms take turns to be looked into: the more there are, the sooner, within bounds") {
  auto health = working();
  CHECK_FALSE(health.wants_look(start + 2 * minute, 1));
  CHECK(health.wants_look(start + 3 * minute, 1));
  CHECK_FALSE(health.wants_look(start + 5 * minute, 1));
  CHECK(health.wants_look(start + 6 * minute, 10));
  CHECK_FALSE(health.wants_look(start + 6 * minute + 59000, 1000));
  CHECK(health.wants_look(start + 7 * minute, 1000));
  CHECK_FALSE(health.wants_look(start + 7 * minute + 29000, 1));
  CHECK(health.wants_look(start + 7 * minute + 30000, 1));
  health.on_nothing_quiet(start + 8 * minute); // a minute later there may be a quiet one
  CHECK(health.wants_look(start + 8 * minute + 30000, 1));
  health.on_failure(start + 40 * minute, trouble::failed, "");
  CHECK_FALSE(health.wants_look(start + 50 * minute, 1));
}

TEST_CASE("a room of which sync brought something lately is not looked into") {
  auto health = working();
  health.on_room(start, "!a:hs", start);
  health.on_room(start + minute, "!b:hs", start);
  CHECK(health.lively(start + 2 * minute) == sync_health::room_ids{"!a:hs", "!b:hs"});
  CHECK(health.lively(start + 3 * minute) == sync_health::room_ids{"!b:hs"});
}

TEST_CASE("what sync has brought, and what was said before we started, was not missed") {
  auto health = working();
  constexpr unix_ms hour = 60 * minute;
  health.on_look(start + 9 * minute, "!old:hs", start - hour);
  health.on_look(start + 9 * minute, "!empty:hs", 0);
  health.on_room(start + minute, "!ahead:hs", start + hour); // its server's clock is ahead
  health.on_look(start + 9 * minute, "!ahead:hs", start + hour);
  CHECK_FALSE(health.is_stalled(start + 9 * minute));
  CHECK(health.problem(start + 9 * minute).empty());
}

TEST_CASE("what a look found and no page brings within a minute costs the position, once") {
  auto health = working();
  constexpr unix_ms found = start + 10 * minute;
  health.on_look(found, "!a:hs", found - minute);
  CHECK(health.is_stalled(found));
  CHECK(health.problem(found).find("!a:hs") != std::string::npos);
  health.on_page(found + 30000, quiet_page);
  health.on_room(found + 30000, "!b:hs", found);
  CHECK_FALSE(health.doubts_position(found + 30000));
  SUBCASE("it comes") {
    health.on_room(found + minute, "!a:hs", found - minute);
    CHECK_FALSE(health.doubts_position(found + 2 * minute));
    CHECK_FALSE(health.is_stalled(found + 2 * minute));
    CHECK(health.problem(found + 2 * minute).empty());
  }
  SUBCASE("it does not") {
    CHECK(health.doubts_position(found + minute));
    health.on_position_lost();
    health.on_page(found + minute, {.is_position = true});
    health.on_page(found + minute, quiet_page);
    CHECK(health.works());
    CHECK_FALSE(health.is_stalled(found + minute));
    CHECK_FALSE(health.problem(found + minute).empty()); // nobody knows yet whether that helped
    health.on_room(found + 2 * minute, "!b:hs", found + 2 * minute);
    health.on_look(found + 3 * minute, "!b:hs", found + 2 * minute);
    CHECK_FALSE(health.problem(found + 3 * minute).empty()); // another room shows nothing of it
    health.on_look(found + 4 * minute, "!a:hs", found - minute);
    CHECK(health.problem(found + 4 * minute).empty());
    CHECK_FALSE(health.doubts_position(found + 9 * minute));
  }
}
