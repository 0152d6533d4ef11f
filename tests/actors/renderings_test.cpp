#include "actors/renderings.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace musiclink {

namespace {

http_reply saying(std::string text) {
  http_reply made;
  made.body = std::move(text);
  return made;
}

/// A clock that goes on by a microsecond whenever it is looked at.
std::function<renderings::time()> ticking() {
  return [ticks = std::make_shared<std::atomic<int>>(0)] {
    return renderings::time{std::chrono::microseconds{++*ticks}};
  };
}

} // namespace

TEST_CASE("what somebody looks at now and then is fresh each time") {
  renderings all(ticking());
  for (int i = 0; i < 3; ++i)
    CHECK(all.get("/", "", [i] { return saying(std::to_string(i)); })->body == std::to_string(i));
}

TEST_CASE("whoever asks all the time is shown what was made a little before") {
  renderings all(ticking());
  std::atomic<int> made = 0;
  std::atomic<int> shown = 0;
  std::vector<std::jthread> clients;
  for (int client = 0; client < 4; ++client)
    clients.emplace_back([&] {
      for (int i = 0; i < 1000; ++i)
        if (all.get("/metrics", "", [&] { return saying(std::to_string(++made)); }))
          ++shown;
    });
  clients.clear();
  CHECK(made >= 1);
  CHECK(made <= 5);
  CHECK(shown == 4000);
}

TEST_CASE("what takes long is made the more seldom") {
  renderings::time now{};
  renderings all([&now] { return now; });
  int made = 0;
  const auto get_at = [&](milliseconds when) {
    now = renderings::time{when};
    return all
        .get("/", "",
             [&] {
               now += milliseconds{100};
               return saying(std::to_string(++made));
             })
        ->body;
  };
  CHECK(get_at(milliseconds{0}) == "1");
  CHECK(get_at(milliseconds{2099}) == "1");
  CHECK(get_at(milliseconds{2100}) == "2");
  CHECK(get_at(milliseconds{4100}) == "2");
}

TEST_CASE("while an answer is being made all wait for that one, and other pages are made") {
  thread_local bool tells = false;
  std::latch asked(1);
  renderings all([&asked] {
    if (std::exchange(tells, false))
      asked.count_down();
    return renderings::time{};
  });
  std::atomic<int> made = 0;
  std::latch begun(1);
  std::latch go_on(1);
  std::jthread first([&] {
    all.get("/", "", [&] {
      begun.count_down();
      go_on.wait();
      return saying(std::to_string(++made));
    });
  });
  begun.wait();
  std::jthread second([&] {
    tells = true;
    CHECK(all.get("/", "", [&] { return saying(std::to_string(++made)); })->body == "1");
  });
  asked.wait();
  CHECK(all.get("/metrics", "", [] { return saying("other"); })->body == "other");
  go_on.count_down();
  first.join();
  second.join();
  CHECK(made == 1);
}

TEST_CASE("queries that are invented cost no more than one that is repeated") {
  renderings all(ticking());
  int made = 0;
  int refused = 0;
  for (int i = 0; i < 1000; ++i)
    if (!all.get("/api/shadow", "since=" + std::to_string(i), [&] {
          ++made;
          return saying("x");
        }))
      ++refused;
  CHECK(made + refused == 1000);
  CHECK(made == 5);
}

TEST_CASE("an answer that could not be made is made for the next who asks") {
  renderings all;
  CHECK_THROWS_AS(all.get("/", "", []() -> http_reply { throw std::runtime_error("no"); }),
                  std::runtime_error);
  CHECK(all.get("/", "", [] { return saying("yes"); })->body == "yes");
}

} // namespace musiclink
