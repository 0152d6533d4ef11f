#include "store/tables.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include <sys/stat.h>

namespace musiclink::store {

namespace {

namespace fs = std::filesystem;

void fill(const fs::path& directory) {
  auto keep = store::open(directory, access::exclusive);
  keep.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// Opens the store for the service; what it reported.
std::vector<std::string> reports(const fs::path& directory, std::size_t jobs) {
  std::vector<std::string> said;
  auto keep = store::open_or_start_afresh(directory,
                                          [&](const std::string& text) { said.push_back(text); });
  CHECK(keep.count_jobs() == jobs);
  CHECK(keep.verify().empty());
  return said;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a good store and a new one are opened without a word") {
  const temporary_directory directory;
  CHECK(reports(directory.path() / "new", 0).empty());
  fill(directory.path());
  CHECK(reports(directory.path(), 2).empty());
}

TEST_CASE("a damaged store is set aside whole, and the store starts afresh") {
  const temporary_directory directory;
  const fs::path file = directory.path() / "data.mdb";
  fill(directory.path());
  const std::string good = bytes_of(file);
  int number = 0;
  for (const auto& bad : {std::string(), good.substr(0, 5000), good.substr(0, good.size() / 2),
                          std::string(50000, 'x'), std::string(8192, '\0')}) {
    ++number;
    overwrite(file, bad);
    const auto said = reports(directory.path(), 0);
    const std::string kept = file.string() + ".damaged-" + std::to_string(number);
    REQUIRE(said.size() == 1);
    CHECK(holds(said[0], "damaged: page"));
    CHECK(holds(said[0], kept));
    CHECK_FALSE(holds(said[0], "move the directory away"));
    CHECK(bytes_of(kept) == bad);
    CHECK(fs::exists(directory.path() / ("lock.mdb.damaged-" + std::to_string(number))));
    CHECK(reports(directory.path(), 0).empty());
  }
}

TEST_CASE("a value that all else stands on and that cannot be read is damage") {
  for (const auto* name : {"schema", "since", "filter", "mode", "loaded_mode", "arrival", "life"}) {
    const temporary_directory directory;
    fill(directory.path());
    {
      lmdb::environment raw(directory.path().string(), {lmdb::mode::write, 1 << 20, tables::most});
      auto txn = raw.begin(lmdb::mode::write);
      REQUIRE(tables::open(txn));
      txn.put(*txn.open_table("meta"), name, "garbage");
      txn.commit();
    }
    CAPTURE(name);
    CHECK(reports(directory.path(), 0).size() == 1);
    CHECK(fs::exists(directory.path() / "data.mdb.damaged-1"));
  }
}

TEST_CASE("no file is written over when a store is set aside") {
  const temporary_directory directory;
  const fs::path file = directory.path() / "data.mdb";
  overwrite(directory.path() / "data.mdb.damaged-1", "older");
  overwrite(directory.path() / "lock.mdb.damaged-2", "older");
  overwrite(file, "garbage");
  CHECK(reports(directory.path(), 0).size() == 1);
  CHECK(bytes_of(directory.path() / "data.mdb.damaged-1") == "older");
  CHECK(bytes_of(directory.path() / "lock.mdb.damaged-2") == "older");
  CHECK(bytes_of(directory.path() / "data.mdb.damaged-3") == "garbage");
}

TEST_CASE("a store of a newer musiclink is no damage") {
  const temporary_directory directory;
  fill(directory.path());
  {
    lmdb::environment raw(directory.path().string(), {lmdb::mode::write, 1 << 20, tables::most});
    auto txn = raw.begin(lmdb::mode::write);
    tables::open(txn)->meta.schema.put(txn, 2);
    txn.put(*txn.open_table("meta"), "since", "of another form");
    txn.commit();
  }
  const std::string before = bytes_of(directory.path() / "data.mdb");
  CHECK_THROWS_AS(reports(directory.path(), 0), unusable);
  CHECK(bytes_of(directory.path() / "data.mdb") == before);
}

TEST_CASE("what is no regular file is left where it is") {
  const temporary_directory directory;
  const fs::path file = directory.path() / "data.mdb";
  fs::create_directory(file);
  CHECK_THROWS_AS(reports(directory.path(), 0), unusable);
  CHECK(fs::is_directory(file));
  fs::remove(file);
  REQUIRE(mkfifo(file.c_str(), 0600) == 0);
  CHECK_THROWS_AS(reports(directory.path(), 0), unusable);
  CHECK(fs::is_fifo(file));
}

TEST_CASE("a store that another process holds is not touched") {
  const temporary_directory directory;
  fill(directory.path());
  const auto holder = store::open(directory.path(), access::exclusive);
  CHECK_THROWS_AS(reports(directory.path(), 0), locked);
  CHECK_FALSE(fs::exists(directory.path() / "data.mdb.damaged-1"));
}

TEST_CASE("the store that starts afresh is locked like any other") {
  const temporary_directory directory;
  overwrite(directory.path() / "data.mdb", "garbage");
  const auto keep = store::open_or_start_afresh(directory.path(), [](const std::string&) {});
  CHECK_THROWS_AS(store::open(directory.path(), access::exclusive), locked);
}

} // namespace musiclink::store
