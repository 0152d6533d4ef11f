#include "store/replies.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

/// Three events, of which two become journal entries at 3000 and 3001.
store with_journal(const std::filesystem::path& directory) {
  auto result = store::open(directory, access::exclusive);
  result.commit_page(a_page("", "s1", "!r", {"$1", "$2", "$3"}));
  result.finish({{"!r", 2}, job_outcome::shadowed, "", "", "second", {}, 3000, 8000});
  result.finish({{"!r", 1}, job_outcome::shadowed, "", "", "third", {}, 3001, 8000});
  result.finish({{"!r", 3}, job_outcome::shadowed, "", "", "first", {}, 2999, 7000});
  return result;
}

std::vector<std::string> contents(const std::vector<journal_entry>& entries) {
  std::vector<std::string> result;
  for (const auto& entry : entries)
    result.push_back(entry.content);
  return result;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("the journal is read from a time on, oldest first") {
  const temporary_directory directory;
  auto store = with_journal(directory.path());
  CHECK(contents(store.journal(-10)) == list{"first", "second", "third"});
  CHECK(contents(store.journal(3000)) == list{"second", "third"});
  CHECK(contents(store.journal(3002)).empty());
}

TEST_CASE("journal entries of one millisecond are all kept") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
  store.finish({{"!r", 1}, job_outcome::shadowed, "", "", "a", {}, 3000, 8000});
  store.finish({{"!r", 2}, job_outcome::shadowed, "", "", "b", {}, 3000, 8000});
  CHECK(contents(store.journal(3000)) == list{"a", "b"});
}

TEST_CASE("pruning removes what is due, in steps of the budget, and nothing else") {
  const temporary_directory directory;
  auto store = with_journal(directory.path());
  store.cache("https://x/1", an_answer("Song", 8500));
  CHECK(store.prune(6999, 10) == 0);
  CHECK(store.prune(7000, 10) == 1);
  CHECK(contents(store.journal(0)) == list{"second", "third"});
  CHECK(store.prune(9000, 2) == 2);
  CHECK(store.prune(9000, 2) == 2);
  CHECK(store.prune(9000, 2) == 2);
  CHECK(store.prune(9000, 2) == 0);
  for (const auto* table : {"journal", "links", "seenEvents"})
    CHECK(records(store, table) == 0);
  CHECK(store.verify().empty());
}

TEST_CASE("a forgotten event is new again") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1"}));
  store.prune(9000, 10);
  CHECK(store.commit_page(a_page("s1", "s2", "!r", {"$1"})).fresh == 1);
  CHECK(store.verify().empty());
}

TEST_CASE("pruning leaves jobs alone") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
  store.prune(reply_keep * 2, 10);
  CHECK(store.count_jobs() == 2);
}

TEST_CASE("a reply is forgotten 90 days after it was sent") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1"}));
  store.finish({{"!r", 1}, job_outcome::sent, "", "$reply", "{}", {}, 1, 0});
  store.prune(reply_keep, 10);
  CHECK(store.find_reply("!r", "$1"));
  store.prune(reply_keep + 1, 10);
  CHECK_FALSE(store.find_reply("!r", "$1"));
  CHECK(records(store, "replies") == 0);
  CHECK(store.verify().empty());
}

TEST_CASE("the counts are those of the tables") {
  const temporary_directory directory;
  auto store = with_journal(directory.path());
  auto what = a_page("s1", "s2", "!r", {"$4", "$5", "$6"});
  what.gaps = {a_gap("!a", "from"), a_gap("!b", "from")};
  store.commit_page(what);
  const auto jobs = store.claim("!r", 0, 10, 5).jobs;
  store.finish({jobs.at(2).key, job_outcome::failed, "why", "", "", {}, 1, 8000});
  store.finish({jobs.at(0).key, job_outcome::sent, "", "$reply", "{}", {}, 1, 0});
  store.cache("https://x/1", an_answer("Song", 8500));
  store.save_room({"!r", "", false, "", ""});
  const auto found = store.count();
  CHECK(records(store, "seenEvents") == 6);
  CHECK(records(store, "jobs") == 1);
  CHECK(records(store, "replies") == 1);
  CHECK(records(store, "links") == 1);
  CHECK(records(store, "journal") == 3);
  CHECK(records(store, "rooms") == 1);
  CHECK(records(store, "gaps") == 2);
  CHECK(records(store, "failures") == 1);
  CHECK(found.file_bytes == std::filesystem::file_size(directory.path() / "data.mdb"));
  CHECK(found.map_bytes == limits{}.initial_map);
}

} // namespace musiclink::store
