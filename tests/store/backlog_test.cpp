#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace musiclink::store {

namespace {

using list = std::vector<std::string>;

list numbered(std::size_t from, std::size_t count) {
  list result;
  for (std::size_t i = from; i < from + count; ++i)
    result.push_back("$" + std::to_string(i));
  return result;
}

} // namespace

TEST_CASE("of a room with too many jobs the oldest are let go, of other rooms none") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!quiet", {"$quiet"}));
  CHECK(keep.commit_page(a_page("s1", "s2", "!r", numbered(0, most_jobs_of_room))).let_go.empty());
  const auto begun = ids(keep.claim("!r", 0, 2, 5));
  REQUIRE(begun == list{"$0", "$1"});

  const auto result = keep.commit_page(a_page("s2", "s3", "!r", numbered(most_jobs_of_room, 5)));
  CHECK(result.let_go == std::map<std::string, std::size_t>{{"!r", 5}});
  CHECK(result.backlog == most_jobs_of_room + 1);
  // Somebody is at work on the first two.
  CHECK(ids(keep.claim("!r", 0, 4, 6)) == list{"$0", "$1", "$7", "$8"});
  CHECK(ids(keep.claim("!quiet", 0, 4, 6)) == list{"$quiet"});
  CHECK(keep.verify().empty());

  const auto failures = keep.failures(0);
  REQUIRE(failures.size() == 5);
  CHECK(failures[0].event_id == "$2");
  CHECK(failures[0].room_id == "!r");
  CHECK_FALSE(failures[0].reason.empty());
  CHECK(keep.commit_page(a_page("s3", "s4", "!r", {"$2"})).duplicates == 1); // not owed again
}

TEST_CASE("what amends a reply is not let go") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$first"}));
  keep.claim("!r", 0, 1, 5);
  page edit = a_page("s1", "s2", "!r", {});
  edit.changes = {a_redaction("!r", "$first")};
  keep.commit_page(edit);
  keep.commit_page(a_page("s2", "s3", "!r", numbered(0, most_jobs_of_room + 1)));
  const auto jobs = keep.claim("!r", 0, 3, 6).jobs;
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].event.event_id == "$first");
  CHECK(jobs[1].amends);
  CHECK(jobs[2].event.event_id == "$3");
}

TEST_CASE("a gap in a room that is full ends: what lies further back would be let go, too") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  page opening = a_page("", "s1", "!r", numbered(0, most_jobs_of_room));
  opening.gaps = {a_gap("!r", "t1")};
  keep.commit_page(opening);
  const auto result = keep.commit_gap(a_gap_page(keep.gaps().at(0), "t2", {"$b", "$a"}));
  CHECK(result.let_go == 2);
  CHECK(result.closed);
  CHECK(ids(keep.claim("!r", 0, 1, 5)) == list{"$0"});
  CHECK(keep.verify().empty());
}

} // namespace musiclink::store
