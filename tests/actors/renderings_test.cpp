#include "actors/renderings.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

namespace musiclink {

namespace {

http_reply saying(std::string text) {
  http_reply made;
  made.body = std::move(text);
  return made;
}

} // namespace

TEST_CASE("what somebody looks at now and then is fresh each time") {
  renderings all;
  for (int i = 0; i < 3; ++i)
    CHECK(all.get("/", "", [i] { return saying(std::to_string(i)); })->body == std::to_string(i));
}

TEST_CASE("whoever asks all the time is shown what was made a little before") {
  renderings all;
  std::atomic<int> made = 0;
  std::vector<std::jthread> clients;
  for (int client = 0; client < 4; ++client)
    clients.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        const auto reply = all.get("/metrics", "", [&] { return saying(std::to_string(++made)); });
        REQUIRE(reply);
      }
    });
  clients.clear();
  CHECK(made >= 1);
  CHECK(made < 100); // 4,000 were asked for
}

TEST_CASE("while an answer is being made all wait for that one, and other pages are made") {
  renderings all;
  std::atomic<int> made = 0;
  std::latch begun(1);
  std::latch go_on(1);
  std::jthread first([&] {
    all.get("/", "", [&] {
      begun.count_down();
      go_on.wait();
      // What takes long rests afterwards, so that who asks a moment too late is shown the same.
      std::this_thread::sleep_for(milliseconds{60});
      return saying(std::to_string(++made));
    });
  });
  begun.wait();
  std::jthread second([&] {
    CHECK(all.get("/", "", [&] { return saying(std::to_string(++made)); })->body == "1");
  });
  CHECK(all.get("/metrics", "", [] { return saying("other"); })->body == "other");
  go_on.count_down();
}

TEST_CASE("queries that are invented cost no more than one that is repeated") {
  renderings all;
  int made = 0;
  int refused = 0;
  for (int i = 0; i < 1000; ++i)
    if (!all.get("/api/shadow", "since=" + std::to_string(i), [&] {
          ++made;
          return saying("x");
        }))
      ++refused;
  CHECK(made + refused == 1000);
  CHECK(made < 100);
}

TEST_CASE("an answer that could not be made is made for the next who asks") {
  renderings all;
  CHECK_THROWS_AS(all.get("/", "", []() -> http_reply { throw std::runtime_error("no"); }),
                  std::runtime_error);
  CHECK(all.get("/", "", [] { return saying("yes"); })->body == "yes");
}

} // namespace musiclink
