#include "store/replies.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

using list = std::vector<std::string>;

/// A store that has taken "$1" and "$2" of room "!r".
class with_jobs {
public:
  with_jobs() : keep(store::open(directory_.path(), access::exclusive)) {
    keep.commit_page(a_page("", since_, "!r", {"$1", "$2"}));
  }

  page_result change(const std::vector<trigger_change>& changes, const list& event_ids = {}) {
    const std::string next = since_ + "+";
    page what = a_page(since_, next, "!r", event_ids);
    what.changes = changes;
    since_ = next;
    return keep.commit_page(what);
  }
  page_result open_gap() {
    const std::string next = since_ + "+";
    page what = a_page(since_, next, "!r", {});
    what.gaps.push_back(a_gap("!r", "t1"));
    since_ = next;
    return keep.commit_page(what);
  }
  std::vector<job> claim(std::uint64_t after = 0) { return keep.claim("!r", after, 9, 5).jobs; }
  void finish(const job& what, job_outcome outcome, unix_ms now = 3000) {
    keep.finish({what.key, outcome, "", "$reply", "{}", what.event.links, now, 8000});
  }

private:
  temporary_directory directory_;
  std::string since_ = "s";

public:
  store keep;
};

std::vector<link> links(const list& ids) {
  return an_edit("", "", ids).links;
}

} // namespace

TEST_CASE("what is edited after an edit that nobody saw end has a revision of its own") {
  with_jobs with;
  with.finish(with.claim().at(0), job_outcome::sent);
  with.change({an_edit("!r", "$1", {"a"})});
  const auto first = with.claim(2).at(0);
  with.change({an_edit("!r", "$1", {"b"})});
  with.finish(first, job_outcome::skipped);
  CHECK(with.keep.find_reply("!r", "$1")->revision == 1);
  with.finish(with.claim(first.key.arrival).at(0), job_outcome::edited);
  CHECK(with.keep.find_reply("!r", "$1")->revision == 2);
}

TEST_CASE("an edit before the first claim changes the job in its place") {
  with_jobs with;
  const auto result = with.change({an_edit("!r", "$1", {"a", "b"})});
  CHECK(result.withdrawn.empty());
  CHECK(result.rooms.empty());
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].event.event_id == "$1");
  CHECK(jobs[0].event.links == links({"a", "b"}));
  CHECK_FALSE(jobs[0].amends);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("an edit in the page of its event counts") {
  with_jobs with;
  with.change({an_edit("!r", "$3", {"a"}), a_redaction("!r", "$4")}, {"$3", "$4"});
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[2].event.links == links({"a"}));
}

TEST_CASE("before the first claim, an event without a link left or redacted is no job any more") {
  with_jobs with;
  CHECK(with.change({an_edit("!r", "$1", {}), a_redaction("!r", "$2")}).backlog == 0);
  CHECK(with.change({an_edit("!r", "$1", {"a"})}).backlog == 0);
  CHECK(with.change({}, {"$1", "$2"}).duplicates == 2);
}

TEST_CASE("an edit by somebody else changes nothing") {
  with_jobs with;
  auto edit = an_edit("!r", "$1", {"a"});
  edit.sender = "@other:example.org";
  with.change({edit});
  const auto jobs = with.claim();
  CHECK(jobs.at(0).event.links == links({"$1"}));
  CHECK(with.change({edit}).withdrawn.empty());
  with.finish(jobs.at(0), job_outcome::sent);
  CHECK(with.change({edit}).rooms.empty());
  CHECK(with.keep.count_jobs() == 1);
}

TEST_CASE("a change that names another room changes nothing") {
  with_jobs with;
  with.change({an_edit("!other", "$1", {"a"}), a_redaction("!other", "$2")});
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].event.links == links({"$1"}));
  with.finish(jobs[0], job_outcome::sent);
  CHECK(with.change({a_redaction("!other", "$1")}).backlog == 1);
}

TEST_CASE("an edit that keeps the set of links changes nothing") {
  with_jobs with;
  with.change({an_edit("!r", "$1", {"a", "b"})});
  const auto job = with.claim().at(0);
  const auto result = with.change({an_edit("!r", "$1", {"b", "a", "b"})});
  CHECK(result.withdrawn.empty());
  CHECK(result.backlog == 2);
  with.finish(job, job_outcome::sent);
  CHECK(with.change({an_edit("!r", "$1", {"b", "a"})}).rooms.empty());
}

