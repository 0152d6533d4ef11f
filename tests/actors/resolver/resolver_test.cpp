#include "actors/resolver/resolver.hpp"

#include "core/links/detect.hpp"
#include "tests/support/actor_fixture.hpp"

#include <caf/event_based_actor.hpp>
#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

constexpr const char* known_song = R"({"type":"song","title":"Like a Rolling Stone",
  "description":"Bob Dylan · Highway 61 Revisited · Song · 1965","source":"spotify",
  "links":[{"type":"deezer","url":"https://www.deezer.com/track/111","isVerified":true},
           {"type":"tidal","url":"https://tidal.com/browse/track/222","isVerified":true}]})";

link track(char last) {
  std::string url = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpG";
  url.push_back(last);
  return *classify(url);
}

struct resolving : actor_fixture {
  explicit resolving(double per_minute = 1000) {
    net.answer = [this](const http_request&) { return reply; };
    keeper = spawn_storekeeper();
    under_test =
        own<resolver_actor>(system.spawn(resolver, own(net.spawn(system)), keeper, around));
    configure(per_minute);
  }

  void configure(double per_minute) {
    auto values = std::make_shared<settings>();
    resolver_settings one;
    one.url = "http://resolver";
    one.requests_per_minute = per_minute;
    values->values.resolvers = {one};
    caf::anon_send(under_test, settings_changed{values, service_mode::active});
    settle();
  }

  /// Asks without waiting; the answer turns up in `answers`.
  void ask_for(const link& about) {
    auto asker = system.spawn([this, about](caf::event_based_actor* self) {
      self->request(under_test, caf::infinite, resolve{about})
          .then([this](const resolved& what) { answers.push_back(what); },
                [](const caf::error&) {});
    });
    settle();
  }

  std::optional<http_response> reply = json_answer(200, known_song);
  storekeeper_actor keeper;
  resolver_actor under_test;
  std::vector<resolved> answers;
};

} // namespace

TEST_CASE("a resolver that has moved within its host is asked there, within its budget") {
  resolving test;
  test.net.answer = [&](const http_request& request) -> std::optional<http_response> {
    if (request.url.find("/v2/") != std::string::npos)
      return test.reply;
    auto moved = json_answer(307, "");
    moved.location = "http://resolver/v2/search";
    return moved;
  };
  test.ask_for(track('c'));
  REQUIRE(test.answers.size() == 1);
  CHECK(test.answers[0].known);
  REQUIRE(test.net.requests.size() == 2);
  CHECK(test.net.requests[1].method == "POST");
  CHECK(test.net.requests[1].body == test.net.requests[0].body);
}

TEST_CASE("a resolver that has moved elsewhere is not asked there") {
  resolving test;
  test.reply = json_answer(307, "");
  test.reply->location = "https://elsewhere.example/api/search";
  test.ask_for(track('c'));
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.count("elsewhere") == 0);
  CHECK(test.net.count("http://resolver/") > 0);
}

TEST_CASE("however many rooms ask about a link, the question is put once") {
  resolving test;
  test.reply = std::nullopt;
  for (int i = 0; i < 20; ++i)
    test.ask_for(track('c'));
  CHECK(test.net.requests.size() == 1);
  test.net.release(json_answer(200, known_song));
  test.settle();
  REQUIRE(test.answers.size() == 20);
  CHECK(test.answers[19].known->found.title == "Like a Rolling Stone");
}

TEST_CASE("an answer is kept in the store and not asked for again") {
  resolving test;
  test.ask_for(track('c'));
  test.ask_for(track('c'));
  CHECK(test.net.requests.size() == 1);
  REQUIRE(test.answers.size() == 2);
  CHECK(test.answers[0].known == test.answers[1].known);
}

TEST_CASE("a partial answer is asked for again after the negative time to live") {
  resolving test;
  test.ask_for(track('c'));
  REQUIRE(test.answers[0].known->how == completeness::partial);
  test.pass(std::chrono::minutes{61});
  test.ask_for(track('c'));
  CHECK(test.net.requests.size() == 2);
}

TEST_CASE("a resolver is never asked above its budget, and nobody is forgotten") {
  resolving test{5};
  for (char last : std::string("abcdefgh"))
    test.ask_for(track(last));
  CHECK(test.net.requests.size() == 5);
  test.pass(std::chrono::seconds{59});
  CHECK(test.net.requests.size() == 5);
  test.pass(std::chrono::seconds{2});
  CHECK(test.net.requests.size() == 8);
  CHECK(test.answers.size() == 8);
}

