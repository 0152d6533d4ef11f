#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

/// A store whose room "!r" has one claimed job, "$1".
class with_job {
public:
  with_job() : keep(store::open(directory_.path(), access::exclusive)) {
    keep.commit_page(a_page("", since_, "!r", {"$1"}));
    claimed = claim();
  }

  page_result commit(const std::vector<trigger_change>& changes,
                     const std::vector<own_reply>& own = {}) {
    const std::string next = since_ + "+";
    page what = a_page(since_, next, "!r", {});
    what.changes = changes;
    what.own = own;
    since_ = next;
    return keep.commit_page(what);
  }
  job claim(std::uint64_t after = 0) {
    auto jobs = keep.claim("!r", after, 1, 5).jobs;
    return jobs.empty() ? job{} : std::move(jobs.front());
  }
  void plan() { keep.plan_completion(claimed.key, said, milliseconds{500}, 2900); }
  void finish(const job& what, job_outcome outcome, const std::string& content = "{}",
              bool says_all = false) {
    conclusion end;
    end.key = what.key;
    end.outcome = outcome;
    end.reply_event_id = "$reply";
    end.content = content;
    end.links = what.event.links;
    end.now = 3000;
    end.keep_until = 8000;
    end.says_all = says_all;
    keep.finish(end);
  }
  std::vector<unfinished_event> unfinished() { return keep.unfinished("!r", {}, 9).events; }
  /// The job that is made of the completion.
  job resumed() {
    REQUIRE(keep.resume("!r", "$1", true, 3100));
    return claim(claimed.key.arrival);
  }

  partial_reply said{"Deezer: x", {{a_link("$1"), an_answer("Song", 0).value.found}}};

private:
  temporary_directory directory_;
  std::string since_ = "s";

public:
  store keep;
  job claimed;
};

const own_reply echo{"!r", "$reply", "$1"};

} // namespace

TEST_CASE("a planned completion begins when the reply is sent, and not before") {
  with_job with;
  with.plan();
  CHECK(with.unfinished().empty());
  with.finish(with.claimed, job_outcome::sent);
  const auto open = with.unfinished();
  REQUIRE(open.size() == 1);
  CHECK(open[0].completes);
  CHECK(open[0].event == an_event("!r", "$1"));
  CHECK(open[0].deadline == 3500);
  const auto known = with.keep.find_completion("!r", "$1");
  REQUIRE(known);
  CHECK(known->said == with.said);
  CHECK_FALSE(known->journaled);
  CHECK(with.keep.rooms_with_jobs() == std::vector<std::string>{"!r"});
  CHECK(with.keep.verify().empty());
}

TEST_CASE("a completion is no backlog and nothing that is owed") {
  with_job with;
  with.plan();
  with.finish(with.claimed, job_outcome::sent);
  CHECK(with.keep.count_jobs() == 0);
  CHECK(with.keep.count_owed() == 0);
  CHECK(with.keep.queues().empty());
  CHECK(records(with.keep, "completions") == 1);
}

TEST_CASE("a reply that is proven by its echo begins its completion as well, and calls its room") {
  with_job with;
  with.plan();
  const auto result = with.commit({}, {echo});
  CHECK(result.rooms == std::vector<std::string>{"!r"});
  CHECK(with.unfinished().size() == 1);
  with.finish(with.claimed, job_outcome::sent); // the answer to the send, later
  CHECK(with.unfinished().size() == 1);
}

