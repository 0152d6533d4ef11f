#include "tests/actors/resolver/resolving.hpp"

// Budgets outlive the process: each restart here is what a kill leaves.

namespace musiclink::test {

namespace {

std::string track(int number) {
  return "https://www.deezer.com/track/" + std::to_string(number);
}

/// With idonthavespotify alone in the chain.
struct budgeted : chained {
  explicit budgeted(double per_minute) {
    chain.pop_back();
    chain[0].requests_per_minute = per_minute;
    answers["idhs"] = json_answer(200, offer("A Song", "Somebody"));
    configure();
  }
};

} // namespace

TEST_CASE("a restart loop asks no more than one life could") {
  budgeted test{5};
  for (int life = 0; life < 100; ++life) {
    for (int i = 0; i < 8; ++i)
      test.ask_for(track(1000 + life * 10 + i));
    test.pass(std::chrono::seconds{4});
    test.restart();
  }
  CHECK(test.asked_at["idhs"].size() >= 30);
  CHECK(test.most_in_a_minute("idhs") == 5);
}

TEST_CASE("a request leaves only when it is on disk that it counts") {
  budgeted test{5};
  bool unaccounted = false;
  auto answer = test.net.answer;
  test.net.answer = [&](const http_request& request) {
    unaccounted = unaccounted || test.net.requests.size() > test.budgets_saved;
    return answer(request);
  };
  for (int i = 0; i < 5; ++i)
    test.ask_for(track(1000 + i));
  CHECK(test.net.requests.size() == 5);
  CHECK_FALSE(unaccounted);
}

TEST_CASE("a resolver has to deal with ten requests at a time, whatever its budget") {
  budgeted test{600};
  test.net.answer = [](const http_request&) -> std::optional<http_response> { return {}; };
  for (int i = 0; i < 30; ++i)
    test.ask_for(track(1000 + i));
  CHECK(test.net.requests.size() == 10);
  test.net.release(json_answer(200, offer("A Song", "Somebody")));
  test.settle();
  CHECK(test.net.requests.size() == 11);
}

TEST_CASE("a time that was told outlives a restart") {
  budgeted test{60};
  test.answers["idhs"] = json_answer(429, R"({"error":"slow down","retryAfter":50})");
  test.ask_for(track(1));
  test.restart();
  test.answers["idhs"] = json_answer(200, offer("A Song", "Somebody"));
  test.ask_for(track(2));
  test.pass(std::chrono::seconds{49});
  CHECK(test.asked_at["idhs"].size() == 1);
  test.pass(std::chrono::seconds{7});
  CHECK(test.asked_at["idhs"].size() == 2);
}

TEST_CASE("a clock that was set back between two lives does not silence a resolver for ever") {
  budgeted test{1};
  test.ask_for(track(1));
  auto real = test.around.now;
  test.around.now = [real] { return real() - 365LL * 24 * 3600 * 1000; };
  test.restart();
  test.ask_for(track(2));
  test.pass(std::chrono::seconds{62});
  CHECK(test.asked_at["idhs"].size() == 2);
}

TEST_CASE("another rate after a reload or a restart begins with what was asked before") {
  budgeted test{5};
  for (int i = 0; i < 5; ++i)
    test.ask_for(track(1000 + i));
  test.chain[0].requests_per_minute = 6;
  test.configure();
  test.ask_for(track(1));
  test.ask_for(track(2));
  CHECK(test.asked_at["idhs"].size() == 6);
  test.chain[0].requests_per_minute = 3;
  test.restart();
  test.ask_for(track(3));
  test.pass(std::chrono::seconds{55});
  CHECK(test.asked_at["idhs"].size() == 6);
}

TEST_CASE("a big budget is written down for many requests at a time") {
  budgeted test{60000};
  for (int i = 0; i < 2000; ++i)
    test.put(resolve{*classify(track(1000 + i))});
  test.settle();
  CHECK(test.asked_at["idhs"].size() == 2000);
  CHECK(test.budgets_saved <= 500); // five a write: ten are under way at a time
}

TEST_CASE("a reload while a budget is being written asks nothing twice") {
  budgeted test{5};
  test.put(resolve{*classify(track(1))});
  test.chain[0].timeout = milliseconds{9000};
  test.configure();
  CHECK(test.asked_at["idhs"].size() == 1);
  CHECK(test.came.size() == 1);
}

} // namespace musiclink::test
