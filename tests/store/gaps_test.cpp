#include "store/gaps.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

using list = std::vector<std::string>;

/// A store whose room "!r" has job "$before", a gap, and job "$after".
class with_gap {
public:
  explicit with_gap(gap_kind kind = gap_kind::limited)
      : keep(store::open(directory_.path(), access::exclusive)) {
    keep.commit_page(a_page("", "s1", "!r", {"$before"}));
    page what = a_page("s1", "s2", "!r", {"$after"});
    what.gaps.push_back(a_gap("!r", "t1", kind));
    keep.commit_page(what);
  }

  gap only_gap() { return keep.gaps().at(0); }
  gap_result commit(const std::string& next, const list& event_ids) {
    return keep.commit_gap(a_gap_page(only_gap(), next, event_ids));
  }
  list claimable() { return claimable_at(5); }
  list claimable_at(unix_ms now) { return ids(keep.claim("!r", 0, 100, now)); }
  /// Closes the store, changes its tables behind its back, and opens it again.
  template<class Work>
  void meddle(Work work) {
    { const store gone = std::move(keep); }
    {
      lmdb::environment raw(directory_.path().string(), {lmdb::mode::write, 1 << 20, tables::most});
      auto txn = raw.begin(lmdb::mode::write);
      work(*tables::open(txn), txn);
      txn.commit();
    }
    keep = store::open(directory_.path(), access::exclusive);
  }
  void restart() {
    meddle([](const tables&, lmdb::transaction&) {});
  }

private:
  temporary_directory directory_;

public:
  store keep;
};

} // namespace

TEST_CASE("a gap is kept as it was opened, with numbers of the store") {
  const temporary_directory directory;
  {
    auto keep = store::open(directory.path(), access::exclusive);
    page what = a_page("", "s1", "!r", {});
    what.gaps = {{"!b", 99, gap_kind::limited, "from", "to", 7, 8, 2000},
                 {"!a", 99, gap_kind::catch_up, "", "", 7, 8, 2001}};
    keep.commit_page(what);
  }
  auto keep = store::open(directory.path(), access::exclusive);
  const std::vector<gap> wanted{{"!b", 1, gap_kind::limited, "from", "to", 0, 0, 2000},
                                {"!a", 1 + gap_block, gap_kind::catch_up, "", "", 0, 0, 2001}};
  CHECK(keep.gaps() == wanted);
  CHECK(records(keep, "gaps") == 2);
  CHECK(keep.verify().empty());
}

TEST_CASE("a stale page opens no gap") {
  with_gap with;
  page what = a_page("s1", "s3", "!r", {});
  what.gaps.push_back(a_gap("!r", "t"));
  CHECK(with.keep.commit_page(what).stale);
  CHECK(records(with.keep, "gaps") == 1);
}

TEST_CASE("while a gap is open, what came after it waits") {
  with_gap with;
  const auto claimed = with.keep.claim("!r", 0, 100, 5);
  CHECK(ids(claimed) == list{"$before"});
  CHECK_FALSE(claimed.more);
  with.commit("t2", {"$4", "$3"});
  CHECK(with.claimable() == list{"$before"});
  CHECK(with.keep.commit_page(a_page("s2", "s3", "!other", {"$x"})).backlog == 5);
  CHECK(ids(with.keep.claim("!other", 0, 9, 5)) == list{"$x"});
}

TEST_CASE(
    "after some minutes an open gap holds nothing back; what it still gives comes last, in order") {
  with_gap with;
  with.commit("t2", {"$4", "$3"});
  const unix_ms late = 2000 + gap_patience;
  CHECK(with.claimable_at(late - 1) == list{"$before"});
  const auto jobs = with.keep.claim("!r", 0, 100, late);
  CHECK(ids(jobs) == list{"$before", "$3", "$4", "$after"});
  auto page = a_gap_page(with.only_gap(), "t3", {"$2", "$1"});
  page.now = late;
  CHECK(with.keep.commit_gap(page).claimable);
  // Not before those that are at work.
  CHECK(ids(with.keep.claim("!r", jobs.jobs.back().key.arrival, 100, late)) == list{"$1", "$2"});
  page = a_gap_page(with.only_gap(), "", {"$0"});
  page.now = late;
  CHECK(with.keep.commit_gap(page).closed);
  CHECK(with.claimable_at(late) == list{"$before", "$3", "$4", "$after", "$1", "$2", "$0"});
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a clock that was set back does not make a gap hold for longer") {
  with_gap with;
  CHECK(with.claimable_at(2000 - gap_patience) == list{"$before", "$after"});
}

