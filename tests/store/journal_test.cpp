#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

using list = std::vector<std::string>;

/// A store whose journal holds $1 to $5, the first two from the same millisecond.
class with_journal {
public:
  with_journal() : keep(store::open(directory_.path(), access::exclusive)) {
    keep.commit_page(a_page("", "s1", "!r", {"$1", "$2", "$3", "$4", "$5"}));
    unix_ms at = 3000;
    for (const auto& job : keep.claim("!r", 0, 5, 5).jobs) {
      conclusion end;
      end.key = job.key;
      end.trigger = job.event.event_id;
      end.outcome = job_outcome::shadowed;
      end.content = "{}";
      end.now = job.event.event_id == "$1" || job.event.event_id == "$2" ? 3000 : ++at;
      end.keep_until = 9000;
      keep.finish(end);
    }
  }

  static list ids_of(const journal_page& page) {
    list result;
    for (const auto& one : page.entries)
      result.push_back(one.event_id);
    return result;
  }

private:
  temporary_directory directory_;

public:
  store keep;
};

} // namespace

TEST_CASE("the journal is read in pages, the newest first, each with its oldest entry first") {
  with_journal with;
  const auto newest = with.keep.newest_of_journal(0, 2);
  CHECK(with.ids_of(newest) == list{"$4", "$5"});
  const auto middle = with.keep.newest_of_journal(0, 2, newest.older);
  CHECK(with.ids_of(middle) == list{"$2", "$3"});
  const auto oldest = with.keep.newest_of_journal(0, 2, middle.older);
  CHECK(with.ids_of(oldest) == list{"$1"});
  CHECK(oldest.older.empty());
}

TEST_CASE("an entry keeps what was left out") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1"}));
  conclusion end;
  end.key = keep.claim("!r", 0, 1, 5).jobs.at(0).key;
  end.trigger = "$1";
  end.outcome = job_outcome::shadowed;
  end.content = "{}";
  end.left_out = {{"deezer", "Hello (Live)", "Adele", "https://d/1", "another version: live"}};
  end.now = 5;
  end.keep_until = 9000;
  keep.finish(end);
  REQUIRE(keep.journal(0).size() == 1);
  CHECK(keep.journal(0).front().left_out == end.left_out);
}

TEST_CASE("what was left out is kept also where there is no reply") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
  for (const auto& job : keep.claim("!r", 0, 2, 5).jobs) {
    conclusion end;
    end.key = job.key;
    end.trigger = job.event.event_id;
    end.outcome = job_outcome::skipped;
    end.now = 5;
    end.keep_until = 9000;
    if (job.event.event_id == "$2")
      end.left_out = {{"deezer", "Hello (Live)", "Adele", "", "another version: live"}};
    keep.finish(end);
  }
  const auto entries = keep.journal(0);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].event_id == "$2");
  CHECK(entries[0].content.empty());
  CHECK(entries[0].left_out.size() == 1);
}

TEST_CASE("a page that holds the last entry says so, also when it is full") {
  with_journal with;
  CHECK(with.keep.newest_of_journal(0, 5).older.empty());
  CHECK(with.keep.newest_of_journal(3001, 3).older.empty());
  CHECK(with.ids_of(with.keep.newest_of_journal(3001, 9)) == list{"$3", "$4", "$5"});
}

TEST_CASE("a name that no page gave is as none") {
  with_journal with;
  for (const auto* name : {"x", "0", "zz", "ffff", "-1", "00000000000000000000000000000000ff"})
    CHECK(with.ids_of(with.keep.newest_of_journal(0, 9, name)).size() == 5);
  CHECK(with.ids_of(with.keep.newest_of_journal(0, 9, std::string(32, '0'))).empty());
}

} // namespace musiclink::store
