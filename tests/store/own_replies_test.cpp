#include "core/links/wording.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

using list = std::vector<std::string>;

page with_own(const std::string& since, const std::string& next,
              const std::vector<own_reply>& own) {
  page what = a_page(since, next, "!r", {});
  what.own = own;
  return what;
}

/// A store with an open gap in room "!r".
class with_gap {
public:
  explicit with_gap(gap_kind kind = gap_kind::limited)
      : keep(store::open(directory_.path(), access::exclusive)) {
    page what = a_page("", "s1", "!r", {});
    what.gaps.push_back(a_gap("!r", "t1", kind));
    keep.commit_page(what);
  }

  gap_page next_page(const std::string& next, const list& event_ids = {}) {
    return a_gap_page(keep.gaps().at(0), next, event_ids);
  }
  std::vector<job> claim() { return keep.claim("!r", 0, 9, 5).jobs; }

private:
  temporary_directory directory_;

public:
  store keep;
};

} // namespace

TEST_CASE("a reply of ours that comes back settles its job") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
  const auto job = keep.claim("!r", 0, 1, 5).jobs.at(0);
  const auto result = keep.commit_page(with_own("s1", "s2", {{"!r", "$reply", "$1", false}}));
  CHECK(result.backlog == 1);
  CHECK(result.withdrawn.empty());
  const auto reply = keep.find_reply("!r", "$1");
  REQUIRE(reply);
  CHECK(reply->event_id == "$reply");
  CHECK(reply->room_id == "!r");
  CHECK(reply->links == std::vector<link>{a_link("$1")});
  keep.finish({job.key, job_outcome::failed, "no answer", "", "", {}, 3000, 8000});
  CHECK(records(keep, "failures") == 0);
  CHECK(keep.find_reply("!r", "$1"));
  page edit = a_page("s2", "s3", "!r", {});
  edit.changes.push_back(an_edit("!r", "$1", {"a"}));
  CHECK(keep.commit_page(edit).backlog == 2);
  CHECK(keep.verify().empty());
}

TEST_CASE("a reply in another room, to nothing known, or an edit settles nothing") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1"}));
  keep.commit_page(with_own("s1", "s2",
                            {{"!other", "$reply", "$1", false},
                             {"!r", "$reply", "$unknown", false},
                             {"!r", "$edit", "$1", true}}));
  CHECK(keep.count_jobs() == 1);
  CHECK(records(keep, "replies") == 0);
}

TEST_CASE("a reply does not settle the job that amends it") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1"}));
  keep.claim("!r", 0, 1, 5);
  page what = with_own("s1", "s2", {{"!r", "$reply", "$1", false}});
  what.changes.push_back(an_edit("!r", "$1", {"a"}));
  CHECK(keep.commit_page(what).backlog == 2);
}

TEST_CASE("what was answered before the gap showed it is no job") {
  for (const auto kind : {gap_kind::limited, gap_kind::catch_up}) {
    with_gap with(kind);
    gap_page first = with.next_page("t2", {"$3"});
    first.own = {{"!r", "$reply-2", "$2", false}, {"!other", "$reply-1", "$1", false}};
    with.keep.commit_gap(first);
    const auto last = with.keep.commit_gap(with.next_page("", {"$2", "$1"}));
    CHECK(last.dropped == 0);
    const auto jobs = with.claim();
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].event.event_id == "$1");
    CHECK(jobs[1].event.event_id == "$3");
    const auto reply = with.keep.find_reply("!r", "$2");
    REQUIRE(reply);
    CHECK(reply->event_id == "$reply-2");
    CHECK(reply->links == std::vector<link>{a_link("$2")});
    CHECK(with.keep.verify().empty());
  }
}

TEST_CASE("the answer and its event in one page of a gap: no job") {
  with_gap with(gap_kind::catch_up);
  gap_page only = with.next_page("", {"$2", "$1"});
  only.own = {{"!r", "$reply", "$1", false}};
  with.keep.commit_gap(only);
  REQUIRE(with.claim().size() == 1);
  CHECK(with.claim()[0].event.event_id == "$2");
}

TEST_CASE("a reply found in a gap is edited later like any other") {
  with_gap with;
  gap_page only = with.next_page("", {"$1"});
  only.own = {{"!r", "$reply", "$1", false}};
  with.keep.commit_gap(only);
  page edit = a_page("s1", "s2", "!r", {});
  edit.changes.push_back(an_edit("!r", "$1", {"a"}));
  edit.changes.push_back(an_edit("!r", "$1", {"b"}));
  edit.changes.back().sender = "@other:example.org";
  with.keep.commit_page(edit);
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].amends);
  CHECK(jobs[0].event.links == std::vector<link>{a_link("a")});
}