TEST_CASE("an edit of a claimed job withdraws it and appends one that amends") {
  with_jobs with;
  const auto first = with.claim().at(0);
  const auto result = with.change({an_edit("!r", "$1", {"a"})});
  REQUIRE(result.withdrawn.size() == 1);
  CHECK(result.withdrawn[0].room_id == "!r");
  CHECK(result.withdrawn[0].event_id == "$1");
  CHECK(result.rooms == list{"!r"});
  CHECK(result.backlog == 3);
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].event == first.event);
  CHECK(jobs[2].event.event_id == "$1");
  CHECK(jobs[2].event.links == links({"a"}));
  CHECK(jobs[2].event.sender == first.event.sender);
  CHECK(jobs[2].amends);
  CHECK(jobs[2].attempts == 1);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("further edits change the amending job in its place until it is claimed") {
  with_jobs with;
  with.claim();
  with.change({an_edit("!r", "$1", {"a"})});
  const auto second = with.change({an_edit("!r", "$1", {"b"})});
  CHECK(second.backlog == 3);
  CHECK(second.withdrawn.empty());
  CHECK(with.change({a_redaction("!r", "$1")}).backlog == 3);
  const auto amending = with.claim(2).at(0);
  CHECK(amending.event.links.empty());
  const auto third = with.change({an_edit("!r", "$1", {"c"})});
  CHECK(third.backlog == 4);
  CHECK(third.withdrawn.size() == 1);
}

TEST_CASE("a redaction of a claimed job amends it with no links") {
  with_jobs with;
  with.claim();
  CHECK(with.change({a_redaction("!r", "$1")}).withdrawn.size() == 1);
  const auto amending = with.claim(2).at(0);
  CHECK(amending.amends);
  CHECK(amending.event.links.empty());
}

TEST_CASE("an edit of an answered event amends the reply") {
  with_jobs with;
  with.finish(with.claim().at(0), job_outcome::sent);
  const auto result = with.change({an_edit("!r", "$1", {"a"}, 2700)});
  CHECK(result.rooms == list{"!r"});
  CHECK(result.withdrawn.empty());
  const auto amending = with.claim(2).at(0);
  CHECK(amending.amends);
  CHECK(amending.event ==
        link_event{"!r", "$1", "@someone:example.org", 2700, 2000, "", links({"a"})});
  with.finish(amending, job_outcome::edited);
  const auto reply = with.keep.find_reply("!r", "$1");
  REQUIRE(reply);
  CHECK(reply->event_id == "$reply");
  CHECK(reply->revision == 1);
  CHECK(reply->links == links({"a"}));
  CHECK(with.change({an_edit("!r", "$1", {"a"})}).rooms.empty());
  CHECK(with.change({}, {"$1"}).duplicates == 1);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("an edit is kept as long as a reply sent at its time") {
  with_jobs with;
  with.finish(with.claim().at(0), job_outcome::sent, 3000);
  with.change({an_edit("!r", "$1", {"a"})});
  with.finish(with.claim(2).at(0), job_outcome::edited, 4000);
  CHECK(with.keep.prune(9000, 100) == 2);              // the seen ids
  CHECK(with.keep.prune(3999 + reply_keep, 100) == 2); // what was said about the links
  CHECK(with.keep.find_reply("!r", "$1"));
  CHECK(with.keep.verify().empty());
  with.keep.prune(4000 + reply_keep, 100);
  CHECK_FALSE(with.keep.find_reply("!r", "$1"));
}

TEST_CASE("a redacted reply is gone, and no later edit brings it back") {
  with_jobs with;
  with.finish(with.claim().at(0), job_outcome::sent);
  with.change({a_redaction("!r", "$1")});
  const auto amending = with.claim(2).at(0);
  CHECK(amending.event.links.empty());
  with.finish(amending, job_outcome::redacted);
  CHECK_FALSE(with.keep.find_reply("!r", "$1"));
  CHECK(records(with.keep, "replies") == 0);
  CHECK(with.change({an_edit("!r", "$1", {"a"}), a_redaction("!r", "$1")}).backlog == 1);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("an answer that is edited after its event was forgotten is amended all the same") {
  with_jobs with;
  for (const auto& job : with.claim())
    with.finish(job, job_outcome::sent);
  with.keep.prune(9000, 100);
  REQUIRE(with.keep.count_seen() == 0);
  CHECK(with.change({an_edit("!r", "$1", {"a"})}).backlog == 1);
  CHECK(with.change({an_edit("!r", "$1", {"b"})}).backlog == 1);
  CHECK(with.claim().at(0).event.links == links({"b"}));
  CHECK(with.change({}, {"$2"}).backlog == 1);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("changes of events that are not known change nothing") {
  with_jobs with;
  for (const auto& job : with.claim())
    with.finish(job, job_outcome::skipped);
  const auto result = with.change({an_edit("!r", "$9", {"a"}), a_redaction("!r", "$8"),
                                   an_edit("!r", "$1", {"a"}), a_redaction("!r", "$2")});
  CHECK(result.backlog == 0);
  CHECK(result.rooms.empty());
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a change that comes before its event counts when that comes") {
  with_jobs with;
  for (const auto& job : with.claim())
    with.finish(job, job_outcome::skipped);
  auto others = an_edit("!r", "$7", {"bad"});
  others.sender = "@other:example.org";
  with.change({an_edit("!r", "$9", {"new"}, 20), an_edit("!r", "$9", {"old"}, 10),
               a_redaction("!r", "$8"), others});
  CHECK(with.change({}, {"$9", "$8", "$7"}).backlog == 2);
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].event.links == links({"new"}));
  CHECK(jobs[1].event.links == links({"$7"}));
  CHECK(with.keep.verify().empty());
}

TEST_CASE("of an event in a gap, the newest change is what counts") {
  with_jobs with;
  with.open_gap();
  with.change({an_edit("!r", "$a", {"late"}, 20), an_edit("!r", "$d", {"again"}, 5)});
  const gap open = with.keep.gaps().at(0);
  gap_page first = a_gap_page(open, "t2", {});
  first.changes = {an_edit("!r", "$a", {"early"}, 10), an_edit("!r", "$b", {}, 10),
                   a_redaction("!r", "$c"), an_edit("!r", "$c", {"x"}, 9000),
                   an_edit("!other", "$e", {"x"}, 9000)};
  with.keep.commit_gap(first);
  const auto last =
      with.keep.commit_gap(a_gap_page(with.keep.gaps().at(0), "", {"$e", "$d", "$c", "$b", "$a"}));
  CHECK(last.fresh == 5);
  const auto jobs = with.claim(2);
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].event.event_id == "$a");
  CHECK(jobs[0].event.links == links({"late"}));
  CHECK(jobs[1].event.links == links({"again"}));
  CHECK(jobs[2].event.links == links({"$e"}));
  CHECK(with.change({}, {"$b", "$c"}).duplicates == 2);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("in a gap too, nobody edits what somebody else wrote, nor hides the author's edit") {
  with_jobs with;
  with.open_gap();
  auto bad = an_edit("!r", "$a", {"bad"}, 9000);
  bad.sender = "@other:example.org";
  auto worse = an_edit("!r", "$b", {"bad"}, 9000);
  worse.sender = "@other:example.org";
  gap_page last = a_gap_page(with.keep.gaps().at(0), "", {"$b", "$a"});
  last.changes = {bad, worse, an_edit("!r", "$b", {"good"}, 10)};
  with.keep.commit_gap(last);
  const auto jobs = with.claim(2);
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].event.links == links({"$a"}));
  CHECK(jobs[1].event.links == links({"good"}));
}

