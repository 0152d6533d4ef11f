#include "store/gaps.hpp"
#include "store/replies.hpp"
#include "store/tables.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

/// One record in every table, one more job; closed. The gap's room has no job.
void fill(const std::filesystem::path& directory) {
  auto keep = store::open(directory, access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1", "$2", "$3", "$4"}));
  keep.finish({{"!r", 1}, job_outcome::sent, "", "$reply", "{}", {a_link("x")}, 30, 0});
  keep.finish({{"!r", 2}, job_outcome::shadowed, "", "", "{}", {}, 40, 8000});
  page more = a_page("s1", "s2", "!r", {"$5"});
  more.gaps.push_back(a_gap("!gap", "from"));
  more.changes.push_back({"!gap", "$lost", "@a:x", 50, {a_link("y")}});
  keep.commit_page(more);
  keep.finish({{"!r", gap_block + 5}, job_outcome::failed, "why", "", "", {}, 40, 8000});
  keep.cache("https://x/1", an_answer("Song", 8500));
  page compared = a_page("s2", "s3", "!r", {"$6"});
  compared.theirs = {{"!r", "$theirs", "@old:x", 50, "$6", {"https://x/1"}, false}};
  compared.compare_until = 8600;
  keep.commit_page(compared);
  keep.finish({{"!r", gap_block + 6}, job_outcome::skipped, "", "", "", {}, 50, 0});
  keep.save_budget({"somebody", {{{40, 2}}, 0, 0}, 8400});
  keep.save_room({"!r", "#r", false, "", ""});
  keep.save_filter("1", "{}");
  keep.save_mode(service_mode::shadow, service_mode::shadow);
}

/// Changes the tables behind the store's back.
template<class Work>
void meddle(const std::filesystem::path& directory, Work work) {
  lmdb::environment raw(directory.string(), {lmdb::mode::write, 1 << 20, tables::most});
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
    CHECK(reply->trigger == "$1");
    CHECK(reply->sender == "@someone:example.org");
    CHECK(reply->said.room_id == "!r");
    CHECK(reply->said.event_id == "$reply");
    CHECK(reply->said.revision == 0);
    CHECK(reply->said.links == std::vector<link>{a_link("x")});
    CHECK(reply->until == 30 + reply_keep);
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
  for (const auto* table : {"replies", "rooms", "seen", "journal", "links", "jobs", "gaps", "ahead",
                            "failures", "compared", "theirs", "budgets", "expiry"}) {
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
    in.seen.put(txn, "$alone", {77, 0});
    in.replies.put(txn, "$alone", {"$alone", "@a:x", {"!r", "$reply", 0, {}}, 77});
    in.replies.put(txn, "$other", {"$wrong", "@a:x", {"!r", "$reply", 0, {}}, 77});
    in.failures.put(txn, {5, 6}, {{"!r", "$1", 5, ""}, 77});
    in.journal.put(txn, {5, 6}, {{"!r", "$1", 5, ""}, 77});
    in.links.put(txn, "https://x/alone", {"https://x/alone", an_answer("A", 77)});
    in.links.put(txn, "https://x/other", {"https://x/wrong", an_answer("A", 77)});
    in.compared.put(txn, "$alone", {{"!r", "$alone", 5, {}, our_state::said, {}}, 77});
    in.compared.put(txn, "$other", {{"!r", "$wrong", 5, {}, our_state::said, {}}, 77});
    in.theirs.put(txn, "$alone", {{"!r", "$alone", "@a:x", 5, "", {}, false}, 0, 77});
    in.budgets.put(txn, "alone", {"alone", {}, 77});
    in.budgets.put(txn, "other", {"wrong", {}, 77});
    in.expiries.put(txn, {78, in.seen.about.expiry, by_text::bytes("$gone")}, {});
  });
  CHECK(complaints(directory.path()) == list{"seen", "replies", "replies", "failures", "journal",
                                             "links", "links", "compared", "compared", "theirs",
                                             "budgets", "budgets", "expiry"});
}

TEST_CASE("jobs and rooms are held against their keys") {
  const temporary_directory directory;
  fill(directory.path());
  meddle(directory.path(), [](const tables& in, lmdb::transaction& txn) {
    constexpr std::uint64_t never = gap_block * 9;
    const job_record job{an_event("!r", "$9"), false, 0, 0, 0, 0};
    in.jobs.put(txn, {"!other", 3}, job);
    in.jobs.put(txn, {"!r", never}, job);
    in.gaps.put(txn, {"!other", 5}, {a_gap("!r", "from"), 7, 0});
    gap late = a_gap("!r", "from");
    late.id = never;
    in.gaps.put(txn, {"!r", never}, {late, never, 0});
    in.ahead.put(txn, {"!gap", "$9", ""}, {{"!gap", "$8", ""}, true, 0, {}, 0});
    in.ahead.put(txn, {"!no-gap", "$9", ""}, {{"!no-gap", "$9", ""}, true, 0, {}, 0});
    in.rooms.put(txn, "!other", {"!r", "", false, "", ""});
  });
  CHECK(complaints(directory.path()) ==
        list{"jobs", "jobs", "gaps", "gaps", "ahead", "ahead", "rooms"});
}

TEST_CASE("a seen id whose job is gone is as it should be, and leads to no other's job") {
  const temporary_directory directory;
  fill(directory.path());
  for (const std::uint64_t arrival : {77, 4}) {
    meddle(directory.path(), [&](const tables& in, lmdb::transaction& txn) {
      const auto seen = in.seen.get(txn, "$3");
      REQUIRE(seen);
      in.seen.put(txn, "$3", {seen->until, arrival});
    });
    CHECK(complaints(directory.path()).empty());
  }
  auto keep = store::open(directory.path(), access::exclusive);
  page what = a_page("s3", "s4", "!r", {});
  what.changes.push_back(an_edit("!r", "$3", {"a"}));
  keep.commit_page(what);
  CHECK(keep.claim("!r", 3, 1, 5).jobs.at(0).event.links == std::vector<link>{a_link("$4")});
}

TEST_CASE("damaged values of the table meta are complained of, and refuse to be used") {
  const temporary_directory directory;
  fill(directory.path());
  const list names{"since", "filter", "mode", "loaded_mode", "arrival", "life"};
  for (const auto& name : names) {
    put_garbage(directory.path(), "meta", name);
    CHECK_THROWS_AS(store::open(directory.path(), access::exclusive), damaged);
  }
  CHECK(complaints(directory.path()) == list(names.size(), "meta"));
  auto reader = store::open(directory.path(), access::read_only);
  CHECK_THROWS_AS(reader.load_sync_state(), damaged);
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
  CHECK(records(keep, "replies") == 1);
  CHECK(keep.commit_page(a_page("s3", "s4", "!r", {"$4"})).duplicates == 1);
  keep.cache("https://x/1", an_answer("Song", 8600));
  CHECK(keep.prune(1000000, 100) == 13);
  CHECK(keep.count_seen() == 0);
  CHECK(records(keep, "links") == 0);
}

TEST_CASE("what a newer version keeps for a while is complained of, and swept when it is due") {
  const temporary_directory directory;
  { store::open(directory.path(), access::exclusive); }
  meddle(directory.path(), [](const tables& in, lmdb::transaction& txn) {
    in.expiries.put(txn, {50, 0x7f, "key"}, {});
    in.expiries.put(txn, {50, 0, "key"}, {});
  });
  CHECK(complaints(directory.path()) == list{"expiry", "expiry"});
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK(keep.prune(49, 10) == 0);
  CHECK(keep.prune(50, 10) == 2);
  CHECK(keep.verify().empty());
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