TEST_CASE("no completion is left of a reply that was given up, skipped or holds all") {
  with_job with;
  with.plan();
  auto outcome = job_outcome::sent;
  bool says_all = false;
  SUBCASE("given up") {
    outcome = job_outcome::failed;
  }
  SUBCASE("skipped") {
    outcome = job_outcome::skipped;
  }
  SUBCASE("holds all") {
    says_all = true;
  }
  with.finish(with.claimed, outcome, "{}", says_all);
  CHECK(with.unfinished().empty());
  CHECK(records(with.keep, "completions") == 0);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("nothing is planned for a job that is not there") {
  with_job with;
  with.commit({}, {echo});
  with.plan();
  CHECK(records(with.keep, "completions") == 0);
}

TEST_CASE("nothing is planned for a job whose event changed") {
  with_job with;
  with.commit({an_edit("!r", "$1", {"a"})});
  with.plan();
  CHECK(records(with.keep, "completions") == 0);
}

TEST_CASE("a completion becomes one job, however often it is resumed") {
  with_job with;
  with.plan();
  with.finish(with.claimed, job_outcome::sent);
  const auto job = with.resumed();
  CHECK(job.completes);
  CHECK_FALSE(job.amends);
  CHECK(job.event == an_event("!r", "$1"));
  CHECK_FALSE(with.keep.resume("!r", "$1", true, 3100));
  CHECK(with.unfinished().empty());
  CHECK(with.keep.count_jobs() == 1);
  CHECK(with.keep.find_completion("!r", "$1"));
}

TEST_CASE("with its edit a completion is over, and the reply is one revision further") {
  with_job with;
  with.plan();
  with.finish(with.claimed, job_outcome::sent);
  const auto job = with.resumed();
  with.finish(job, job_outcome::edited);
  CHECK(with.keep.count_jobs() == 0);
  CHECK(records(with.keep, "completions") == 0);
  CHECK(with.keep.find_reply("!r", "$1")->revision == 1);
  with.finish(job, job_outcome::edited);
  CHECK(with.keep.find_reply("!r", "$1")->revision == 1);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("an entry of the shadow journal is completed in its place") {
  with_job with;
  with.plan();
  with.finish(with.claimed, job_outcome::shadowed, "first");
  CHECK(with.keep.find_completion("!r", "$1")->journaled);
  with.finish(with.resumed(), job_outcome::shadowed, "completed");
  const auto entries = with.keep.journal(0);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].content == "completed");
  CHECK(entries[0].at == 3000);
  CHECK(records(with.keep, "completions") == 0);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("what a posted reply would have been completed with has an entry of its own in shadow") {
  with_job with;
  with.plan();
  with.finish(with.claimed, job_outcome::sent);
  with.finish(with.resumed(), job_outcome::shadowed, "an edit");
  REQUIRE(with.keep.journal(0).size() == 1);
  CHECK(with.keep.find_reply("!r", "$1")->revision == 0);
}

TEST_CASE("an edit or a redaction of the event takes the completion's place") {
  with_job with;
  with.plan();
  with.finish(with.claimed, job_outcome::sent);
  trigger_change change = a_redaction("!r", "$1");
  SUBCASE("edited") {
    change = an_edit("!r", "$1", {"a"});
  }
  SUBCASE("redacted") {
  }
  SUBCASE("when there is a job for it already") {
    REQUIRE(with.keep.resume("!r", "$1", true, 3100));
  }
  with.commit({change});
  CHECK(with.unfinished().empty());
  CHECK(records(with.keep, "completions") == 0);
  REQUIRE(with.keep.count_jobs() == 1);
  const auto job = with.claim(with.claimed.key.arrival);
  CHECK(job.amends);
  CHECK_FALSE(job.completes);
  CHECK(job.event.links == change.links);
  CHECK(with.keep.verify().empty());
}

TEST_CASE("an edit that keeps the links, or is somebody else's, leaves the completion as it is") {
  with_job with;
  with.plan();
  with.finish(with.claimed, job_outcome::sent);
  auto forged = an_edit("!r", "$1", {"a"});
  forged.sender = "@other:example.org";
  with.commit({forged, an_edit("!r", "$1", {"$1"})});
  CHECK(with.unfinished().size() == 1);
}

TEST_CASE("a completion that nobody ends is forgotten after its deadline") {
  with_job with;
  with.plan();
  with.finish(with.claimed, job_outcome::sent);
  with.keep.prune(3500, 100);
  CHECK(records(with.keep, "completions") == 1);
  with.keep.prune(unix_ms{3500} + 24 * 60 * 60 * 1000, 100);
  CHECK(records(with.keep, "completions") == 0);
}

} // namespace musiclink::store
