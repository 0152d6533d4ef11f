#include "core/limits/clock_watch.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using namespace std::chrono_literals;

namespace {

constexpr unix_ms now = 1800000000000;
constexpr unix_ms hour = unix_ms{60} * 60 * 1000;

clock_watch::live_events seen(unix_ms oldest, unix_ms newest, std::size_t count,
                              milliseconds max_age = 1h) {
  return {oldest, newest, count, max_age};
}

} // namespace

TEST_CASE("events that are all hours old tell, once, that the clocks are apart") {
  clock_watch watch;
  CHECK_FALSE(watch.on_events(now, seen(now - 2 * hour, now - 2 * hour, 1)));
  CHECK_FALSE(watch.on_events(now, seen(now - 2 * hour, now - 2 * hour, 1)));
  CHECK_FALSE(watch.apart());
  CHECK(watch.on_events(now, seen(now - 3 * hour, now - 2 * hour, 1)));
  CHECK(watch.apart() == 2h); // of the newest: it is off least
  CHECK_FALSE(watch.on_events(now, seen(now - 2 * hour, now - 2 * hour, 9)));
}

TEST_CASE("several events of one page are enough") {
  clock_watch watch;
  CHECK(watch.on_events(now, seen(now - 2 * hour, now - 2 * hour, 3)));
}

TEST_CASE("one event of its time proves that the clocks agree") {
  clock_watch watch;
  CHECK_FALSE(watch.on_events(now, seen(now - 2 * hour, now - 1000, 50)));
  CHECK(watch.on_events(now, seen(now - 2 * hour, now - 2 * hour, 50)));
  CHECK_FALSE(watch.on_events(now, seen(now, now, 1)));
  CHECK_FALSE(watch.apart());
  CHECK_FALSE(watch.on_events(now, seen(now - 2 * hour, now - 2 * hour, 2)));
}

TEST_CASE("events from the future tell it, too, and the two do not add up") {
  clock_watch watch;
  CHECK_FALSE(watch.on_events(now, seen(now - hour, now - hour, 2)));
  CHECK_FALSE(watch.on_events(now, seen(now + hour, now + 2 * hour, 2)));
  CHECK(watch.on_events(now, seen(now + hour, now + hour, 1)));
  CHECK(watch.apart() == -1h);
}

TEST_CASE("some minutes, and pages without a time, say nothing") {
  clock_watch watch;
  for (int i = 0; i < 9; ++i) {
    CHECK_FALSE(watch.on_events(now, seen(now - 4 * 60000, now + 4 * 60000, 5)));
    CHECK_FALSE(watch.on_events(now, seen(now - 4 * 60000, now - 4 * 60000, 5)));
    CHECK_FALSE(watch.on_events(now, seen(0, 0, 0)));
  }
}

TEST_CASE("where events are answered for a minute, 90 seconds tell that the clocks are apart") {
  clock_watch watch;
  CHECK_FALSE(watch.on_events(now, seen(now - 90000, now - 90000, 9)));
  CHECK(watch.on_events(now, seen(now - 90000, now - 90000, 3, 1min)));
  CHECK(watch.apart() == 90s);
  CHECK_FALSE(watch.on_events(now, seen(now - 50000, now - 50000, 3, 1min)));
  CHECK_FALSE(watch.apart());
  CHECK_FALSE(watch.on_events(now, seen(now + 90000, now + 90000, 9, 1min)));
}
