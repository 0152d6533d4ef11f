#include "core/edge/log_queue.hpp"

#include <doctest/doctest.h>

#include <future>
#include <string>
#include <vector>

using namespace musiclink;

namespace {

/// A queue whose writer waits until it is let go.
struct held_queue {
  explicit held_queue(std::size_t most_bytes)
      : queue(
            most_bytes,
            [this, gate = gate.get_future().share()](const log::entry& line) {
              gate.wait();
              written.push_back(line.text);
            },
            [](std::uint64_t dropped) { return line("missing " + std::to_string(dropped)); }) {}

  static log::entry line(std::string text) {
    return {{}, log::level::info, false, std::move(text)};
  }

  void put(const std::string& text) { queue.put(line(text)); }

  const std::vector<std::string>& end() {
    gate.set_value();
    REQUIRE(queue.wait_until_empty(std::chrono::minutes{1}));
    return written;
  }

  std::promise<void> gate;
  std::vector<std::string> written;
  log::queue queue;
};

constexpr std::size_t line_bytes = sizeof(log::entry) + 1;

} // namespace

TEST_CASE("lines are written in their order") {
  held_queue test(10 * line_bytes);
  for (const char* text : {"a", "b", "c"})
    test.put(text);
  CHECK_FALSE(test.queue.is_empty());
  CHECK(test.end() == std::vector<std::string>{"a", "b", "c"});
  CHECK(test.queue.is_empty());
  CHECK(test.queue.dropped() == 0);
}

TEST_CASE("a full queue drops the newest lines, and says where and how many") {
  held_queue test(4 * line_bytes);
  for (const char* text : {"a", "b", "c", "d", "e", "f"})
    test.put(text);
  CHECK(test.queue.dropped() == 2);
  CHECK_FALSE(test.queue.wait_until_empty(std::chrono::milliseconds{1}));
  CHECK(test.end() == std::vector<std::string>{"a", "b", "c", "d", "missing 2"});
  test.put("g");
  REQUIRE(test.queue.wait_until_empty(std::chrono::minutes{1}));
  CHECK(test.written.back() == "g");
  CHECK(test.queue.dropped() == 2);
}

TEST_CASE("a line that is longer than the queue is dropped alone") {
  held_queue test(2 * line_bytes);
  test.put("a");
  test.put(std::string(1000, 'x'));
  CHECK(test.end() == std::vector<std::string>{"a", "missing 1"});
}

TEST_CASE("a line that is longer than the queue is written where nothing else waits") {
  held_queue test(2 * line_bytes);
  const std::string longer(1000, 'x');
  test.put(longer);
  test.put("a");
  CHECK(test.end() == std::vector<std::string>{longer, "missing 1"});
  test.put("b");
  REQUIRE(test.queue.wait_until_empty(std::chrono::minutes{1}));
  CHECK(test.written.back() == "b");
}
