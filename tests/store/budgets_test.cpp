#include "store/tables.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

namespace {

budget_entry an_entry(const std::string& outlet, unix_ms at, std::uint64_t count) {
  return {outlet, {{{at, count}}, at - 1, at + 5}, at + 60000};
}

/// A store as the version before the table budgets left it.
void make_older_store(const std::filesystem::path& directory) {
  lmdb::environment raw(directory.string(), {lmdb::mode::write, 1 << 20, tables::most});
  auto txn = raw.begin(lmdb::mode::write);
  for (const auto* name : {"meta", "seen", "expiry", "jobs", "replies", "links", "journal", "rooms",
                           "gaps", "ahead", "failures"})
    txn.open_table(name);
  txn.put(*txn.open_table("meta"), "schema", pack(std::uint64_t{1}));
  txn.commit();
}

} // namespace

TEST_CASE("budgets are kept over restarts, by who is asked") {
  const temporary_directory directory;
  {
    auto keep = store::open(directory.path(), access::exclusive);
    keep.save_budget(an_entry("one", 1000, 3));
    keep.save_budget(an_entry("two", 2000, 60000));
  }
  auto keep = store::open(directory.path(), access::read_only);
  CHECK(keep.budgets() ==
        std::vector<budget_entry>{an_entry("one", 1000, 3), an_entry("two", 2000, 60000)});
  CHECK(records(keep, "budgets") == 2);
  CHECK(keep.verify().empty());
}

TEST_CASE("a budget goes when it says nothing any more, and not before") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive);
  keep.save_budget(an_entry("one", 1000, 1));
  keep.save_budget(an_entry("one", 5000, 2));
  CHECK(keep.prune(64999, 10) == 0);
  CHECK(keep.budgets() == std::vector<budget_entry>{an_entry("one", 5000, 2)});
  CHECK(keep.prune(65000, 10) == 1);
  CHECK(keep.budgets().empty());
  CHECK(keep.verify().empty());
}

TEST_CASE("a store of the version before has no budgets, and gets them when a service opens it") {
  const temporary_directory directory;
  make_older_store(directory.path());
  {
    auto reader = store::open(directory.path(), access::read_only);
    CHECK(reader.budgets().empty());
    CHECK(records(reader, "budgets") == 0);
    CHECK(reader.verify().empty());
  }
  auto keep = store::open(directory.path(), access::exclusive);
  CHECK(keep.budgets().empty());
  keep.save_budget(an_entry("one", 1000, 1));
  CHECK(keep.budgets().size() == 1);
}

} // namespace musiclink::store