TEST_CASE("edits of a reply that a gap shows before it raise its revision") {
  with_gap with(gap_kind::catch_up);
  gap_page first = with.next_page("t2");
  first.own = {{"!r", "$edit-3", "$reply", true}, {"!r", "$edit-2", "$reply", true}};
  with.keep.commit_gap(first);
  gap_page second = with.next_page("t3");
  second.own = {{"!r", "$edit-1", "$reply", true},
                {"!r", "$other", "$other-reply", true},
                {"!r", "$reply", "$1", false}};
  second.changes.push_back(an_edit("!r", "$1", {"a"}));
  with.keep.commit_gap(second);
  with.keep.commit_gap(with.next_page("", {"$1"}));
  const auto reply = with.keep.find_reply("!r", "$1");
  REQUIRE(reply);
  CHECK(reply->revision == 3);
  CHECK(reply->links == std::vector<link>{a_link("a")});
  CHECK(with.claim().empty());
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a reply that was never edited, of an event that was, is amended") {
  with_gap with(gap_kind::catch_up);
  gap_page first = with.next_page("t2");
  first.changes.push_back(an_edit("!r", "$1", {"a"}));
  first.own = {{"!r", "$reply", "$1", false}};
  with.keep.commit_gap(first);
  with.keep.commit_gap(with.next_page("", {"$1"}));
  CHECK(with.keep.find_reply("!r", "$1")->links == std::vector<link>{a_link("$1")});
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].amends);
  CHECK(jobs[0].event.links == std::vector<link>{a_link("a")});
}

TEST_CASE("a reply that was only completed, of an event that was edited, is amended") {
  for (const bool completes : {true, false}) {
    with_gap with(gap_kind::catch_up);
    gap_page first = with.next_page("t2");
    first.changes.push_back(an_edit("!r", "$1", {"a"}));
    first.own = {{"!r", "$edit", "$reply", true}, {"!r", "$reply", "$1", false}};
    first.own[0].completes = completes;
    with.keep.commit_gap(first);
    with.keep.commit_gap(with.next_page("", {"$1"}));
    CHECK(with.keep.find_reply("!r", "$1")->revision == 1);
    CHECK(with.claim().size() == (completes ? 1 : 0));
    CHECK(with.keep.verify().empty());
  }
}

TEST_CASE("an edit met between the reply and its event counts") {
  with_gap with(gap_kind::catch_up);
  gap_page first = with.next_page("t2");
  first.own = {{"!r", "$reply", "$1", false}};
  with.keep.commit_gap(first);
  gap_page last = with.next_page("", {"$1"});
  last.changes.push_back(an_edit("!r", "$1", {"a"}));
  with.keep.commit_gap(last);
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].amends);
  CHECK(jobs[0].event.links == std::vector<link>{a_link("a")});
}

TEST_CASE("a reply to an event that was redacted is redacted too, whichever is met first") {
  for (const bool reply_first : {true, false}) {
    with_gap with(gap_kind::catch_up);
    gap_page pages[2] = {with.next_page("t2"), with.next_page("")};
    pages[1].from = "t2";
    pages[reply_first ? 0 : 1].own = {{"!r", "$reply", "$1", false}};
    pages[reply_first ? 1 : 0].changes = {a_redaction("!r", "$1")};
    with.keep.commit_gap(pages[0]);
    with.keep.commit_gap(pages[1]);
    CHECK(with.keep.find_reply("!r", "$1"));
    const auto jobs = with.claim();
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].amends);
    CHECK(jobs[0].event.event_id == "$1");
    CHECK(jobs[0].event.links.empty());
    CHECK(with.keep.verify().empty());
  }
}

TEST_CASE("a reply that somebody removed is not edited, and its event is not answered again") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1"}));
  const auto job = keep.claim("!r", 0, 1, 5).jobs.at(0);
  keep.finish({job.key, job_outcome::sent, "", "$reply", "{}", job.event.links, 3000, 0});
  page removal = a_page("s1", "s2", "!r", {});
  removal.changes.push_back(a_redaction("!other", "$reply"));
  keep.commit_page(removal);
  CHECK_FALSE(keep.find_reply("!r", "$1")->removed);
  removal = a_page("s2", "s3", "!r", {});
  removal.changes.push_back(a_redaction("!r", "$reply"));
  keep.commit_page(removal);
  REQUIRE(keep.find_reply("!r", "$1"));
  CHECK(keep.find_reply("!r", "$1")->removed);
  page edit = a_page("s3", "s4", "!r", {});
  edit.changes.push_back(an_edit("!r", "$1", {"a"}));
  edit.changes.push_back(a_redaction("!r", "$1"));
  CHECK(keep.commit_page(edit).backlog == 0);
  CHECK(keep.verify().empty());
}

