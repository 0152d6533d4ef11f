#include "store/tables.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <set>
#include <utility>

namespace musiclink::store {

namespace {

/// What the rows say that stores, and scripts, rely on: it stays for ever.
struct promise {
  std::string name;
  std::string counted_as;
  int expiry;

  bool operator==(const promise&) const = default;
};

} // namespace

TEST_CASE("tables keep their names, in stores and for people, and their numbers in expiry") {
  std::vector<promise> found;
  const tables rows;
  for (const auto* one : rows.all)
    found.push_back({one->about.name, std::string(one->about.counted_as), one->about.expiry});
  CHECK(found == std::vector<promise>{{"seen", "seenEvents", 1},
                                      {"jobs", "jobs", 0},
                                      {"waiting", "waiting", 0},
                                      {"completions", "completions", 9},
                                      {"gaps", "gaps", 0},
                                      {"ahead", "", 0},
                                      {"replies", "replies", 4},
                                      {"reply_ids", "", 0},
                                      {"failures", "failures", 5},
                                      {"journal", "journal", 2},
                                      {"links", "links", 3},
                                      {"compared", "compared", 6},
                                      {"theirs", "theirs", 7},
                                      {"rooms", "rooms", 0},
                                      {"activity", "", 0},
                                      {"budgets", "budgets", 8},
                                      {"exchanges", "exchanges", 10},
                                      {"fuses", "fuses", 11},
                                      {"early", "early", 12},
                                      {"expiry", "", 0}});
}

TEST_CASE("each number in expiry leads to its table, others to none") {
  const tables rows;
  std::set<const any_table*> met;
  for (int number = 0; number < 256; ++number)
    if (const auto* one = rows.expiring(static_cast<std::uint8_t>(number))) {
      CHECK(one->about.expiry == number);
      met.insert(one);
    }
  CHECK(met.size() == 12);
}

TEST_CASE(
    "a record that is kept anew goes at its new time, and one that is dropped leaves nothing") {
  const temporary_directory directory;
  { store::open(directory.path(), access::exclusive); }
  lmdb::environment raw(directory.path().string(), {lmdb::mode::write, 1 << 20, tables::most});
  auto txn = raw.begin(lmdb::mode::write);
  const auto in = tables::open(txn);
  in->links.keep(txn, "https://x/1", {"https://x/1", an_answer("A", 5)});
  in->links.keep(txn, "https://x/1", {"https://x/1", an_answer("B", 7)});
  CHECK(in->expiries.size(txn) == 1);
  CHECK(in->expiries.contains(txn, {7, in->links.about.expiry, by_text::bytes("https://x/1")}));
  in->links.drop(txn, "https://x/1");
  CHECK(in->links.size(txn) == 0);
  CHECK(in->expiries.size(txn) == 0);
}

} // namespace musiclink::store