TEST_CASE("what a first start may yet drop is held until it is known, however late") {
  with_gap with(gap_kind::catch_up);
  const unix_ms late = 2000 + gap_patience;
  auto page = a_gap_page(with.only_gap(), "t2", {"$old"}); // said before the start
  page.now = late;
  page.events.insert(page.events.begin(), an_event("!r", "$new"));
  page.events.front().origin_server_ts = 2001;
  CHECK_FALSE(with.keep.commit_gap(page).claimable);
  const auto jobs = with.keep.claim("!r", 0, 100, late);
  CHECK(ids(jobs) == list{"$before", "$after"});
  CHECK_FALSE(jobs.more);
  page = a_gap_page(with.only_gap(), "", {});
  page.now = late;
  const auto last = with.keep.commit_gap(page);
  CHECK(last.closed);
  CHECK(last.claimable);
  CHECK(last.dropped == 1);
  CHECK(ids(with.keep.claim("!r", jobs.jobs.back().key.arrival, 100, late)) == list{"$new"});
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a filled gap gives its jobs in the order of their events") {
  with_gap with;
  CHECK_FALSE(with.commit("t2", {"$4", "$3"}).closed);
  CHECK_FALSE(with.commit("t3", {}).closed);
  const auto last = with.commit("", {"$2", "$1"});
  CHECK(last.closed);
  CHECK(last.fresh == 2);
  CHECK(last.dropped == 0);
  CHECK(with.keep.gaps().empty());
  CHECK(with.claimable() == list{"$before", "$1", "$2", "$3", "$4", "$after"});
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a gap counts what was read and goes on from there, over restarts") {
  with_gap with;
  with.commit("t2", {"$2"});
  with.restart();
  const gap now = with.only_gap();
  CHECK(now.from == "t2");
  CHECK(now.pages == 1);
  CHECK(now.events == 10);
  with.commit("", {"$1"});
  CHECK(with.claimable() == list{"$before", "$1", "$2", "$after"});
}

TEST_CASE("a page of a gap that is not there, or at another token, changes nothing") {
  with_gap with;
  const gap first = with.only_gap();
  with.commit("t2", {"$2"});
  CHECK(with.keep.commit_gap(a_gap_page(first, "t2", {"$2", "$1"})).stale);
  gap other = with.only_gap();
  other.id += 1;
  CHECK(with.keep.commit_gap(a_gap_page(other, "", {"$1"})).stale);
  other = with.only_gap();
  other.room_id = "!other";
  CHECK(with.keep.commit_gap(a_gap_page(other, "", {"$1"})).stale);
  CHECK(with.only_gap().pages == 1);
  CHECK(with.keep.count_jobs() == 3);
  const gap open = with.only_gap();
  with.commit("", {});
  const auto late = with.keep.commit_gap(a_gap_page(open, "", {"$1"}));
  CHECK(late.stale);
  CHECK_FALSE(late.closed);
  CHECK(with.keep.count_seen() == 3);
}

TEST_CASE("what a gap shows again is counted and skipped") {
  with_gap with;
  const auto result = with.commit("", {"$after", "$1", "$1", "$before"});
  CHECK(result.fresh == 1);
  CHECK(result.duplicates == 3);
  CHECK(with.claimable() == list{"$before", "$1", "$after"});
}

TEST_CASE("a second gap of a room is its own, and the older holds back both") {
  with_gap with;
  page what = a_page("s2", "s3", "!r", {"$last"});
  what.gaps.push_back(a_gap("!r", "u1"));
  with.keep.commit_page(what);
  const auto open = with.keep.gaps();
  REQUIRE(open.size() == 2);
  CHECK(open[0].id < open[1].id);
  with.keep.commit_gap(a_gap_page(open[1], "", {"$between"}));
  CHECK(with.claimable() == list{"$before"});
  with.keep.commit_gap(a_gap_page(open[0], "", {"$1"}));
  CHECK(with.claimable() == list{"$before", "$1", "$after", "$between", "$last"});
}

