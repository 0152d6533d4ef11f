#include "store/data_file.hpp"
#include "store/directory.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <random>

#include <csignal>

namespace musiclink::store {

namespace {

namespace fs = std::filesystem;

/// A store of some size, with long records and free pages; closed.
class filled_store {
public:
  filled_store() {
    auto keep = store::open(directory_.path(), access::exclusive);
    std::string since;
    for (int at = 0; at < 20; ++at) {
      const std::string next = std::to_string(at);
      page what = a_page(since, next, "!r" + next, {});
      for (int event = 0; event < 100; ++event)
        what.events.push_back(an_event("!r" + next, "$" + next + "-" + std::to_string(event)));
      keep.commit_page(what);
      keep.save_room(
          {"!r" + next, std::string(500U * static_cast<unsigned>(at), 'x'), false, "", ""});
      since = next;
    }
    keep.prune(9000, 700);
  }

  fs::path directory() const { return directory_.path(); }
  fs::path file() const { return data_file_in(directory_.path()); }

  std::string bytes() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void overwrite(const std::string& bytes) const {
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
  }

private:
  temporary_directory directory_;
};

/// Opens and reads all there is in a process of its own: 0 all was well,
/// 1 refused as damaged, 2 opened with records that are damaged.
int what_becomes_of(const fs::path& directory, access how) {
  return in_child([&] {
    try {
      auto keep = store::open(directory, how);
      const bool whole = keep.verify().empty();
      keep.journal(0);
      keep.load_rooms();
      const auto rooms = keep.rooms_with_jobs();
      if (how == access::exclusive)
        keep.group([&] {
          for (const auto& room : rooms)
            keep.claim(room, 0, 1000, 5);
          keep.prune(1000000, 100000);
        });
      _exit(whole ? 0 : 2);
    } catch (const damaged& problem) {
      const std::string text = problem.what();
      const bool clear = text.find(directory.string()) != std::string::npos &&
                         text.find("move the directory away") != std::string::npos;
      _exit(clear ? 1 : 3);
    }
  });
}

bool refused(int status) {
  return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}
bool survived(int status) {
  return WIFEXITED(status) && WEXITSTATUS(status) <= 2;
}

} // namespace

TEST_CASE("no damage is found where there is no file") {
  CHECK_FALSE(find_damage("/nonexistent/data.mdb"));
}

TEST_CASE("no damage is found in a store through a long life") {
  const temporary_directory directory;
  auto keep = store::open(directory.path(), access::exclusive, {1 << 20, 1 << 30});
  std::mt19937 source(3);
  std::string since;
  for (int at = 1; at <= 100; ++at) {
    const std::string next = std::to_string(at);
    page what = a_page(since, next, "!r" + std::to_string(source() % 7), {});
    what.seen_until = at;
    for (unsigned event = source() % 60; event > 0; --event)
      what.events.push_back(
          an_event(what.events.empty() ? "!a" : "!" + next,
                   std::string(source() % 300, 'i') + next + "-" + std::to_string(event)));
    keep.commit_page(what);
    keep.cache("https://x/" + std::to_string(source() % 50) + std::string(source() % 500, 'l'),
               an_answer(std::string(source() % 9000, 't'), at + 30));
    for (const auto& room : keep.rooms_with_jobs())
      for (const auto& job : keep.claim(room, 0, source() % 3, at).jobs)
        keep.finish({job.key, source() % 2 == 0 ? job_outcome::sent : job_outcome::shadowed, "",
                     "$r", std::string(source() % 20000, 'c'), job.event.links, at, at + 50});
    keep.prune(at, source() % 200);
    const auto damage = find_damage(data_file_in(directory.path()));
    REQUIRE_MESSAGE(!damage, *damage);
    since = next;
  }
  CHECK(keep.verify().empty());
}

TEST_CASE("a truncated file is refused, at whatever length") {
  const filled_store keep;
  const std::string good = keep.bytes();
  REQUIRE(good.size() > 100 * 4096);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{100}, std::size_t{4096}, std::size_t{8191},
        std::size_t{8192}, std::size_t{12288}, good.size() / 2, good.size() / 2 + 17}) {
    keep.overwrite(good.substr(0, size));
    CAPTURE(size);
    CHECK(refused(what_becomes_of(keep.directory(), access::exclusive)));
    CHECK(refused(what_becomes_of(keep.directory(), access::read_only)));
  }
  keep.overwrite(good);
  CHECK(what_becomes_of(keep.directory(), access::exclusive) == 0);
}

TEST_CASE("a file of garbage is refused") {
  const filled_store keep;
  std::mt19937 source(4);
  std::string bytes = keep.bytes();
  for (auto& byte : bytes)
    byte = static_cast<char>(source());
  keep.overwrite(bytes);
  CHECK(refused(what_becomes_of(keep.directory(), access::exclusive)));
  CHECK(refused(what_becomes_of(keep.directory(), access::read_only)));
  keep.overwrite(std::string(100000, '\0'));
  CHECK(refused(what_becomes_of(keep.directory(), access::exclusive)));
  keep.overwrite("this is no store");
  CHECK(refused(what_becomes_of(keep.directory(), access::exclusive)));
}

TEST_CASE("garbage in any page is refused or harmless") {
  const filled_store keep;
  const std::string good = keep.bytes();
  std::mt19937 source(5);
  int refusals = 0;
  for (std::size_t page = 0; page < good.size() / 4096; page += 9) {
    std::string bytes = good;
    for (std::size_t at = 0; at < 4096; ++at)
      bytes[page * 4096 + at] = static_cast<char>(source());
    keep.overwrite(bytes);
    CAPTURE(page);
    const int status = what_becomes_of(keep.directory(), access::exclusive);
    CHECK(survived(status)); // free pages may hold anything
    refusals += refused(status) ? 1 : 0;
  }
  CHECK(refusals > 5);
}

TEST_CASE("single changed bytes are refused, found by verify, or harmless") {
  const filled_store keep;
  const std::string good = keep.bytes();
  std::mt19937 source(6);
  for (int tries = 0; tries < 40; ++tries) {
    std::string bytes = good;
    // Half of them where the structure is: in the first bytes of a page.
    const std::size_t page = source() % (good.size() / 4096);
    const std::size_t at = page * 4096 + source() % (tries % 2 == 0 ? 160 : 4096);
    bytes[at] = static_cast<char>(source());
    keep.overwrite(bytes);
    CAPTURE(at);
    CHECK(survived(what_becomes_of(keep.directory(), access::exclusive)));
  }
}

TEST_CASE("the check holds beside a writer") {
  const filled_store keep;
  process_signal writing;
  const pid_t writer = fork();
  if (writer == 0) {
    auto store = store::open(keep.directory(), access::exclusive);
    for (int at = 0;; ++at) {
      store.save_room({"!r" + std::to_string(at % 20), std::string(3000, 'y'), false, "", ""});
      if (at == 0)
        writing.give();
    }
  }
  REQUIRE(writing.await());
  for (int tries = 0; tries < 50; ++tries)
    CHECK_FALSE(find_damage(keep.file()));
  kill(writer, SIGKILL);
  waitpid(writer, nullptr, 0);
}

} // namespace musiclink::store
