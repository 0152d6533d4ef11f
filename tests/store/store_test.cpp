#include "store/lmdb.hpp"
#include "store/tables.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include <sys/stat.h>

namespace musiclink::store {

namespace {

namespace fs = std::filesystem;

constexpr limits small{std::size_t{1} << 20, std::size_t{8} << 20};

std::string message_of(const fs::path& directory, access how) {
  try {
    store::open(directory, how);
  } catch (const unusable& problem) {
    return problem.what();
  }
  return "";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string big_text() {
  return std::string(100000, 'x');
}

} // namespace

TEST_CASE("a new directory is for its user alone, its parents are made too") {
  const temporary_directory directory;
  for (const auto* name : {"a/b/c", "d/e/"}) {
    store::open(directory.path() / name, access::exclusive);
    struct stat about {};
    REQUIRE(stat((directory.path() / name).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0700);
  }
  struct stat about {};
  REQUIRE(stat((directory.path() / "a/b/c/data.mdb").c_str(), &about) == 0);
  CHECK((about.st_mode & 0077) == 0);
}

TEST_CASE("a path that cannot be a directory is unusable and named") {
  const temporary_directory directory;
  const fs::path file = directory.path() / "file";
  std::ofstream(file) << "x";
  CHECK(holds(message_of(file, access::exclusive), file.string()));
  CHECK(holds(message_of(file / "below", access::exclusive), file.string()));
}

TEST_CASE("a second service is refused") {
  const temporary_directory directory;
  const auto first = store::open(directory.path(), access::exclusive);
  CHECK_THROWS_AS(store::open(directory.path(), access::exclusive), locked);
}

TEST_CASE("a moved store keeps its lock, a destroyed one lets go") {
  const temporary_directory directory;
  {
    auto first = store::open(directory.path(), access::exclusive);
    auto second = std::move(first);
    CHECK_THROWS_AS(store::open(directory.path(), access::exclusive), locked);
    CHECK(second.count_jobs() == 0);
  }
  CHECK_NOTHROW(store::open(directory.path(), access::exclusive));
}

TEST_CASE("reading a store that was never made is refused with its path, and makes nothing") {
  const temporary_directory directory;
  const fs::path none = directory.path() / "none";
  CHECK(holds(message_of(none, access::read_only), none.string()));
  CHECK_FALSE(fs::exists(none));
  CHECK(holds(message_of(directory.path(), access::read_only), directory.path().string()));
  CHECK(fs::is_empty(directory.path()));
}

TEST_CASE("reading an environment without tables is refused") {
  const temporary_directory directory;
  { const lmdb::environment empty(directory.path().string(), {lmdb::mode::write, 1 << 20, 8}); }
  CHECK(holds(message_of(directory.path(), access::read_only), "nothing yet"));
}

TEST_CASE("a reader sees what a running service commits, and takes no lock") {
  const temporary_directory directory;
  auto service = store::open(directory.path(), access::exclusive);
  service.commit_page(a_page("", "s1", "!r", {"$1"}));
  const int status = in_child([&] {
    auto reader = store::open(directory.path(), access::read_only);
    if (reader.count_jobs() != 1 || reader.load_sync_state().since != "s1")
      _exit(1);
    if (!reader.verify().empty())
      _exit(2);
  });
  CHECK(ended_well(status));
  service.commit_page(a_page("s1", "s2", "!r", {"$2"}));
  CHECK(service.count_jobs() == 2);
}

TEST_CASE("an open reader follows a map that the service grows") {
  const temporary_directory directory;
  { store::open(directory.path(), access::exclusive, small); }
  process_signal opened;
  process_signal grown;
  const pid_t child = fork();
  if (child == 0) {
    auto reader = store::open(directory.path(), access::read_only);
    const bool empty = reader.load_rooms().empty();
    opened.give();
    const bool told = grown.await();
    _exit(empty && told && reader.load_rooms().size() == 40 && reader.verify().empty() ? 0 : 1);
  }
  REQUIRE(opened.await());
  auto service = store::open(directory.path(), access::exclusive, small);
  for (int at = 0; at < 40; ++at)
    service.save_room({"!" + std::to_string(at), big_text(), false, "", ""});
  REQUIRE(service.count().map_bytes > small.initial_map);
  grown.give();
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(ended_well(status));
}

TEST_CASE("a reader cannot write, and groups what it reads") {
  const temporary_directory directory;
  store::open(directory.path(), access::exclusive).save_room({"!r", "", false, "", ""});
  auto reader = store::open(directory.path(), access::read_only);
  CHECK_THROWS_AS(reader.save_room({"!s", "", false, "", ""}), unusable);
  CHECK_THROWS_AS(reader.prune(0, 1), unusable);
  std::size_t rooms = 0;
  reader.group([&] { rooms = reader.load_rooms().size(); });
  CHECK(rooms == 1);
  CHECK_THROWS_AS(reader.group([&] { reader.save_room({"!s", "", false, "", ""}); }), unusable);
  CHECK(reader.load_rooms().size() == 1);
}

TEST_CASE("a store of a newer musiclink is refused and left as it is") {
  const temporary_directory directory;
  { store::open(directory.path(), access::exclusive); }
  {
    lmdb::environment raw(directory.path().string(), {lmdb::mode::write, 1 << 20, tables::most});
    auto txn = raw.begin(lmdb::mode::write);
    tables::open(txn)->meta.schema.put(txn, 2);
    txn.commit();
  }
  for (const auto how : {access::exclusive, access::read_only}) {
    const std::string message = message_of(directory.path(), how);
    CHECK(holds(message, "newer musiclink (schema 2"));
    CHECK(holds(message, directory.path().string()));
  }
}

TEST_CASE("a group is all or nothing") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.group([&] {
    store.commit_page(a_page("", "s1", "!r", {"$1"}));
    store.group([&] { store.save_room({"!r", "", false, "", ""}); });
  });
  CHECK(store.count_jobs() == 1);
  CHECK(store.load_rooms().size() == 1);
  const auto broken = [&] {
    store.commit_page(a_page("s1", "s2", "!r", {"$2"}));
    store.save_room({"!s", "", false, "", ""});
    throw 7;
  };
  CHECK_THROWS_AS(store.group(broken), int);
  CHECK(store.load_sync_state().since == "s1");
  CHECK(store.count_jobs() == 1);
  CHECK(store.load_rooms().size() == 1);
  CHECK_FALSE(store.commit_page(a_page("s1", "s2", "!r", {"$2"})).stale);
}

TEST_CASE("the map grows as needed, in single operations and in groups") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive, small);
  for (int at = 0; at < 15; ++at)
    store.save_room({"!" + std::to_string(at), big_text(), false, "", ""});
  const auto grown = store.count().map_bytes;
  CHECK(grown > small.initial_map);
  int runs = 0;
  store.group([&] {
    ++runs;
    for (int at = 0; at < 30; ++at)
      store.save_room({"!group" + std::to_string(at), big_text(), false, "", ""});
  });
  CHECK(runs > 1);
  CHECK(store.count().map_bytes > grown);
  CHECK(store.load_rooms().size() == 45);
  CHECK(store.verify().empty());
}

TEST_CASE("at its largest size the store refuses, keeps what it has, and goes on") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive, small);
  std::size_t rooms = 0;
  const auto fill = [&] {
    for (; rooms < 200; ++rooms)
      store.save_room({"!" + std::to_string(rooms), big_text(), false, "", ""});
  };
  CHECK_THROWS_AS(fill(), no_room);
  CHECK(rooms > 50);
  CHECK(store.load_rooms().size() == rooms);
  // LMDB uses the pages of a commit again from the second one after it.
  for (const auto* room : {"!0", "!1", "!2", "!3"})
    store.save_room({room, "", false, "", ""});
  CHECK_NOTHROW(store.save_room({"!new", big_text(), false, "", ""}));
  CHECK(store.verify().empty());
}

TEST_CASE("a full store opens again with the same limits") {
  const temporary_directory directory;
  {
    auto store = store::open(directory.path(), access::exclusive, small);
    for (int at = 0; at < 40; ++at)
      store.save_room({"!" + std::to_string(at), big_text(), false, "", ""});
  }
  auto store = store::open(directory.path(), access::exclusive, small);
  CHECK(store.load_rooms().size() == 40);
  store.save_room({"!more", big_text(), false, "", ""});
}

} // namespace musiclink::store
