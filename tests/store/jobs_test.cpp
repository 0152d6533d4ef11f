#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

conclusion ending(const job& what, job_outcome outcome) {
  conclusion end;
  end.key = what.key;
  end.outcome = outcome;
  end.reply_event_id = "$reply";
  end.content = R"({"body":"x"})";
  end.links = what.event.links;
  end.now = 3000;
  end.keep_until = 4000;
  return end;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a claim gives the oldest jobs of its room first and counts the rest") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  auto what = a_page("", "s1", "!r", {"$1", "$2", "$3"});
  what.events.insert(what.events.begin() + 1, an_event("!other", "$x"));
  store.commit_page(what);
  const auto claimed = store.claim("!r", 0, 2, 5);
  CHECK(ids(claimed) == list{"$1", "$2"});
  CHECK(claimed.more);
  CHECK(claimed.damaged == 0);
  CHECK(claimed.jobs[0].event == an_event("!r", "$1"));
  CHECK(claimed.jobs[0].key.room_id == "!r");
  CHECK(ids(store.claim("!r", claimed.jobs[1].key.arrival, 2, 5)) == list{"$3"});
  CHECK(ids(store.claim("!other", 0, 2, 5)) == list{"$x"});
}

TEST_CASE("a claim of none tells that something waits") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
  const auto claimed = store.claim("!r", 0, 0, 5);
  CHECK(claimed.jobs.empty());
  CHECK(claimed.more);
  CHECK(store.claim("!r", 0, 1, 5).jobs.at(0).attempts == 1);
}

TEST_CASE("queues counts the jobs of each room that has any") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  CHECK(store.queues().empty());
  auto what = a_page("", "s1", "!r", {"$1", "$2", "$3"});
  what.events.push_back(an_event("!other", "$x"));
  store.commit_page(what);
  const std::map<std::string, std::size_t> wanted{{"!r", 3}, {"!other", 1}};
  CHECK(store.queues() == wanted);
}

TEST_CASE("a room without jobs gives none") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!room", {"$1"}));
  for (const auto* room : {"!roo", "!room2", "", "!rook"})
    CHECK(store.claim(room, 0, 9, 5).jobs.empty());
  CHECK(store.claim("!room", ~std::uint64_t{0}, 9, 5).jobs.empty());
}

TEST_CASE("attempts rise with every claim and the first time stays, over restarts") {
  const temporary_directory directory;
  {
    auto store = store::open(directory.path(), access::exclusive);
    store.commit_page(a_page("", "s1", "!r", {"$1"}));
    const auto first = store.claim("!r", 0, 1, 50).jobs.at(0);
    CHECK(first.attempts == 1);
    CHECK(first.first_claimed_at == 50);
  }
  auto store = store::open(directory.path(), access::exclusive);
  const auto second = store.claim("!r", 0, 1, 60).jobs.at(0);
  CHECK(second.attempts == 2);
  CHECK(second.first_claimed_at == 50);
}

TEST_CASE("rooms with jobs are listed once each") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  CHECK(store.rooms_with_jobs().empty());
  auto what = a_page("", "s1", "!long-room", {"$1", "$2"});
  what.events.push_back(an_event("!b", "$3"));
  what.events.push_back(an_event("!a", "$4"));
  what.events.push_back(an_event("!b", "$5"));
  store.commit_page(what);
  CHECK(store.rooms_with_jobs() == list{"!a", "!b", "!long-room"});
}

TEST_CASE("a sent job leaves a reply and is gone") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1"}));
  store.finish(ending(store.claim("!r", 0, 1, 5).jobs.at(0), job_outcome::sent));
  CHECK(store.count_jobs() == 0);
  CHECK(records(store, "replies") == 1);
  CHECK(records(store, "journal") == 0);
  const auto reply = store.find_reply("!r", "$1");
  REQUIRE(reply);
  CHECK(reply->room_id == "!r");
  CHECK(reply->event_id == "$reply");
  CHECK(reply->revision == 0);
  CHECK(reply->links == std::vector<link>{a_link("$1")});
  CHECK_FALSE(store.find_reply("!r", "$2"));
  CHECK(store.verify().empty());
}

TEST_CASE("a shadowed job leaves a journal entry and is gone") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1"}));
  store.finish(ending(store.claim("!r", 0, 1, 5).jobs.at(0), job_outcome::shadowed));
  CHECK(store.count_jobs() == 0);
  CHECK(records(store, "replies") == 0);
  const auto entries = store.journal(0);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].room_id == "!r");
  CHECK(entries[0].event_id == "$1");
  CHECK(entries[0].at == 3000);
  CHECK(entries[0].content == R"({"body":"x"})");
  CHECK(store.verify().empty());
}

TEST_CASE("a skipped job leaves nothing") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1"}));
  store.finish(ending(store.claim("!r", 0, 1, 5).jobs.at(0), job_outcome::skipped));
  CHECK(store.count_jobs() == 0);
  CHECK(records(store, "replies") == 0);
  CHECK(records(store, "journal") == 0);
  CHECK(records(store, "failures") == 0);
}

TEST_CASE("a failed job leaves room, event, time and reason until it may be forgotten") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
  const auto jobs = store.claim("!r", 0, 2, 5).jobs;
  auto end = ending(jobs.at(0), job_outcome::failed);
  end.reason = "403: not allowed";
  store.finish(end);
  end.key = jobs.at(1).key;
  end.now = 3001;
  store.finish(end);
  CHECK(store.count_jobs() == 0);
  CHECK(records(store, "failures") == 2);
  const auto all = store.failures(3000);
  REQUIRE(all.size() == 2);
  CHECK(all[0].room_id == "!r");
  CHECK(all[0].event_id == "$1");
  CHECK(all[0].at == 3000);
  CHECK(all[0].reason == "403: not allowed");
  REQUIRE(store.failures(3001).size() == 1);
  CHECK(store.failures(3001)[0].event_id == "$2");
  CHECK(store.verify().empty());
  store.prune(3999, 10);
  CHECK(store.failures(0).size() == 2);
  store.prune(4000, 10);
  CHECK(store.failures(0).empty());
}

TEST_CASE("a job finished twice is finished once") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
  const auto jobs = store.claim("!r", 0, 2, 5).jobs;
  store.finish(ending(jobs.at(0), job_outcome::shadowed));
  auto again = ending(jobs.at(0), job_outcome::shadowed);
  again.now = 3500;
  store.finish(again);
  again.outcome = job_outcome::sent;
  store.finish(again);
  again.key = {"!never", 77};
  store.finish(again);
  CHECK(store.journal(0).size() == 1);
  CHECK(records(store, "replies") == 0);
  CHECK(store.count_jobs() == 1);
}

} // namespace musiclink::store
