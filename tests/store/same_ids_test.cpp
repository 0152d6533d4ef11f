#include "store/replies.hpp"
#include "store/tables.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

using list = std::vector<std::string>;

conclusion sent(const job& what, const std::string& reply) {
  return {what.key, job_outcome::sent, "", reply, "{}", what.event.links, 3000, 8000};
}

} // namespace

TEST_CASE("one event id in two rooms of old versions, whose servers choose ids, is two events") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  const std::string id = "$1:evil.example";
  CHECK(keep.commit_page(a_page("", "s1", "!a:x", {id})).fresh == 1);
  CHECK(keep.commit_page(a_page("s1", "s2", "!b:x", {id})).fresh == 1);
  CHECK(keep.commit_page(a_page("s2", "s3", "!a:x", {id})).duplicates == 1);
  keep.finish(sent(keep.claim("!a:x", 0, 1, 5).jobs.at(0), "$reply-a"));
  keep.finish(sent(keep.claim("!b:x", 0, 1, 5).jobs.at(0), "$reply-b"));
  CHECK(keep.find_reply("!a:x", id)->event_id == "$reply-a");
  CHECK(keep.find_reply("!b:x", id)->event_id == "$reply-b");
  CHECK_FALSE(keep.find_reply("!c:x", id));

  page edit = a_page("s3", "s4", "!a:x", {});
  edit.changes = {a_redaction("!a:x", id)};
  keep.commit_page(edit);
  const auto jobs = keep.claim("!a:x", 0, 9, 6).jobs;
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].amends);
  CHECK(keep.claim("!b:x", 0, 9, 6).jobs.empty());
  CHECK(keep.verify().empty());
}

TEST_CASE("what version 1.0 stored of such an event is known still") {
  const temporary_directory directory;
  const std::string id = "$1:x";
  {
    auto keep = store::open(directory.path(), access::exclusive);
    keep.commit_page(a_page("", "s1", "!a:x", {}));
  }
  {
    lmdb::environment raw(directory.path().string(), {lmdb::mode::write, 1 << 20, tables::most});
    auto txn = raw.begin(lmdb::mode::write);
    const auto in = tables::open(txn);
    in->seen.keep(txn, id, {9000, 0});
    in->replies.keep(txn, id,
                     {id, "@someone:example.org", {"!a:x", "$reply", 0, {a_link("1")}}, 9000});
    txn.commit();
  }
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK(keep.verify().empty());
  CHECK(keep.commit_page(a_page("s1", "s2", "!a:x", {id})).duplicates == 1);
  CHECK(keep.find_reply("!a:x", id)->event_id == "$reply");
  page edit = a_page("s2", "s3", "!a:x", {});
  edit.changes = {a_redaction("!a:x", id)};
  keep.commit_page(edit);
  const auto work = keep.claim("!a:x", 0, 9, 5).jobs.at(0);
  CHECK(work.amends);
  keep.finish({work.key, job_outcome::redacted, "", "", "", {}, 3000, 8000});
  CHECK_FALSE(keep.find_reply("!a:x", id));
  CHECK(keep.verify().empty());
}

} // namespace musiclink::store