TEST_CASE("a 429 of a resolver is waited out before anything else is asked") {
  resolving test;
  auto limited = json_answer(429, R"({"error":"slow down","retryAfter":30})");
  test.reply = limited;
  test.ask_for(track('a'));
  test.reply = json_answer(200, known_song);
  test.ask_for(track('b'));
  CHECK(test.net.requests.size() == 1);
  test.pass(std::chrono::seconds{29});
  CHECK(test.net.requests.size() == 1);
  test.pass(std::chrono::seconds{5});
  CHECK(test.net.requests.size() == 3);
  CHECK(test.answers.size() == 2);
}

TEST_CASE("a sole resolver's 500 is not \"not found\", and is not remembered as such") {
  resolving test;
  test.reply = json_answer(500, R"({"error":"internal"})");
  test.ask_for(track('a'));
  test.pass(std::chrono::minutes{30});
  REQUIRE(test.answers.size() == 1);
  CHECK_FALSE(test.answers[0].known);
  CHECK(test.net.requests.size() <= 20);
  test.reply = json_answer(200, known_song);
  test.ask_for(track('a'));
  REQUIRE(test.answers.size() == 2);
  REQUIRE(test.answers[1].known);
  CHECK(test.answers[1].known->found.title == "Like a Rolling Stone");
}

TEST_CASE("an outage of some minutes costs no answer") {
  resolving test;
  http_response gone;
  gone.error = transport_error::unreachable;
  test.reply = gone;
  test.ask_for(track('a'));
  test.pass(std::chrono::minutes{5});
  CHECK(test.answers.empty());
  test.reply = json_answer(200, known_song);
  test.pass(std::chrono::minutes{5});
  REQUIRE(test.answers.size() == 1);
  CHECK(test.answers[0].known->found.title == "Like a Rolling Stone");
}

TEST_CASE("a reload amid questions and look-ups answers each of them once") {
  resolving test;
  test.reply = std::nullopt;
  test.ask_for(track('a'));
  test.configure(2000);
  test.net.release(json_answer(200, known_song));
  test.net.release(json_answer(200, known_song));
  test.settle();
  CHECK(test.answers.size() == 1);
}

TEST_CASE("a resolver that cannot be reached proves nothing about the link") {
  resolving test;
  http_response gone;
  gone.error = transport_error::unreachable;
  test.reply = gone;
  test.ask_for(track('a'));
  test.pass(std::chrono::minutes{30});
  REQUIRE(test.answers.size() == 1);
  CHECK_FALSE(test.answers[0].known);
  test.reply = json_answer(200, known_song);
  test.ask_for(track('a'));
  REQUIRE(test.answers.size() == 2);
  CHECK(test.answers[1].known->found.title == "Like a Rolling Stone");
}

TEST_CASE("an asker's patience is its own, whoever else asks later") {
  resolving test;
  http_response gone;
  gone.error = transport_error::unreachable;
  test.reply = gone;
  test.ask_for(track('a'));
  test.pass(std::chrono::minutes{20});
  test.ask_for(track('a'));
  test.pass(std::chrono::minutes{8});
  CHECK(test.answers.size() == 1);
  test.pass(std::chrono::minutes{20});
  CHECK(test.answers.size() == 2);
}

TEST_CASE("a 500 for one link after the other is no word about the links") {
  resolving test{1000};
  test.reply = json_answer(500, R"({"error":"internal"})");
  for (int i = 0; i < 10; ++i)
    test.ask_for(*classify("https://www.deezer.com/track/" + std::to_string(1000 + i)));
  test.pass(std::chrono::seconds{30});
  CHECK(test.answers.empty());
  test.reply = json_answer(200, known_song);
  test.pass(std::chrono::minutes{10});
  CHECK(test.answers.size() == 10);
  CHECK(std::ranges::count_if(test.answers, [](const auto& one) {
          return one.known && one.known->how != completeness::not_found;
        }) == 10);
}

TEST_CASE("a link that no resolver takes is not asked for") {
  resolving test;
  test.ask_for(*classify("https://music.amazon.com/tracks/B0ABCDEFGH"));
  CHECK(test.net.requests.empty());
  REQUIRE(test.answers.size() == 1);
  CHECK(test.answers[0].known->how == completeness::not_found);
}

TEST_CASE("a question that waited too long for its turn is given up") {
  resolving test{1};
  for (int i = 0; i < 40; ++i)
    test.ask_for(*classify("https://www.deezer.com/track/" + std::to_string(1000 + i)));
  test.pass(std::chrono::minutes{30});
  CHECK(test.answers.size() == 40);
  CHECK_FALSE(test.answers.back().known);
}

} // namespace musiclink::test
