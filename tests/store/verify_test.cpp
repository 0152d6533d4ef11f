#include "store/tables.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

/// One record in every table, one more job; closed.
void fill(const std::filesystem::path& directory) {
  auto keep = store::open(directory, access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1", "$2", "$3", "$4"}));
  keep.finish({{"!r", 1}, job_outcome::sent, "", "$reply", "{}", {a_link("x")}, 30, 0});
  keep.finish({{"!r", 2}, job_outcome::shadowed, "", "", "{}", {}, 40, 8000});
  keep.cache("https://x/1", an_answer("Song", 8500));
  keep.save_room({"!r", "#r", false});
  keep.save_filter("1", "{}");
  keep.save_mode(service_mode::shadow, service_mode::shadow);
}

/// Changes the tables behind the store's back.
template<class Work>
void meddle(const std::filesystem::path& directory, Work work) {
  lmdb::environment raw(directory.string(), {lmdb::mode::write, 1 << 20, tables::count});
  auto txn = raw.begin(lmdb::mode::write);
  work(*tables::open(txn), txn);
  txn.commit();
}

void put_garbage(const std::filesystem::path& directory, const char* table,
                 const std::string& key) {
  meddle(directory, [&](const tables&, lmdb::transaction& txn) {
    txn.put(*txn.open_table(table), key, "garbage");
  });
}

/// The tables that verify complains of, in its order.
std::vector<std::string> complaints(const std::filesystem::path& directory) {
  std::vector<std::string> result;
  for (const auto& one : store::open(directory, access::read_only).verify())
    result.push_back(one.table);
  return result;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a good store has nothing to complain of") {
  const temporary_directory directory;
  fill(directory.path());
  CHECK(complaints(directory.path()).empty());
}

TEST_CASE("a reply holds what an edit needs") {
  const temporary_directory directory;
  fill(directory.path());
  meddle(directory.path(), [](const tables& in, lmdb::transaction& txn) {
    const auto reply = in.replies.get(txn, "$1");
    REQUIRE(reply);
    CHECK(reply->room_id == "!r");
    CHECK(reply->event_id == "$reply");
    CHECK(reply->revision == 0);
    CHECK(reply->at == 30);
    CHECK(reply->links == std::vector<link>{a_link("x")});
  });
}

TEST_CASE("a record that cannot be read is named with table and key") {
  const temporary_directory directory;
  fill(directory.path());
  put_garbage(directory.path(), "replies", by_text::bytes("$\n"));
  const auto found = store::open(directory.path(), access::read_only).verify();
  REQUIRE(found.size() == 1);
  CHECK(found[0].table == "replies");
  CHECK(found[0].key == "\\x00$\\x0a");
  CHECK(found[0].what == "cannot be read back");
}

TEST_CASE("garbage is found in every table") {
  for (const auto* table : {"replies", "rooms", "seen", "journal", "links", "jobs", "expiry"}) {
    const temporary_directory directory;
    fill(directory.path());
    put_garbage(directory.path(), table, "\x7fkey");
    CAPTURE(table);
    CHECK(complaints(directory.path()) == list{table});
  }
}

TEST_CASE("records and their expiry are held against each other") {
  const temporary_directory directory;
  fill(directory.path());
  meddle(directory.path(), [](const tables& in, lmdb::transaction& txn) {
    in.seen.put(txn, "$alone", {77});
    in.journal.put(txn, {5, 6}, {{"!r", "$1", 5, ""}, 77});
    in.links.put(txn, "https://x/alone", {"https://x/alone", an_answer("A", 77)});
    in.links.put(txn, "https://x/other", {"https://x/wrong", an_answer("A", 77)});
    in.expiries.put(txn, {78, expiring::seen, by_text::bytes("$gone")}, {});
  });
  CHECK(complaints(directory.path()) == list{"seen", "journal", "links", "links", "expiry"});
}

TEST_CASE("jobs and rooms are held against their keys") {
  const temporary_directory directory;
  fill(directory.path());
  meddle(directory.path(), [](const tables& in, lmdb::transaction& txn) {
    in.jobs.put(txn, {"!other", 3}, {an_event("!r", "$9"), 0, 0});
    in.jobs.put(txn, {"!r", 99}, {an_event("!r", "$9"), 0, 0});
    in.rooms.put(txn, "!other", {"!r", "", false});
  });
  CHECK(complaints(directory.path()) == list{"jobs", "jobs", "rooms"});
}

TEST_CASE("damaged values of the table meta are complained of, and refuse to be used") {
  const temporary_directory directory;
  fill(directory.path());
  for (const auto* name : {"since", "filter", "mode", "loaded_mode", "arrival"})
    put_garbage(directory.path(), "meta", name);
  CHECK(complaints(directory.path()) == list{"meta", "meta", "meta", "meta", "meta"});
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK_THROWS_AS(keep.load_sync_state(), damaged);
  CHECK_THROWS_AS(keep.commit_page(a_page("s1", "s2", "!r", {"$5"})), damaged);
}

TEST_CASE("a damaged schema is damage") {
  const temporary_directory directory;
  fill(directory.path());
  put_garbage(directory.path(), "meta", "schema");
  CHECK_THROWS_AS(store::open(directory.path(), access::exclusive), damaged);
  CHECK_THROWS_AS(store::open(directory.path(), access::read_only), damaged);
}

TEST_CASE("a claim removes damaged jobs, counts them, and gives the good ones") {
  const temporary_directory directory;
  fill(directory.path());
  put_garbage(directory.path(), "jobs", by_job::bytes({"!r", 3}));
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK(keep.rooms_with_jobs() == list{"!r"});
  const auto claimed = keep.claim("!r", 0, 10, 5);
  CHECK(claimed.damaged == 1);
  REQUIRE(claimed.jobs.size() == 1);
  CHECK(claimed.jobs[0].event.event_id == "$4");
  CHECK(keep.count_jobs() == 1);
  CHECK(keep.verify().empty());
}

TEST_CASE("damaged records are nothing to those who read them") {
  const temporary_directory directory;
  fill(directory.path());
  put_garbage(directory.path(), "links", by_text::bytes("https://x/1"));
  put_garbage(directory.path(), "rooms", by_text::bytes("!s"));
  put_garbage(directory.path(), "journal", by_moment::bytes({41, 9}));
  put_garbage(directory.path(), "jobs", by_job::bytes({"!r", 3}));
  put_garbage(directory.path(), "seen", by_text::bytes("$4"));
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK_FALSE(keep.cached("https://x/1", 0));
  CHECK(keep.load_rooms().size() == 1);
  CHECK(keep.journal(0).size() == 1);
  keep.finish({{"!r", 3}, job_outcome::sent, "", "$reply", "{}", {}, 1, 0});
  CHECK(keep.count().replies == 1);
  CHECK(keep.commit_page(a_page("s1", "s2", "!r", {"$4"})).duplicates == 1);
  keep.cache("https://x/1", an_answer("Song", 8600));
  CHECK(keep.prune(1000000, 100) == 7);
  CHECK(keep.count().seen == 0);
  CHECK(keep.count().links == 0);
}

TEST_CASE("a key that is no expiry is swept away") {
  const temporary_directory directory;
  fill(directory.path());
  put_garbage(directory.path(), "expiry", std::string(3, '\0'));
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK(keep.prune(0, 10) == 1);
  CHECK(keep.verify().empty());
}

} // namespace musiclink::store
