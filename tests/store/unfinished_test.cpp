#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace musiclink::store {

namespace {

using list = std::vector<std::string>;

class with_jobs {
public:
  explicit with_jobs(const list& event_ids)
      : keep(store::open(directory_.path(), access::exclusive)) {
    keep.commit_page(a_page("", since_, "!r", event_ids));
    jobs = keep.claim("!r", 0, 99, 5).jobs;
  }

  page_result change(const std::vector<trigger_change>& changes) {
    const std::string next = since_ + "+";
    page what = a_page(since_, next, "!r", {});
    what.changes = changes;
    since_ = next;
    return keep.commit_page(what);
  }
  void park_all() {
    for (const auto& one : jobs)
      CHECK(keep.park(one.key));
  }
  list unfinished(const std::string& room_id = "!r") {
    list ids;
    for (const auto& one : keep.unfinished(room_id, {}, 99).events)
      ids.push_back(one.event.event_id);
    return ids;
  }

private:
  temporary_directory directory_;
  std::string since_ = "s";

public:
  store keep;
  std::vector<job> jobs;
};

} // namespace

TEST_CASE("a parked job is no backlog, but owed, and its room is not forgotten") {
  with_jobs with({"$1", "$2"});
  with.park_all();
  CHECK(with.keep.count_jobs() == 0);
  CHECK(with.keep.count_owed() == 2);
  CHECK(with.keep.queues() == std::map<std::string, std::size_t>{{"!r", 2}});
  CHECK(with.keep.rooms_with_jobs() == list{"!r"});
  CHECK(with.unfinished() == list{"$1", "$2"});
  CHECK(with.unfinished("!other").empty());
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a resumed job is the room's last, as if it had never been claimed") {
  with_jobs with({"$1", "$2"});
  with.keep.park(with.jobs[0].key);
  CHECK(with.keep.resume("!r", "$1", false, 3000));
  CHECK_FALSE(with.keep.resume("!r", "$1", false, 3000));
  const auto again = with.keep.claim("!r", with.jobs[1].key.arrival, 9, 4000).jobs;
  REQUIRE(again.size() == 1);
  CHECK(again[0].event == an_event("!r", "$1"));
  CHECK(again[0].attempts == 1); // nothing was sent in between
  CHECK(again[0].first_claimed_at == 5);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("that a reply may have been sent in an earlier life is not forgotten by parking") {
  with_jobs with({"$1"});
  const auto again = with.keep.claim("!r", 0, 9, 6).jobs; // as after a kill
  with.keep.park(again.at(0).key);
  with.keep.resume("!r", "$1", false, 3000);
  CHECK(with.keep.claim("!r", 0, 9, 7).jobs.at(0).attempts == 2);
}

TEST_CASE("a walk through the unfinished events meets each once, a few at a time") {
  list all;
  for (int number = 100; number < 130; ++number)
    all.push_back("$" + std::to_string(number));
  with_jobs with(all);
  with.park_all();
  list met;
  unfinished_cursor at;
  for (int step = 0; step < 20; ++step) {
    const auto some = with.keep.unfinished("!r", at, 7);
    CHECK(some.events.size() <= 7);
    for (const auto& one : some.events)
      met.push_back(one.event.event_id);
    at = some.next;
    if (at.waiting.empty())
      break;
  }
  std::sort(met.begin(), met.end());
  CHECK(met == all);
}

TEST_CASE("an edit of a parked event asks about its new links, a redaction ends it") {
  with_jobs with({"$1", "$2", "$3"});
  with.park_all();
  auto forged = an_edit("!r", "$3", {"b"});
  forged.sender = "@other:example.org";
  const auto result = with.change({an_edit("!r", "$1", {"a"}), a_redaction("!r", "$2"), forged});
  CHECK(result.rooms == list{"!r"});
  CHECK(with.unfinished() == list{"$3"});
  const auto jobs = with.keep.claim("!r", 0, 9, 7).jobs;
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].event.links == an_edit("", "", {"a"}).links);
  CHECK_FALSE(jobs[0].amends);
  CHECK(jobs[0].attempts == 1);
}

TEST_CASE("whether a parked event was answered in an earlier life is found out before its edit") {
  with_jobs with({"$1"});
  const auto again = with.keep.claim("!r", 0, 9, 6).jobs; // as after a kill
  with.keep.park(again.at(0).key);
  with.change({an_edit("!r", "$1", {"a"})});
  CHECK(with.unfinished().empty());
  const auto jobs = with.keep.claim("!r", 0, 9, 7).jobs;
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].event == an_event("!r", "$1"));
  CHECK(jobs[0].attempts == 2);
  CHECK_FALSE(jobs[0].amends);
  CHECK(jobs[1].event.links == an_edit("", "", {"a"}).links);
  CHECK(jobs[1].amends);
}

TEST_CASE("a job whose event has a newer one is not parked") {
  with_jobs with({"$1"});
  with.change({an_edit("!r", "$1", {"a"})});
  CHECK_FALSE(with.keep.park(with.jobs[0].key));
  CHECK(with.keep.count_jobs() == 2);
  CHECK(with.unfinished().empty());
}

TEST_CASE("parked jobs outlive a restart") {
  const temporary_directory directory;
  {
    auto store = store::open(directory.path(), access::exclusive);
    store.commit_page(a_page("", "s1", "!r", {"$1"}));
    store.park(store.claim("!r", 0, 1, 5).jobs.at(0).key);
  }
  auto store = store::open(directory.path(), access::exclusive);
  store.begin_life(true);
  CHECK(store.unfinished("!r", {}, 9).events.size() == 1);
  CHECK(store.resume("!r", "$1", false, 9));
  CHECK(store.claim("!r", 0, 1, 6).jobs.at(0).crashes == 0);
}

} // namespace musiclink::store
