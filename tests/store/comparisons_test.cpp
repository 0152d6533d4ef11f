#include "store/comparisons.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace musiclink::store {

namespace {

using list = std::vector<std::string>;

constexpr unix_ms until = 8000;

/// A page while answers are compared.
page compared_page(const std::string& since, const std::string& next,
                   const std::vector<std::string>& event_ids,
                   const std::vector<their_answer>& theirs = {}) {
  auto result = a_page(since, next, "!r", event_ids);
  result.theirs = theirs;
  result.compare_until = until;
  return result;
}

their_answer an_answer_of_theirs(const std::string& id, const list& links, unix_ms at = 1500) {
  return {"!r", id, "@old:x", at, "$1", links, false};
}

their_answer an_edit_of_theirs(const std::string& id, const list& links, unix_ms at) {
  return {"!r", id, "@old:x", at, "", links, true};
}

conclusion ending(std::uint64_t arrival, our_answer ours) {
  conclusion end;
  end.key = {"!r", arrival};
  end.outcome = job_outcome::shadowed;
  end.content = "{}";
  end.links = {a_link(ours.trigger)};
  end.keep_until = until;
  end.ours = std::move(ours);
  return end;
}

compared_event only_event(store& keep) {
  const auto known = keep.compared();
  REQUIRE(known.events.size() == 1);
  return known.events[0];
}

their_answer only_answer(store& keep) {
  const auto known = keep.compared();
  REQUIRE(known.answers.size() == 1);
  return known.answers[0];
}

const std::string link_1 = "https://open.spotify.com/track/$1";

} // namespace

TEST_CASE("a page records its link events and the answers of others while these are compared") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(compared_page("", "s1", {"$1"}, {an_answer_of_theirs("$t", {"a"})}));
  CHECK(only_event(keep) == compared_event{"!r", "$1", 1000, {link_1}, our_state::pending, {}});
  CHECK(only_answer(keep) == an_answer_of_theirs("$t", {"a"}));
  CHECK(keep.verify().empty());
  SUBCASE("and once, however often it comes") {
    keep.commit_page(compared_page("s1", "s2", {"$1"}, {an_answer_of_theirs("$t", {"b"})}));
    CHECK(only_answer(keep).links == list{"a"});
    CHECK(only_event(keep).event_id == "$1");
  }
}

TEST_CASE("nothing is recorded while nobody is compared") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1"}));
  keep.finish(ending(1, {"$1", our_state::said, {"a"}}));
  CHECK(keep.compared().events.empty());
  CHECK(records(keep, "compared") == 0);
  CHECK(records(keep, "theirs") == 0);
}

TEST_CASE("a page of a gap records the same") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  auto opening = compared_page("", "s1", {});
  opening.gaps = {a_gap("!r", "from")};
  keep.commit_page(opening);
  auto what = a_gap_page(keep.gaps().at(0), "", {"$1"});
  what.theirs = {an_answer_of_theirs("$t", {"a"})};
  what.compare_until = until;
  keep.commit_gap(what);
  CHECK(only_event(keep).event_id == "$1");
  CHECK(only_answer(keep).event_id == "$t");
  CHECK(keep.verify().empty());
}

TEST_CASE("the end of a job says where our answer stands, and what the event asks now") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(compared_page("", "s1", {"$1"}));
  auto end = ending(1, {"$1", our_state::said, {"a"}});
  end.links = {a_link("new")};
  keep.finish(end);
  const auto event = only_event(keep);
  CHECK(event.ours == our_state::said);
  CHECK(event.said == list{"a"});
  CHECK(event.links == list{"https://open.spotify.com/track/new"});
  SUBCASE("a later one counts, also when the job is gone") {
    keep.finish(ending(1, {"$1", our_state::said, {"b"}}));
    CHECK(only_event(keep).said == list{"b"});
  }
  SUBCASE("one that says nothing of it changes nothing") {
    auto silent = ending(1, {"$1", our_state::silent, {}});
    silent.ours.reset();
    keep.finish(silent);
    CHECK(only_event(keep).said == list{"a"});
  }
}

TEST_CASE("our own reply that comes back settles our side too") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(compared_page("", "s1", {"$1"}));
  auto what = compared_page("s1", "s2", {});
  what.own = {{"!r", "$reply", "$1", false, {"a"}}};
  keep.commit_page(what);
  CHECK(only_event(keep).ours == our_state::said);
  CHECK(only_event(keep).said == list{"a"});
  CHECK(keep.count_jobs() == 0);
}

TEST_CASE("an event that lost its links before anybody began it is left out") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(compared_page("", "s1", {"$1"}));
  auto what = compared_page("s1", "s2", {});
  what.changes = {a_redaction("!r", "$1")};
  keep.commit_page(what);
  CHECK(only_event(keep).ours == our_state::left_out);
}

