#include "tests/support/fault_storm.hpp"

#include "tests/support/bad_answers.hpp"
#include "tests/support/fake_client.hpp"

#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::test;

namespace {

fault_rates only(double fault_rates::*rate, double share) {
  fault_rates rates{0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  rates.*rate = share;
  return rates;
}

/// What the first requests meet, a number for each.
std::vector<int> met(std::uint64_t seed) {
  fault_storm storm(seed, {});
  std::vector<int> kinds;
  for (int i = 0; i < 2000; ++i) {
    const auto drawn = storm.next();
    kinds.push_back(drawn ? static_cast<int>(drawn->what) : -1);
  }
  return kinds;
}

} // namespace

TEST_CASE("the faults of a storm follow from its seed") {
  CHECK(met(1) == met(1));
  CHECK(met(1) != met(2));
}

TEST_CASE("a storm meets as many requests as its rates say, and counts them") {
  fault_storm storm(7, only(&fault_rates::drop_after, 0.25));
  std::size_t faults = 0;
  for (int i = 0; i < 4000; ++i)
    faults += storm.next() ? 1 : 0;
  CHECK(faults > 800);
  CHECK(faults < 1200);
  CHECK(storm.so_far().faults == faults);
  CHECK(storm.so_far().lost_answers == faults);
}

TEST_CASE_FIXTURE(shared_room, "a storm hits whatever is asked, until it ends") {
  const std::string path = "/_matrix/client/versions";
  server.begin_storm(1, only(&fault_rates::limited, 1));
  const http_response limited = bot.raw("GET", path);
  CHECK(limited.status == 429);
  CHECK(limited.body.find("retry_after_ms") != std::string::npos);
  server.begin_storm(1, only(&fault_rates::server_error, 1));
  CHECK(bot.raw("GET", path).status >= 500);
  server.begin_storm(1, only(&fault_rates::drop_before, 1));
  CHECK(bot.raw("GET", path).status == 0);
  CHECK(server.end_storm().faults == 1);
  CHECK(bot.raw("GET", path).status == 200);
}

TEST_CASE_FIXTURE(shared_room, "an answer that says nothing comes before or after the deed") {
  server.begin_storm(3, only(&fault_rates::html, 1));
  for (int i = 0; i < 40; ++i)
    CHECK(bot.raw("PUT", send_path(std::to_string(i)), "{}").body.starts_with("<html>"));
  const std::size_t lost = server.end_storm().lost_answers;
  CHECK(lost > 0);
  CHECK(lost < 40);
  CHECK(server.with([&](fake_world& world) { return world.posts(bot.id()).size(); }) == lost);
}

TEST_CASE("bad answers are as bad as they say") {
  CHECK(std::holds_alternative<json::syntax_error>(json::document::parse(html_reply(200).body)));
  CHECK(deep_json_reply(1000).body.find(std::string(1000, '[')) != std::string::npos);
  CHECK(huge_json_reply(5000).body.size() > 5000);
  const auto wrong = json::document::parse(wrong_types_reply().body);
  REQUIRE(std::holds_alternative<json::document>(wrong));
  CHECK_FALSE(std::get<json::document>(wrong).root()["event_id"].string());
}