TEST_CASE("what a gap taught ahead goes with the last gap of its room") {
  with_jobs with;
  with.open_gap();
  with.open_gap();
  const auto gaps = with.keep.gaps();
  gap_page newer = a_gap_page(gaps.at(1), "", {});
  newer.changes = {a_redaction("!r", "$a"), a_redaction("!r", "$b")};
  with.keep.commit_gap(newer);
  with.keep.commit_gap(a_gap_page(gaps.at(0), "", {"$a"}));
  CHECK(with.change({}, {"$a", "$b"}).backlog == 3);
  CHECK(with.claim().at(2).event.event_id == "$b");
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a change that comes before its event counts, for an hour") {
  with_jobs with;
  with.change({an_edit("!r", "$a", {"good"}, 20), an_edit("!r", "$a", {"old"}, 10),
               an_edit("!r", "$b", {}), a_redaction("!r", "$c"), an_edit("!other", "$d", {"x"})});
  auto bad = an_edit("!r", "$d", {"bad"}, 9000);
  bad.sender = "@other:example.org";
  with.change({bad});
  CHECK(with.keep.verify().empty());
  const auto result = with.change({}, {"$a", "$b", "$c", "$d"});
  CHECK(result.fresh == 4);
  const auto jobs = with.claim(2);
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].event.event_id == "$a");
  CHECK(jobs[0].event.links == links({"good"}));
  CHECK(jobs[1].event.links == links({"$d"}));

  with.change({a_redaction("!r", "$e")});
  with.keep.prune(unix_ms{3} * 60 * 60 * 1000, 100);
  with.change({}, {"$e"});
  CHECK(with.claim(jobs[1].key.arrival).at(0).event.event_id == "$e");
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a page of a gap changes jobs that are there") {
  with_jobs with;
  with.open_gap();
  with.keep.claim("!r", 0, 1, 5);
  gap_page last = a_gap_page(with.keep.gaps().at(0), "", {});
  last.changes = {an_edit("!r", "$1", {"a"}), an_edit("!r", "$2", {"b"})};
  const auto result = with.keep.commit_gap(last);
  REQUIRE(result.withdrawn.size() == 1);
  CHECK(result.withdrawn[0].event_id == "$1");
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[1].event.links == links({"b"}));
  CHECK(jobs[2].event.links == links({"a"}));
}

} // namespace musiclink::store