TEST_CASE("a reply that comes back removed settles its job, and stays removed") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1"}));
  own_reply own{"!r", "$reply", "$1", false};
  own.removed = true;
  CHECK(keep.commit_page(with_own("s1", "s2", {own})).backlog == 0);
  CHECK(keep.find_reply("!r", "$1")->removed);
}

TEST_CASE("a reply that was removed before its send was answered stays removed") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
  const auto jobs = keep.claim("!r", 0, 2, 5).jobs;
  page removal = a_page("s1", "s2", "!r", {});
  removal.changes.push_back(a_redaction("!r", "$reply-1"));
  keep.commit_page(removal);
  keep.finish({jobs[0].key, job_outcome::sent, "", "$reply-1", "{}", jobs[0].event.links, 3000, 0});
  conclusion known{jobs[1].key, job_outcome::sent,   "",   "$reply-2",
                   "{}",        jobs[1].event.links, 3000, 0};
  known.removed = true;
  keep.finish(known);
  CHECK(keep.find_reply("!r", "$1")->removed);
  CHECK(keep.find_reply("!r", "$2")->removed);
  page edit = a_page("s2", "s3", "!r", {});
  edit.changes = {an_edit("!r", "$1", {"a"}), an_edit("!r", "$2", {"a"})};
  CHECK(keep.commit_page(edit).backlog == 0);
}

TEST_CASE("replies are known by their own ids for as long as they are kept") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1"}));
  keep.commit_page(with_own("s1", "s2", {{"!r", "$reply", "$1", false}}));
  CHECK(keep.prune(2000 + unix_ms{91} * 24 * 60 * 60 * 1000, 100) > 0);
  CHECK_FALSE(keep.find_reply("!r", "$1"));
  CHECK(keep.verify().empty());
}

TEST_CASE("after a lost store, what a removed message of ours follows counts as answered") {
  with_gap with(gap_kind::catch_up);
  gap_page first = with.next_page("t2", {"$4", "$3"});
  first.own_removed = true;
  first.maybe_answered = {"$3"};
  with.keep.commit_gap(first);
  CHECK(with.keep.commit_gap(with.next_page("", {"$2"})).dropped == 0);
  const auto jobs = with.claim();
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].event.event_id == "$4");
  page edit = a_page("s1", "s2", "!r", {});
  edit.changes.push_back(an_edit("!r", "$2", {"a"}));
  CHECK(with.keep.commit_page(edit).backlog == 1);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("after a lost store our words are known again as they are read back") {
  with_gap with(gap_kind::catch_up);
  gap_page only = with.next_page("");
  only.own = {{"!r", "$edit", "$reply", true}, {"!r", "$reply", "$1", false}};
  only.own[0].spoken = {{a_link("a"), "harder better"}, {a_link("b"), "harder better"}};
  only.own[1].spoken = {{a_link("a"), "harder better"}};
  with.keep.commit_gap(only);
  page echo = a_page("s1", "s2", "!other", {"$echo", "$person"});
  echo.events[0].links = echo.events[1].links = {a_link("a"), a_link("b")};
  echo.events[0].text = wording_of("Harder, Better\nSpotify: https://open.spotify.com/track/a\n"
                                   "Spotify: https://open.spotify.com/track/b");
  echo.events[1].text = wording_of("which one? https://open.spotify.com/track/a or "
                                   "https://open.spotify.com/track/b");
  const auto result = with.keep.commit_page(echo);
  REQUIRE(result.loops.echoes.size() == 1);
  CHECK(result.loops.echoes[0].event_id == "$echo");
  CHECK(result.backlog == 1);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("while the store knows what was answered, a removed message of ours says nothing") {
  with_gap with(gap_kind::limited);
  gap_page first = with.next_page("t2", {"$3"});
  first.own_removed = true;
  first.maybe_answered = {"$3"};
  with.keep.commit_gap(first);
  with.keep.commit_gap(with.next_page("", {"$2"}));
  CHECK(with.claim().size() == 2);
}

} // namespace musiclink::store
