#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

TEST_CASE("a page leaves token, seen ids and jobs") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  auto what = a_page("", "s1", "!b", {"$1", "$2"});
  what.events.push_back(an_event("!a", "$3"));
  what.events.push_back(an_event("!b", "$4"));
  const auto result = store.commit_page(what);
  CHECK_FALSE(result.stale);
  CHECK(result.fresh == 4);
  CHECK(result.duplicates == 0);
  CHECK(result.rooms == std::vector<std::string>{"!b", "!a"});
  CHECK(store.load_sync_state().since == "s1");
  CHECK(store.count_seen() == 4);
  CHECK(store.count_jobs() == 4);
  CHECK(result.backlog == 4);
}

TEST_CASE("a page that was asked with another token than the stored one changes nothing") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  CHECK(store.commit_page(a_page("s0", "s1", "!r", {"$1"})).stale);
  CHECK(store.load_sync_state().since.empty());
  CHECK(store.count_seen() == 0);
  store.commit_page(a_page("", "s1", "!r", {"$1"}));
  const auto again = store.commit_page(a_page("", "s2", "!r", {"$2"}));
  CHECK(again.stale);
  CHECK(again.fresh == 0);
  CHECK(store.load_sync_state().since == "s1");
  CHECK(store.count_jobs() == 1);
}

TEST_CASE("an event that comes again is counted and skipped") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  const auto first = store.commit_page(a_page("", "s1", "!r", {"$1", "$1", "$2"}));
  CHECK(first.fresh == 2);
  CHECK(first.duplicates == 1);
  const auto second = store.commit_page(a_page("s1", "s2", "!other", {"$2", "$1"}));
  CHECK(second.fresh == 0);
  CHECK(second.duplicates == 2);
  CHECK(second.rooms.empty());
  CHECK(store.load_sync_state().since == "s2");
  CHECK(store.count_jobs() == 2);
}

TEST_CASE("a finished event that comes again is no job again") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1"}));
  store.finish({{"!r", 1}, job_outcome::sent, "", "$reply", "{}", {}, 1, 0});
  store.commit_page(a_page("s1", "s2", "!r", {"$1"}));
  CHECK(store.count_jobs() == 0);
}

TEST_CASE("arrivals rise over restarts, also when nothing is left") {
  const temporary_directory directory;
  {
    auto store = store::open(directory.path(), access::exclusive);
    store.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
    store.finish({{"!r", 1}, job_outcome::skipped, "", "", "", {}, 1, 0});
    store.finish({{"!r", 2}, job_outcome::skipped, "", "", "", {}, 1, 0});
    REQUIRE(store.count_jobs() == 0);
  }
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("s1", "s2", "!r", {"$3"}));
  CHECK(store.claim("!r", 0, 10, 5).jobs.at(0).key.arrival == 3);
}

TEST_CASE("ids of any length and with any bytes are kept apart") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  const std::string huge(100000, 'e');
  const std::string zeros("\0\0", 2);
  const auto result =
      store.commit_page(a_page("", "s1", huge, {huge, huge + "x", "", zeros, "\xff", huge}));
  CHECK(result.fresh == 5);
  CHECK(result.duplicates == 1);
  CHECK(store.rooms_with_jobs() == std::vector<std::string>{huge});
  const auto claimed = store.claim(huge, 0, 10, 5);
  REQUIRE(claimed.jobs.size() == 5);
  CHECK(claimed.jobs[1].event.event_id == huge + "x");
  CHECK(claimed.jobs[0].event.room_id == huge);
}

} // namespace musiclink::store
