#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

/// One life in which the first job of room "!r" is at work; ends without a word.
claim_result live(const std::filesystem::path& directory, bool after_crash, unix_ms now) {
  auto keep = store::open(directory, access::exclusive);
  keep.begin_life(after_crash);
  return keep.claim("!r", 0, 1, now);
}

void take_jobs(const std::filesystem::path& directory) {
  store::open(directory, access::exclusive).commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
}

} // namespace

TEST_CASE("a job at work in five crashes is set aside as failed, and the next has its turn") {
  const temporary_directory directory;
  take_jobs(directory.path());
  live(directory.path(), false, 1);
  for (std::uint32_t crash = 1; crash < 5; ++crash) {
    const auto claimed = live(directory.path(), true, 1);
    CHECK(claimed.poisoned.empty());
    REQUIRE(claimed.jobs.size() == 1);
    CHECK(claimed.jobs[0].event.event_id == "$1");
    CHECK(claimed.jobs[0].crashes == crash);
  }
  const auto claimed = live(directory.path(), true, 7000);
  REQUIRE(claimed.poisoned.size() == 1);
  CHECK(claimed.poisoned[0].event.event_id == "$1");
  CHECK(claimed.poisoned[0].crashes == 5);
  REQUIRE(claimed.jobs.size() == 1);
  CHECK(claimed.jobs[0].event.event_id == "$2");
  CHECK(claimed.jobs[0].crashes == 0);
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK(keep.count_jobs() == 1);
  const auto failures = keep.failures(0);
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].room_id == "!r");
  CHECK(failures[0].event_id == "$1");
  CHECK(failures[0].at == 7000);
  CHECK(failures[0].reason == "at work in 5 crashes of musiclink");
  CHECK(keep.verify().empty());
  constexpr unix_ms day = 24 * 60 * 60 * 1000;
  keep.prune(7000 + 14 * day - 1, 100);
  CHECK(keep.failures(0).size() == 1);
  keep.prune(7000 + 14 * day, 100);
  CHECK(keep.failures(0).empty());
}

TEST_CASE("stops, kills and restarts do not count") {
  const temporary_directory directory;
  take_jobs(directory.path());
  for (int lives = 0; lives < 9; ++lives)
    CHECK(live(directory.path(), false, 1).jobs.at(0).crashes == 0);
}

TEST_CASE("a crash counts only for what was at work in that life") {
  const temporary_directory directory;
  take_jobs(directory.path());
  live(directory.path(), false, 1);
  { store::open(directory.path(), access::exclusive).begin_life(false); }
  const auto after = live(directory.path(), true, 1);
  CHECK(after.jobs.at(0).crashes == 0);
  auto keep = store::open(directory.path(), access::exclusive);
  keep.begin_life(true);
  const auto jobs = keep.claim("!r", 0, 2, 1).jobs;
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].crashes == 1);
  CHECK(jobs[1].crashes == 0);
}

TEST_CASE("a crash before the first life counts for nothing") {
  const temporary_directory directory;
  take_jobs(directory.path());
  CHECK(live(directory.path(), true, 1).jobs.at(0).crashes == 0);
}

} // namespace musiclink::store