TEST_CASE("an event that was answered before the store was lost is left out") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  auto opening = compared_page("", "s1", {});
  opening.gaps = {a_gap("!r", "from", gap_kind::catch_up)};
  keep.commit_page(opening);
  auto what = a_gap_page(keep.gaps().at(0), "", {"$1"});
  what.own = {{"!r", "$reply", "$1", false, {"a"}}};
  what.compare_until = until;
  keep.commit_gap(what);
  CHECK(only_event(keep).ours == our_state::left_out);
}

TEST_CASE("an event of a gap that lost its links since is left out") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  auto opening = compared_page("", "s1", {});
  opening.gaps = {a_gap("!r", "from")};
  opening.changes = {a_redaction("!r", "$1")};
  keep.commit_page(opening);
  auto what = a_gap_page(keep.gaps().at(0), "", {"$1"});
  what.compare_until = until;
  keep.commit_gap(what);
  CHECK(only_event(keep).ours == our_state::left_out);
}

TEST_CASE("an edit of theirs takes the place of what they said, if it is theirs and newer") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  auto foreign = an_edit_of_theirs("$t", {"x"}, 1900);
  foreign.sender = "@other:x";
  keep.commit_page(
      compared_page("", "s1", {},
                    {an_answer_of_theirs("$t", {"a"}), an_edit_of_theirs("$t", {"c"}, 1800),
                     an_edit_of_theirs("$t", {"b"}, 1700), foreign}));
  CHECK(only_answer(keep) == an_answer_of_theirs("$t", {"c"}));
  CHECK(keep.verify().empty());
}

TEST_CASE("a message that had no link is an answer from its first edit with one on") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(compared_page("", "s1", {}, {an_edit_of_theirs("$t", {"a"}, 1700)}));
  CHECK(only_answer(keep).links == list{"a"});
  CHECK(only_answer(keep).at == 1700);
}

TEST_CASE("in a gap an edit comes before its message, and stays in force") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(
      compared_page("", "s1", {},
                    {an_edit_of_theirs("$t", {"c"}, 1800), an_edit_of_theirs("$t", {"b"}, 1700),
                     an_answer_of_theirs("$t", {"a"})}));
  CHECK(only_answer(keep) == an_answer_of_theirs("$t", {"c"}));
}

TEST_CASE("an answer of theirs that is redacted is forgotten") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  auto what = compared_page("", "s1", {}, {an_answer_of_theirs("$t", {"a"})});
  what.changes = {a_redaction("!other", "$t")};
  keep.commit_page(what);
  CHECK(keep.compared().answers.size() == 1);
  what = compared_page("s1", "s2", {});
  what.changes = {a_redaction("!r", "$t")};
  keep.commit_page(what);
  CHECK(keep.compared().answers.empty());
  CHECK(keep.verify().empty());
}

TEST_CASE("what was recorded outlives the process, and is removed when its time is over") {
  const temporary_directory directory;
  {
    auto keep = store::open(directory.path(), access::exclusive);
    keep.commit_page(compared_page("", "s1", {"$1"}, {an_answer_of_theirs("$t", {"a"})}));
    keep.finish(ending(1, {"$1", our_state::said, {"a"}}));
  }
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK(only_event(keep).said == list{"a"});
  CHECK(only_answer(keep).event_id == "$t");
  CHECK(records(keep, "compared") == 1);
  CHECK(records(keep, "theirs") == 1);
  keep.prune(until - 1, 100);
  CHECK(records(keep, "compared") == 1);
  keep.prune(until, 100);
  CHECK(records(keep, "compared") == 0);
  CHECK(records(keep, "theirs") == 0);
  CHECK(keep.verify().empty());
}

TEST_CASE("what is recorded has a largest number") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  page what = compared_page("", "s1", {});
  for (std::size_t at = 0; at <= most_compared; ++at)
    what.theirs.push_back(an_answer_of_theirs("$" + std::to_string(at), {"a"}));
  keep.commit_page(what);
  CHECK(records(keep, "theirs") == most_compared);
}

TEST_CASE("a store of the version before reads as one without comparisons, and takes them") {
  const temporary_directory directory;
  {
    lmdb::environment raw(directory.path().string(), {lmdb::mode::write, 1 << 20, tables::most});
    auto txn = raw.begin(lmdb::mode::write);
    for (const auto* name : {"seen", "expiry", "jobs", "replies", "links", "journal", "rooms",
                             "gaps", "ahead", "failures"})
      txn.open_table(name);
    meta_table meta;
    meta.open(txn);
    meta.schema.put(txn, 1);
    meta.since.put(txn, "s1");
    txn.commit();
  }
  {
    auto reader = store::open(directory.path(), access::read_only);
    CHECK(reader.compared().events.empty());
    CHECK(reader.compared().answers.empty());
    CHECK(records(reader, "compared") == 0);
    CHECK(reader.verify().empty());
  }
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(compared_page("s1", "s2", {"$2"}));
  CHECK(only_event(keep).event_id == "$2");
}

} // namespace musiclink::store
