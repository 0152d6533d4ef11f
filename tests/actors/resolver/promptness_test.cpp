#include "tests/actors/resolver/resolving_in_time.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

// conf/CONTRACT.md 5.10: nobody waits for a resolver that is limited, slow or failing while
// another can answer.

namespace musiclink::test {

namespace {

using std::chrono::seconds;

http_response html() {
  return json_answer(200, "<html>soon back</html>");
}

/// What may become of idonthavespotify while the catalog answers.
std::map<std::string, timed::host> ailments() {
  return {{"limited", {json_answer(429, R"({"error":"slow down","retryAfter":60})")}},
          {"limited without a time", {json_answer(429, "{}")}},
          {"slow", {json_answer(200, "{}"), seconds{9}}},
          {"garbage", {html()}},
          {"failing", {json_answer(500, "{}")}},
          {"down", {unreachable(), milliseconds{0}}},
          {"silent", {unreachable(), seconds{60}}}};
}

} // namespace

TEST_CASE("a resolver that answers soon is asked alone") {
  timed test;
  test.ask_for(timed::link_of(7), "!a");
  test.pass(seconds{5});
  const auto& told = test.answer_to(timed::link_of(7));
  CHECK(told.has(service::tidal));
  CHECK(told.what.final);
  CHECK(test.asked_at["itunes.apple.com"].empty());
}

TEST_CASE("whatever ails the first resolver, the catalog's answer is there within five seconds") {
  for (const std::string name : {"limited", "slow", "garbage", "down"}) {
    CAPTURE(name);
    timed test;
    test.hosts["idhs"] = ailments().at(name);
    constexpr int links = 200;
    for (int i = 1; i <= links; ++i) {
      test.ask_for(timed::link_of(i), "!" + std::to_string(i % 10));
      test.pass(seconds{2});
    }
    test.pass(seconds{10});
    REQUIRE(test.came.size() == links);
    CHECK(
        std::ranges::all_of(test.came, [](const auto& each) { return each.has(service::deezer); }));
    CHECK(test.percentile(99) <= seconds{5});
    MESSAGE("resolve: idonthavespotify " << name << ", 200 links in 7 minutes: first answer p50 "
                                         << test.percentile(50).count() << " ms, p99 "
                                         << test.percentile(99).count() << " ms");
  }
}

TEST_CASE("a first answer that is not the last says so, and asking again brings the rest") {
  timed test;
  test.hosts["idhs"] = {json_answer(429, R"({"error":"slow down","retryAfter":30})")};
  const auto url = timed::link_of(7);
  test.ask_for(url, "!a");
  test.pass(seconds{2});
  CHECK(test.answer_to(url).has(service::apple_music));
  CHECK_FALSE(test.answer_to(url).what.final);
  test.hosts.clear();
  test.came.clear();
  test.ask_for(url, "!a", "@a", std::chrono::minutes{15});
  test.pass(seconds{20});
  CHECK(test.came.empty());
  test.pass(seconds{20});
  CHECK(test.answer_to(url).what.final);
  CHECK(test.answer_to(url).has(service::tidal));
  CHECK(test.answer_to(url).has(service::apple_music));
}

TEST_CASE("a question goes on while nobody waits for it") {
  timed test;
  test.hosts["idhs"] = {json_answer(429, R"({"error":"slow down","retryAfter":30})")};
  const auto url = timed::link_of(7);
  test.ask_for(url, "!a");
  test.pass(seconds{10});
  test.hosts.clear();
  test.pass(seconds{30});
  test.came.clear();
  test.ask_for(url, "!b");
  test.pass(milliseconds{50});
  CHECK(test.answer_to(url).what.final);
  CHECK(test.answer_to(url).has(service::tidal));
}

TEST_CASE("after a restart a question that was answered in part is begun again") {
  timed test;
  test.hosts["idhs"] = {json_answer(429, R"({"error":"slow down","retryAfter":30})")};
  const auto url = timed::link_of(7);
  test.ask_for(url, "!a");
  test.pass(seconds{5});
  CHECK_FALSE(test.answer_to(url).what.final);
  test.restart();
  test.hosts.clear();
  test.came.clear();
  test.ask_for(url, "!a", "@a", std::chrono::minutes{10});
  test.pass(std::chrono::minutes{2});
  CHECK(test.answer_to(url).what.final);
  CHECK(test.answer_to(url).has(service::tidal));
}

TEST_CASE("a question ends with its patience, and what is known in part is kept for a while only") {
  timed test;
  test.hosts["itunes.apple.com"] = {json_answer(403, "")};
  test.chain.erase(test.chain.begin());
  test.configure();
  const auto url = timed::link_of(7);
  test.ask_for(url, "!a", "@a", std::chrono::minutes{60});
  test.pass(std::chrono::minutes{26});
  CHECK(test.answer_to(url).what.final);
  CHECK(test.answer_to(url).what.known->how == completeness::partial);
  CHECK(test.answer_to(url).has(service::deezer));
  test.hosts.clear();
  test.came.clear();
  test.ask_for(url, "!a");
  test.pass(seconds{1});
  CHECK(test.answer_to(url).what.known->how == completeness::partial);
  test.pass(std::chrono::minutes{61});
  test.came.clear();
  test.ask_for(url, "!a");
  test.pass(seconds{5});
  CHECK(test.answer_to(url).has(service::apple_music));
  CHECK(test.answer_to(url).what.final);
}

TEST_CASE("where nothing is sure in time, that is said in time, and nothing is made up") {
  for (const auto& [name, ailment] : ailments()) {
    CAPTURE(name);
    timed test;
    test.hosts["idhs"] = ailment;
    test.chain.pop_back();
    test.configure();
    test.ask_for(timed::link_of(7), "!a");
    test.pass(seconds{6});
    const auto& told = test.answer_to(timed::link_of(7));
    CHECK_FALSE(told.what.known);
    CHECK_FALSE(told.what.final);
    CHECK_FALSE(told.what.text.empty());
    CHECK(told.after <= milliseconds{5050});
  }
}

TEST_CASE("what a resolver offers is not sure while the source may still say") {
  timed test;
  test.hosts["open.spotify.com"] = {json_answer(200, ""), seconds{8}};
  test.ask_for(timed::link_of(7), "!a");
  test.pass(milliseconds{3800});
  CHECK(test.came.empty());
}

TEST_CASE("an offer goes out in time where the source or the offered links' services hang") {
  for (const auto& hanging : {std::vector<std::string>{"open.spotify.com"},
                              std::vector<std::string>{"api.deezer.com", "tidal.com"}}) {
    CAPTURE(hanging.front());
    timed test;
    for (const auto& each : hanging)
      test.hosts[each] = {unreachable(), seconds{60}};
    test.ask_for(timed::link_of(7), "!a");
    test.pass(seconds{6});
    const auto& told = test.answer_to(timed::link_of(7));
    CHECK(told.has(service::deezer));
    CHECK(told.has(service::tidal));
    CHECK_FALSE(told.what.final);
    CHECK(told.after <= milliseconds{4100}); // some time is left for the posting
  }
}

TEST_CASE("what goes out unproven is judged later, and that alone is kept") {
  timed test;
  test.hosts["open.spotify.com"] = {
      json_answer(200, R"(<html><head><meta property="og:title" content="Another"/>)"
                       R"(<meta property="og:description" content="Nobody · Album · Song · 2000"/>)"
                       R"(</head></html>)"),
      seconds{8}};
  test.ask_for(timed::link_of(7), "!a");
  test.pass(seconds{6});
  CHECK(test.answer_to(timed::link_of(7)).has(service::tidal));
  test.pass(seconds{10});
  test.came.clear();
  test.ask_for(timed::link_of(7), "!b");
  test.pass(seconds{5});
  CHECK_FALSE(test.answer_to(timed::link_of(7)).has(service::tidal));
}

TEST_CASE("a slow endpoint of the catalog costs its own link, not the answer") {
  timed test;
  test.chain.erase(test.chain.begin());
  test.configure();
  test.hosts["itunes.apple.com"] = {json_answer(200, ""), seconds{9}};
  test.ask_for(timed::link_of(7), "!a");
  test.pass(seconds{6});
  const auto& told = test.answer_to(timed::link_of(7));
  CHECK(told.has(service::deezer));
  CHECK_FALSE(told.what.final);
  CHECK(told.after <= milliseconds{3500}); // some time is left for the posting
}

TEST_CASE("a wall clock that is set back lengthens nobody's wait") {
  timed test;
  test.hosts["idhs"] = {json_answer(200, "{}"), seconds{9}};
  test.ask_for(timed::link_of(7), "!a");
  test.pass(milliseconds{500});
  test.set_wall_clock(-std::chrono::hours{24});
  test.pass(seconds{5});
  CHECK(test.answer_to(timed::link_of(7)).has(service::deezer));
}

TEST_CASE("one link that a resolver cannot answer holds nothing up") {
  http_response huge;
  huge.error = transport_error::too_large;
  for (const auto& answer : {html(), json_answer(500, "{}"), json_answer(502, ""), huge}) {
    CAPTURE(answer.status);
    timed test;
    test.chain.pop_back();
    test.configure();
    test.hosts["idhs"] = {answer};
    test.ask_for(timed::link_of(1), "!a");
    test.pass(milliseconds{500});
    test.hosts.clear();
    test.ask_for(timed::link_of(2), "!a");
    test.pass(seconds{1});
    CHECK(test.answer_to(timed::link_of(2)).has(service::tidal));
    CHECK(test.answer_to(timed::link_of(2)).after <= milliseconds{300});
  }
}

} // namespace musiclink::test