TEST_CASE("what lies between two gaps goes out when the older is filled") {
  with_gap with;
  page what = a_page("s2", "s3", "!r", {"$last"});
  what.gaps.push_back(a_gap("!r", "u1"));
  with.keep.commit_page(what);
  with.commit("", {"$1"});
  CHECK(with.claimable() == list{"$before", "$1", "$after"});
}

TEST_CASE("a first start answers nothing from before, and remembers that it was seen") {
  with_gap with(gap_kind::catch_up);
  CHECK(with.commit("t2", {"$2"}).dropped == 0);
  const auto last = with.commit("", {"$1"});
  CHECK(last.closed);
  CHECK(last.dropped == 2);
  CHECK(with.claimable() == list{"$before", "$after"});
  CHECK(with.keep.commit_page(a_page("s2", "s3", "!r", {"$1", "$2"})).duplicates == 2);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a first start answers what was said since it started") {
  with_gap with(gap_kind::catch_up);
  gap_page only = a_gap_page(with.only_gap(), "", {"$2", "$1"});
  only.events[0].origin_server_ts = with.only_gap().opened_at;
  CHECK(with.keep.commit_gap(only).dropped == 1);
  CHECK(with.claimable() == list{"$before", "$2", "$after"});
}

TEST_CASE("a first start answers no history, whatever the clocks of its senders say") {
  with_gap with(gap_kind::catch_up);
  gap_page only = a_gap_page(with.only_gap(), "", {"$future", "$new", "$old", "$early"});
  only.events[0].origin_server_ts = only.now + 3600000;
  only.events[1].origin_server_ts = with.only_gap().opened_at;
  only.events[3].origin_server_ts = with.only_gap().opened_at + 1; // and yet before "$old"
  CHECK(with.keep.commit_gap(only).dropped == 3);
  CHECK(with.claimable() == list{"$before", "$new", "$after"});
}

TEST_CASE("a reply of ours in another room is none in this") {
  with_gap with(gap_kind::catch_up);
  gap_page only = a_gap_page(with.only_gap(), "", {"$1"});
  only.own.push_back({"!other", "$reply", "$2", false});
  CHECK(with.keep.commit_gap(only).dropped == 1);
}

TEST_CASE("a catch-up that shows a reply of ours answers what has none") {
  with_gap with(gap_kind::catch_up);
  gap_page first = a_gap_page(with.only_gap(), "t2", {"$3"});
  first.own.push_back({"!r", "$reply", "$2", false});
  with.keep.commit_gap(first);
  const auto last = with.commit("", {"$2", "$1"});
  CHECK(last.fresh == 2);
  CHECK(last.dropped == 0);
  CHECK(with.claimable() == list{"$before", "$1", "$3", "$after"});
  const auto reply = with.keep.find_reply("!r", "$2");
  REQUIRE(reply);
  CHECK(reply->event_id == "$reply");
  CHECK(reply->links == std::vector<link>{a_link("$2")});
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a reply of ours in the page that opens the catch-up counts too") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  page what = a_page("", "s1", "!r", {});
  what.gaps = {a_gap("!r", "t1", gap_kind::catch_up), a_gap("!s", "t1", gap_kind::catch_up)};
  what.own.push_back({"!r", "$reply", "$2", false});
  keep.commit_page(what);
  const auto open = keep.gaps();
  CHECK(keep.commit_gap(a_gap_page(open.at(0), "", {"$2", "$1"})).dropped == 0);
  CHECK(ids(keep.claim("!r", 0, 9, 5)) == list{"$1"});
  CHECK(keep.commit_gap(a_gap_page(open.at(1), "", {"$4", "$3"})).dropped == 2);
}

