#include "tests/actors/resolver/resolving_in_time.hpp"

#include <doctest/doctest.h>

#include <set>

// Who refuses for the rate of requests is left alone, and tried by one.

namespace musiclink::test {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// With the catalog alone, whose iTunes refuses without a time.
struct blocked : timed {
  blocked() {
    chain.erase(chain.begin());
    configure();
    hosts["itunes.apple.com"] = {json_answer(403, "")};
  }

  std::vector<unix_ms>& probes() { return asked_at["itunes.apple.com"]; }
};

} // namespace

TEST_CASE("what Deezer has answered does not wait for an iTunes that is blocked") {
  blocked test;
  for (int i = 1; i <= 18; ++i) {
    test.ask_for(timed::link_of(i), "!" + std::to_string(i));
    test.pass(seconds{3});
  }
  REQUIRE(test.came.size() == 18);
  for (const auto& each : test.came) {
    CHECK(each.has(service::deezer));
    CHECK_FALSE(each.what.final);
    CHECK(each.after <= milliseconds{1000});
  }
}

TEST_CASE("after a block one request tries, with growing pauses, and not all that wait") {
  blocked test;
  for (int i = 1; i <= 30; ++i) {
    test.ask_for(timed::link_of(i), "!" + std::to_string(i));
    test.pass(seconds{1});
  }
  CHECK(test.probes().size() == 1);
  test.pass(minutes{20});
  std::vector<unix_ms> pauses;
  for (std::size_t i = 1; i < test.probes().size(); ++i)
    pauses.push_back((test.probes()[i] - test.probes()[i - 1]) / 1000);
  CHECK(pauses == std::vector<unix_ms>{60, 120, 240, 480});
}

TEST_CASE("when the block is over, those who waited follow one by one, not at once") {
  blocked test;
  for (int i = 1; i <= 15; ++i)
    test.ask_for(timed::link_of(i), "!" + std::to_string(i));
  test.pass(seconds{10});
  const auto together = test.probes().size(); // what was on its way when the first was refused
  test.hosts.clear();
  test.pass(minutes{2});
  auto& probes = test.probes();
  REQUIRE(probes.size() > together + 3);
  CHECK(probes[together + 1] > probes[together]);
  CHECK(probes[together + 3] > probes[together + 2]);
  CHECK(probes.size() >= together + 15);
}

TEST_CASE("whoever is limited without a time is asked again by one only") {
  timed test;
  test.hosts["idhs"] = {json_answer(429, "{}")};
  for (int i = 1; i <= 10; ++i)
    test.ask_for(timed::link_of(i), "!" + std::to_string(i));
  test.pass(seconds{30});
  const auto together = test.asked_at["idhs"].size();
  CHECK(together <= 5);
  test.pass(seconds{40});
  CHECK(test.asked_at["idhs"].size() == together + 1);
}

TEST_CASE("a resolver that says to come back at once is not asked in a loop") {
  timed test;
  test.hosts["api.deezer.com"] = {json_answer(429, "{}"), milliseconds{0}};
  test.hosts["api.deezer.com"].answer.retry_after = seconds{0};
  test.ask_for(timed::link_of(1), "!a");
  test.pass(minutes{1});
  CHECK(test.asked_at["api.deezer.com"].size() <= 8);
}

TEST_CASE("a block outlives a restart") {
  blocked test;
  test.ask_for(timed::link_of(1), "!a");
  test.pass(seconds{10});
  test.restart();
  test.ask_for(timed::link_of(2), "!a");
  test.pass(seconds{40});
  CHECK(test.probes().size() == 1);
}

TEST_CASE("a reply is completed when the block is over") {
  blocked test;
  const auto url = timed::link_of(1);
  test.ask_for(url, "!a");
  test.pass(seconds{5});
  CHECK_FALSE(test.answer_to(url).has(service::apple_music));
  test.came.clear();
  test.ask_for(url, "!a", "@a", minutes{15});
  test.pass(seconds{10});
  CHECK(test.came.empty());
  test.hosts.clear();
  test.pass(minutes{2});
  CHECK(test.answer_to(url).has(service::apple_music));
  CHECK(test.answer_to(url).what.final);
}

TEST_CASE("an endpoint that is switched off is not asked, and nobody waits for it") {
  timed test;
  test.chain.erase(test.chain.begin());
  test.chain[0].endpoints = {{"itunes", "off", std::nullopt}, {"musicbrainz", "off", std::nullopt}};
  test.configure();
  test.ask_for(timed::link_of(1), "!a");
  test.pass(seconds{2});
  const auto& told = test.answer_to(timed::link_of(1));
  CHECK(told.has(service::deezer));
  CHECK(told.what.final);
  CHECK(told.what.known->how == completeness::found);
  CHECK(test.asked_at["itunes.apple.com"].empty());
}

} // namespace musiclink::test
