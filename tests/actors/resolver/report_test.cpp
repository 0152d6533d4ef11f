#include "tests/actors/resolver/resolving.hpp"

namespace musiclink::test {

namespace {

std::vector<resolver_status> report_of(chained& test) {
  return test.ask<resolver_report>(test.under_test, report{}).resolvers;
}

bool is_counted(const chained& test, const std::string& line) {
  return test.around.meters->text().find(line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("a report names the resolvers in their order, and those whom they ask") {
  chained test;
  resolver_settings page;
  page.type = resolver_type::songlink_page;
  test.chain.push_back(page);
  test.chain[0].url = "https://secret:word@music.example.org:8443/api";
  test.configure();
  const auto all = report_of(test);
  REQUIRE(all.size() == 3);
  CHECK(all[0].type == "idonthavespotify");
  CHECK(all[1].type == "catalog");
  CHECK(all[2].type == "songlink-page");
  REQUIRE(all[0].outlets.size() == 1);
  CHECK(all[0].outlets[0].name == "music.example.org:8443");
  CHECK(all[0].outlets[0].per_minute == 5);
  REQUIRE(all[1].outlets.size() == 9);
  CHECK(all[1].outlets[0].name == "deezer");
  CHECK(all[2].outlets.empty());
  for (const auto& one : all) {
    CHECK(one.state == resolver_state_now::ok);
    CHECK(one.requests == 0);
  }
}

TEST_CASE("a resolver whose budget is spent is limited, and somebody waits") {
  chained test;
  test.chain.pop_back();
  test.configure();
  test.answers["idhs"] = json_answer(200, offer("A Song", "Somebody"));
  for (int i = 0; i < 7; ++i)
    test.ask_for("https://www.deezer.com/track/" + std::to_string(100 + i));
  auto now = report_of(test).at(0);
  CHECK(now.state == resolver_state_now::limited);
  CHECK(now.requests == 5);
  CHECK(now.failures == 0);
  CHECK(now.outlets[0].waiting == 2);
  CHECK(now.outlets[0].allowed_again == test.around.now() + 60000);
  test.pass(std::chrono::seconds{61});
  now = report_of(test).at(0);
  CHECK(now.state == resolver_state_now::ok);
  CHECK(now.outlets[0].waiting == 0);
  CHECK_FALSE(now.outlets[0].allowed_again);
}

TEST_CASE("a resolver that was told to wait is limited") {
  chained test;
  test.answers["idhs"] = json_answer(429, R"({"error":"slow down","retryAfter":30})");
  test.ask_for(deezer_track);
  const auto now = report_of(test).at(0);
  CHECK(now.state == resolver_state_now::limited);
  CHECK(now.failures == 0);
  CHECK(is_counted(test, R"(musiclink_resolver_requests_total{outcome="limited",)"
                         R"(resolver="idonthavespotify"} 1)"));
}

TEST_CASE("a resolver that keeps failing is open, and its failures are counted") {
  chained test;
  test.chain[0].requests_per_minute = 1000;
  test.configure();
  test.answers["idhs"] = unreachable();
  for (int i = 0; i < 5; ++i)
    test.ask_for("https://www.deezer.com/track/" + std::to_string(100 + i));
  const auto now = report_of(test).at(0);
  CHECK(now.state == resolver_state_now::open);
  CHECK(now.failures == 5);
  CHECK(now.outlets[0].allowed_again == test.around.now() + 60000);
  CHECK(is_counted(test, R"(musiclink_resolver_requests_total{outcome="failed",)"
                         R"(resolver="idonthavespotify"} 5)"));
}

TEST_CASE("catalog is as well as the best of those whom it asks") {
  chained test;
  test.chain.erase(test.chain.begin());
  test.configure();
  test.answers["api.deezer.com"] = unreachable();
  for (int i = 0; i < 5; ++i)
    test.ask_for("https://www.deezer.com/track/" + std::to_string(100 + i));
  const auto now = report_of(test).at(0);
  CHECK(now.outlets[0].state == resolver_state_now::open);
  CHECK(now.state == resolver_state_now::ok);
  CHECK(now.failures == now.outlets[0].failures);
}

TEST_CASE("the cache's hits and misses are counted, and who only waits with others") {
  chained test;
  test.chain.pop_back();
  test.configure();
  test.net.answer = [](const http_request&) { return std::nullopt; };
  test.ask_for(deezer_track);
  test.ask_for(deezer_track);
  test.pass(std::chrono::seconds{2});
  test.net.release(json_answer(200, offer("A Song", "Somebody")));
  test.settle();
  test.ask_for(deezer_track);
  CHECK(test.came.size() == 3);
  for (const auto* result : {"miss", "joined", "hit"})
    CHECK(is_counted(test, R"(musiclink_resolve_cache_total{result=")" + std::string(result) +
                               R"("} 1)"));
  CHECK(is_counted(test, "musiclink_resolve_duration_seconds_count 1"));
  CHECK(is_counted(test, "musiclink_resolve_duration_seconds_sum 2"));
  CHECK(is_counted(test, R"(musiclink_resolver_requests_total{outcome="ok",)"
                         R"(resolver="idonthavespotify"} 1)"));
}

} // namespace musiclink::test