TEST_CASE("a gap whose numbers are used up is closed, and takes nobody else's") {
  with_gap with;
  const gap open = with.only_gap();
  with.meddle([&](const tables& in, lmdb::transaction& txn) {
    auto record = in.gaps.get(txn, {"!r", open.id});
    REQUIRE(record);
    CHECK(record->next_arrival == open.id + gap_block - 1);
    record->next_arrival = open.id + 1;
    in.gaps.put(txn, {"!r", open.id}, *record);
  });
  const auto result = with.commit("t2", {"$4", "$3", "$2", "$1"});
  CHECK(result.closed);
  CHECK(result.fresh == 2);
  CHECK(with.keep.gaps().empty());
  CHECK(with.claimable() == list{"$before", "$3", "$4", "$after"});
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a gap whose record is damaged holds nothing back for ever") {
  with_gap with;
  const gap open = with.only_gap();
  page change = a_page("s2", "s3", "!r", {});
  change.changes.push_back(a_redaction("!r", "$lost"));
  with.keep.commit_page(change);
  with.meddle([&](const tables&, lmdb::transaction& txn) {
    txn.put(*txn.open_table("gaps"), by_job::bytes({"!r", open.id}), "garbage");
  });
  CHECK(with.keep.gaps().empty());
  const auto claimed = with.keep.claim("!r", 0, 9, 5);
  CHECK(claimed.damaged == 1);
  CHECK(ids(claimed) == list{"$before", "$after"});
  CHECK(records(with.keep, "gaps") == 0);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("ids of any length have gaps of their own") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  const std::string huge = "!" + std::string(100000, 'r');
  page what = a_page("", "s1", huge, {"$after"});
  what.gaps = {a_gap(huge, huge), a_gap(huge + "x", huge)};
  keep.commit_page(what);
  gap_page filled = a_gap_page(keep.gaps().at(0), "", {huge});
  filled.changes.push_back(an_edit(huge, huge, {"new"}));
  CHECK(keep.commit_gap(filled).closed);
  const auto claimed = keep.claim(huge, 0, 9, 5);
  CHECK(ids(claimed) == list{huge, "$after"});
  CHECK(claimed.jobs.at(0).event.links == std::vector<link>{a_link("new")});
  CHECK(keep.gaps().size() == 1);
}

TEST_CASE("of two edits of a known event on both sides of a gap's end the newer stands") {
  with_gap with;
  page newer = a_page("s2", "s3", "!r", {});
  newer.changes = {{"!r", "$before", "@someone:example.org", 70, {a_link("newer")}}};
  with.keep.commit_page(newer);
  gap_page older = a_gap_page(with.only_gap(), "", {});
  older.changes = {{"!r", "$before", "@someone:example.org", 60, {a_link("older")}}};
  CHECK(with.keep.commit_gap(older).closed);
  const auto claimed = with.keep.claim("!r", 0, 1, 5);
  REQUIRE(claimed.jobs.size() == 1);
  CHECK(claimed.jobs[0].event.links == std::vector{a_link("newer")});
  CHECK(with.keep.verify().empty());
}

TEST_CASE("of two edits of a known event within a gap the newer stands, as it is met first") {
  with_gap with;
  gap_page what = a_gap_page(with.only_gap(), "", {});
  what.changes = {{"!r", "$before", "@someone:example.org", 70, {a_link("newer")}},
                  {"!r", "$before", "@someone:example.org", 60, {a_link("older")}}};
  with.keep.commit_gap(what);
  CHECK(with.keep.claim("!r", 0, 1, 5).jobs.at(0).event.links == std::vector{a_link("newer")});
}

TEST_CASE("an edit in a gap does not bring back what was redacted after it") {
  with_gap with;
  page redaction = a_page("s2", "s3", "!r", {});
  redaction.changes = {{"!r", "$before", "", 70, {}}};
  with.keep.commit_page(redaction);
  gap_page edit = a_gap_page(with.only_gap(), "", {});
  edit.changes = {{"!r", "$before", "@someone:example.org", 60, {a_link("edited")}}};
  with.keep.commit_gap(edit);
  CHECK(with.claimable() == list{"$after"});
}

TEST_CASE("an edit after a gap stands though its clock is behind") {
  with_gap with;
  gap_page first = a_gap_page(with.only_gap(), "t0", {});
  first.changes = {{"!r", "$before", "@someone:example.org", 70, {a_link("earlier")}}};
  with.keep.commit_gap(first);
  page later = a_page("s2", "s3", "!r", {});
  later.changes = {{"!r", "$before", "@someone:example.org", 60, {a_link("later")}}};
  with.keep.commit_page(later);
  with.keep.commit_gap(a_gap_page(with.only_gap(), "", {}));
  CHECK(with.keep.claim("!r", 0, 1, 5).jobs.at(0).event.links == std::vector{a_link("later")});
}

} // namespace musiclink::store
