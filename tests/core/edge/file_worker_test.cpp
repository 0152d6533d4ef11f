#include "core/edge/file_worker.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace musiclink;

namespace {

constexpr std::chrono::minutes long_enough{1};
constexpr std::chrono::milliseconds short_time{1};

} // namespace

TEST_CASE("what a worker finds is given to whoever asked") {
  file_worker files;
  CHECK(files.within(long_enough, [] { return std::string("a"); }) == "a");
  CHECK(files.within(long_enough, [] { return std::string("b"); }) == "b");
}

TEST_CASE("who asks a worker that is held up goes on, and begins no more work") {
  file_worker files;
  std::promise<void> mount;
  std::promise<void> ended;
  CHECK_FALSE(files.within(short_time, [answers = mount.get_future().share(), &ended] {
    answers.wait();
    ended.set_value();
    return 1;
  }));
  bool begun = false;
  CHECK_FALSE(files.within(long_enough, [&begun] { return begun = true; }));
  CHECK_FALSE(begun);
  mount.set_value();
  ended.get_future().wait();
  std::optional<int> answer;
  while (!answer) // the thread of the first is about to end
    answer = files.within(long_enough, [] { return 2; });
  CHECK(answer == 2);
}

TEST_CASE("what goes wrong at work reaches whoever asked") {
  file_worker files;
  CHECK_THROWS_AS(files.within(long_enough, []() -> int { throw std::runtime_error("x"); }),
                  std::runtime_error);
  CHECK(files.within(long_enough, [] { return 1; }) == 1);
}
