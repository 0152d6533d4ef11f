#include "store/lock_file.hpp"

#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>

namespace musiclink::store {

TEST_CASE("a second holder is refused and told who holds it") {
  const temporary_directory directory;
  const lock_file held(directory.path());
  const std::string holder = "process " + std::to_string(getpid());
  try {
    const lock_file again(directory.path());
    FAIL("locked twice");
  } catch (const locked& problem) {
    CHECK(std::string(problem.what()).find(holder) != std::string::npos);
  }
}

TEST_CASE("another process is refused") {
  const temporary_directory directory;
  const lock_file held(directory.path());
  const int status = in_child([&] {
    try {
      const lock_file again(directory.path());
    } catch (const locked&) {
      _exit(7);
    }
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 7));
}

TEST_CASE("let go of, it can be taken again") {
  const temporary_directory directory;
  { const lock_file held(directory.path()); }
  CHECK_NOTHROW(lock_file(directory.path()));
}

TEST_CASE("the file of a killed process is no obstacle") {
  const temporary_directory directory;
  const int status = in_child([&] {
    const lock_file held(directory.path());
    kill(getpid(), SIGKILL);
  });
  REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  REQUIRE(std::filesystem::exists(directory.path() / "musiclink.lock"));
  CHECK_NOTHROW(lock_file(directory.path()));
}

TEST_CASE("garbage in the file is overwritten with the holder") {
  const temporary_directory directory;
  std::ofstream(directory.path() / "musiclink.lock") << "12345678901234567890 and more";
  const lock_file held(directory.path());
  std::string text;
  std::getline(std::ifstream(directory.path() / "musiclink.lock"), text, '\0');
  CHECK(text == std::to_string(getpid()) + "\n");
}

TEST_CASE("without a directory the lock is unusable") {
  const temporary_directory directory;
  CHECK_THROWS_AS(lock_file(directory.path() / "none"), unusable);
}

} // namespace musiclink::store
