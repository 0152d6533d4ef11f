#include "store/directory.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <csignal>

#include <sys/resource.h>

namespace musiclink::store {

namespace {

/// No file of this process may be longer than that: what a full disk is like.
void limit_files(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  setrlimit(RLIMIT_FSIZE, &limit);
}

template<class Work>
bool refuses(Work&& work) {
  try {
    work();
  } catch (const no_room&) {
    return true;
  }
  return false;
}

page a_large_page(const std::string& since, const std::string& next,
                  const std::string& room_id = "!r") {
  page result = a_page(since, next, room_id, {});
  for (int at = 0; at < 500; ++at)
    result.events.push_back(an_event(room_id, "$" + next + "-" + std::to_string(at)));
  return result;
}

} // namespace

TEST_CASE("what was committed is there after an abrupt end") {
  const temporary_directory directory;
  const int status = in_child([&] {
    auto store = store::open(directory.path(), access::exclusive);
    store.commit_page(a_page("", "s1", "!r", {"$1", "$2"}));
    store.claim("!r", 0, 1, 70);
    kill(getpid(), SIGKILL);
  });
  REQUIRE(WIFSIGNALED(status));
  auto store = store::open(directory.path(), access::exclusive);
  CHECK(store.load_sync_state().since == "s1");
  CHECK(store.count_jobs() == 2);
  const auto job = store.claim("!r", 0, 1, 80).jobs.at(0);
  CHECK(job.attempts == 2);
  CHECK(job.first_claimed_at == 70);
  CHECK(store.verify().empty());
}

TEST_CASE("of a group that was killed in its midst nothing is there") {
  const temporary_directory directory;
  const int status = in_child([&] {
    auto store = store::open(directory.path(), access::exclusive);
    store.commit_page(a_page("", "s1", "!r", {"$1"}));
    store.group([&] {
      store.commit_page(a_large_page("s1", "s2"));
      store.save_room({"!r", "", false, "", ""});
      kill(getpid(), SIGKILL);
    });
  });
  REQUIRE(WIFSIGNALED(status));
  auto store = store::open(directory.path(), access::exclusive);
  CHECK(store.load_sync_state().since == "s1");
  CHECK(store.count_jobs() == 1);
  CHECK(store.load_rooms().empty());
  CHECK(store.verify().empty());
  CHECK_FALSE(store.commit_page(a_large_page("s1", "s2")).stale);
}

TEST_CASE("killed at any time, the store holds whole pages") {
  const temporary_directory directory;
  { store::open(directory.path(), access::exclusive); }
  std::size_t pages = 0;
  for (int round = 0; round < 4; ++round) {
    process_signal committed;
    const pid_t child = fork();
    if (child == 0) {
      auto store = store::open(directory.path(), access::exclusive);
      for (std::size_t at = store.count_seen() / 500;; ++at) {
        const std::string since = at == 0 ? "" : std::to_string(at);
        // A room each: of one that has too many, the oldest are let go.
        const std::string room_id = "!" + std::to_string(at);
        store.commit_page(a_large_page(since, std::to_string(at + 1), room_id));
        store.claim(room_id, 0, 500, 1);
        committed.give();
      }
    }
    for (int times = 0; times < 3; ++times)
      REQUIRE(committed.await());
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    auto store = store::open(directory.path(), access::exclusive);
    const auto seen = store.count_seen();
    CHECK(seen % 500 == 0);
    CHECK(seen / 500 >= pages + 3);
    pages = seen / 500;
    CHECK(store.count_jobs() == seen);
    CHECK(store.load_sync_state().since == std::to_string(pages));
    CHECK(store.verify().empty());
  }
}

TEST_CASE("without room nothing is kept, and the store goes on when there is room again") {
  const temporary_directory directory;
  const int status = in_child([&] {
    auto store = store::open(directory.path(), access::exclusive);
    store.commit_page(a_page("", "s1", "!r", {"$1"}));
    // Also in the middle of a page: LMDB then sees a short write.
    for (const rlim_t room : {0, 1000, 5000, 0}) {
      limit_files(data_file_size(directory.path()) + room);
      if (!refuses([&] { store.commit_page(a_large_page("s1", "s2")); }))
        _exit(1);
    }
    if (store.load_sync_state().since != "s1" || store.count_jobs() != 1)
      _exit(2);
    limit_files(RLIM_INFINITY);
    if (store.commit_page(a_large_page("s1", "s2")).fresh != 500)
      _exit(3);
    if (!store.verify().empty())
      _exit(4);
  });
  CHECK(ended_well(status));
  auto store = store::open(directory.path(), access::exclusive);
  CHECK(store.count_jobs() == 501);
  CHECK(store.verify().empty());
}

TEST_CASE("a page of a gap that finds no room changes nothing, and is taken when there is room") {
  const temporary_directory directory;
  const int status = in_child([&] {
    auto store = store::open(directory.path(), access::exclusive);
    page opening = a_page("", "s1", "!r", {"$after"});
    opening.gaps.push_back(a_gap("!r", "t1"));
    store.commit_page(opening);
    gap_page what = a_gap_page(store.gaps().at(0), "", {});
    what.events = a_large_page("", "").events;
    limit_files(data_file_size(directory.path()));
    if (!refuses([&] { store.commit_gap(what); }))
      _exit(1);
    if (store.gaps().at(0).pages != 0 || store.count_jobs() != 1)
      _exit(2);
    limit_files(RLIM_INFINITY);
    const auto result = store.commit_gap(what);
    if (!result.closed || result.fresh != 500 || !store.verify().empty())
      _exit(3);
  });
  CHECK(ended_well(status));
  CHECK(store::open(directory.path(), access::exclusive).count_jobs() == 501);
}

TEST_CASE("a first start without room leaves nothing that keeps the next from starting") {
  const temporary_directory directory;
  for (const rlim_t room : {rlim_t{0}, rlim_t{8192}, rlim_t{12000}}) {
    const int status = in_child([&] {
      limit_files(room);
      try {
        store::open(directory.path(), access::exclusive);
      } catch (const no_room&) {
        _exit(7);
      }
    });
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 7));
  }
  CHECK(store::open(directory.path(), access::exclusive).count_jobs() == 0);
}

} // namespace musiclink::store
