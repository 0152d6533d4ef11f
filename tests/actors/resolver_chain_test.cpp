#include "actors/resolver.hpp"

#include "core/links/detect.hpp"
#include "tests/support/actor_fixture.hpp"

#include <caf/event_based_actor.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

namespace musiclink::test {

namespace {

constexpr const char* deezer_track = "https://www.deezer.com/track/3135556";

/// What Deezer says of the track itself.
constexpr const char* source_facts = R"({"id":3135556,"title":"Harder, Better, Faster, Stronger",
  "isrc":"GBDUW0000059","duration":224,"link":"https://www.deezer.com/track/3135556",
  "artist":{"id":27,"name":"Daft Punk"},"contributors":[{"name":"Daft Punk"}],
  "album":{"title":"Discovery"},"type":"track"})";

constexpr const char* itunes_result = R"({"resultCount":1,"results":[{"wrapperType":"track",
  "kind":"song","artistName":"Daft Punk","trackName":"Harder, Better, Faster, Stronger",
  "collectionName":"Discovery","trackTimeMillis":224693,"trackId":697195787,
  "trackViewUrl":"https://music.apple.com/us/album/harder-better-faster-stronger/697194953?i=697195787"}]})";

std::string offer(const std::string& title, const std::string& artist) {
  return R"({"type":"song","title":")" + title + R"(","description":")" + artist +
         R"( - track - 2001","source":"deezer","links":[
           {"type":"spotify","url":"https://open.spotify.com/track/5W3cjX2J3tjhG8zb6u0qHn",
            "isVerified":true}]})";
}

/// A resolver with the whole chain, on a network that answers by part of the URL
/// and with 404 elsewhere.
struct chained : actor_fixture {
  chained() {
    net.answer = [this](const http_request& request) -> std::optional<http_response> {
      asked_at[host_of(request.url)].push_back(around.now());
      for (const auto& [part, answer] : answers)
        if (request.url.find(part) != std::string::npos)
          return answer;
      return json_answer(404, "{}");
    };
    keeper = spawn_storekeeper();
    under_test =
        own<resolver_actor>(system.spawn(resolver, own(net.spawn(system)), keeper, around));
    resolver_settings idonthavespotify;
    idonthavespotify.url = "http://idhs";
    idonthavespotify.requests_per_minute = 5;
    resolver_settings catalog;
    catalog.type = resolver_type::catalog;
    chain = {idonthavespotify, catalog};
    configure();
  }

  static std::string host_of(const std::string& url) {
    auto from = url.find("//") + 2;
    return url.substr(from, url.find('/', from) - from);
  }

  void configure() {
    auto values = std::make_shared<settings>();
    values->values.resolvers = chain;
    caf::anon_send(under_test, settings_changed{values, service_mode::active});
    settle();
  }

  void ask_for(const std::string& url) {
    system.spawn([this, about = *classify(url)](caf::event_based_actor* self) {
      self->request(under_test, caf::infinite, resolve{about})
          .then([this](const resolved& what) { came.push_back(what); }, [](const caf::error&) {});
    });
    settle();
  }

  /// The services of the only answer.
  std::vector<service> found() {
    std::vector<service> services;
    REQUIRE(came.size() == 1);
    if (came[0].known)
      for (const auto& one : came[0].known->found.links)
        services.push_back(one.where);
    return services;
  }

  bool has(service where) {
    auto services = found();
    return std::ranges::find(services, where) != services.end();
  }

  /// The most requests to a host in any 60 seconds.
  std::size_t most_in_a_minute(const std::string& host) {
    const auto& times = asked_at[host];
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
      while (times[last] - times[first] >= 60000)
        ++first;
      most = std::max(most, last - first + 1);
    }
    return most;
  }

  std::vector<resolver_settings> chain;
  std::map<std::string, http_response> answers; ///< by part of the URL
  std::map<std::string, std::vector<unix_ms>> asked_at;
  storekeeper_actor keeper;
  resolver_actor under_test;
  std::vector<resolved> came;
};

http_response unreachable() {
  http_response gone;
  gone.error = transport_error::unreachable;
  return gone;
}

http_response redirect(const std::string& to) {
  http_response answer;
  answer.status = 307;
  answer.location = to;
  return answer;
}

/// The network of a catalog that knows the track.
void let_catalog_know(chained& test) {
  test.answers["api.deezer.com/track/3135556"] = json_answer(200, source_facts);
  test.answers["itunes.apple.com/search"] = json_answer(200, itunes_result);
}

} // namespace

TEST_CASE("with idonthavespotify down, answers come from the catalog") {
  chained test;
  test.answers["idhs"] = unreachable();
  let_catalog_know(test);
  test.ask_for(deezer_track);
  test.pass(std::chrono::minutes{2});
  CHECK(test.has(service::apple_music));
}

TEST_CASE("with idonthavespotify refusing or failing, answers come from the catalog") {
  for (const auto& answer : {json_answer(400, R"({"error":"Invalid link"})"),
                             json_answer(500, R"({"error":"internal"})"),
                             json_answer(429, R"({"error":"slow down","retryAfter":600})"),
                             json_answer(200, "<html>soon back</html>"), json_answer(503, "")}) {
    CAPTURE(answer.status);
    chained test;
    test.answers["idhs"] = answer;
    let_catalog_know(test);
    test.ask_for(deezer_track);
    test.pass(std::chrono::minutes{2});
    CHECK(test.has(service::apple_music));
  }
}

TEST_CASE("a true offer of idonthavespotify is posted") {
  chained test;
  test.answers["idhs"] = json_answer(200, offer("Harder, Better, Faster, Stronger", "Daft Punk"));
  let_catalog_know(test);
  test.ask_for(deezer_track);
  test.pass(std::chrono::minutes{1});
  CHECK(test.has(service::spotify));
}

TEST_CASE("a wrong song that idonthavespotify offers is not posted") {
  for (const auto& lie : {offer("One More Time", "Daft Punk"),
                          offer("Harder, Better, Faster, Stronger (Live)", "Daft Punk"),
                          offer("Harder, Better, Faster, Stronger", "Karaoke Heroes")}) {
    CAPTURE(lie);
    chained test;
    test.answers["idhs"] = json_answer(200, lie);
    let_catalog_know(test);
    test.ask_for(deezer_track);
    test.pass(std::chrono::minutes{2});
    CHECK(!test.has(service::spotify));
    CHECK(test.has(service::apple_music));
  }
}

TEST_CASE("a resolver that keeps failing is left alone for a while") {
  chained test;
  test.answers["idhs"] = unreachable();
  test.chain[0].requests_per_minute = 1000;
  test.configure();
  for (int i = 0; i < 20; ++i)
    test.ask_for("https://www.deezer.com/track/" + std::to_string(100 + i));
  test.pass(std::chrono::seconds{30});
  auto asked = test.asked_at["idhs"].size();
  test.ask_for(deezer_track);
  test.pass(std::chrono::seconds{5});
  CHECK(test.asked_at["idhs"].size() == asked);
}

TEST_CASE("a short link is followed and answered as what it leads to") {
  chained test;
  test.chain.pop_back();
  test.configure();
  test.answers["spotify.link"] =
      redirect("https://open.spotify.com/track/5W3cjX2J3tjhG8zb6u0qHn?si=x");
  test.answers["idhs"] =
      json_answer(200, R"({"type":"song","title":"T","description":"A","source":"spotify","links":[
               {"type":"deezer","url":"https://www.deezer.com/track/3135556","isVerified":true}]})");
  test.ask_for("https://spotify.link/hRkBrwub9xb");
  CHECK(test.has(service::deezer));
  test.ask_for("https://open.spotify.com/track/5W3cjX2J3tjhG8zb6u0qHn");
  CHECK(test.came.size() == 2);
  CHECK(test.asked_at["idhs"].size() == 1);
}

TEST_CASE("a short link that leads to another host is not followed, and that is remembered") {
  chained test;
  test.answers["spotify.link"] = redirect("https://evil.example/track/5W3cjX2J3tjhG8zb6u0qHn");
  test.ask_for("https://spotify.link/hRkBrwub9xb");
  test.ask_for("https://spotify.link/hRkBrwub9xb");
  CHECK(test.asked_at["evil.example"].empty());
  CHECK(test.asked_at["spotify.link"].size() == 1);
  REQUIRE(test.came.size() == 2);
  CHECK(test.came[1].known->how == completeness::not_found);
}

TEST_CASE("a song.link page that names an item is answered with that item, and with its own link") {
  chained test;
  test.chain.pop_back();
  test.configure();
  test.answers["idhs"] =
      json_answer(200, R"({"type":"song","title":"T","description":"A","source":"spotify","links":[
               {"type":"deezer","url":"https://www.deezer.com/track/3135556","isVerified":true}]})");
  test.ask_for("https://song.link/s/5W3cjX2J3tjhG8zb6u0qHn");
  CHECK(test.has(service::deezer));
  CHECK(test.has(service::spotify));
}

TEST_CASE("songlink-page is the last resort, and needs no request") {
  chained test;
  resolver_settings page;
  page.type = resolver_type::songlink_page;
  test.chain = {page};
  test.configure();
  test.ask_for("https://open.spotify.com/track/5W3cjX2J3tjhG8zb6u0qHn");
  CHECK(test.found() == std::vector<service>{service::songlink});
  CHECK(test.net.requests.empty());
}

TEST_CASE("ten thousand different links never exceed a budget") {
  chained test;
  test.answers["idhs"] = json_answer(200, offer("Harder, Better, Faster, Stronger", "Daft Punk"));
  test.answers["api.deezer.com/track"] = json_answer(200, source_facts);
  for (int i = 0; i < 10000; ++i)
    test.ask_for("https://www.deezer.com/track/" + std::to_string(1000000 + i));
  test.pass(std::chrono::minutes{3});
  CHECK(test.most_in_a_minute("idhs") == 5);
  CHECK(test.most_in_a_minute("api.deezer.com") <= 300);
  CHECK(test.most_in_a_minute("itunes.apple.com") <= 20);
  CHECK(test.most_in_a_minute("musicbrainz.org") <= 50);
}

TEST_CASE("only canonical links and search words leave the process") {
  chained test;
  let_catalog_know(test);
  test.ask_for("https://www.deezer.com/en/track/3135556?utm_source=secret&user=@alice:hs");
  test.pass(std::chrono::minutes{1});
  REQUIRE(!test.net.requests.empty());
  for (const auto& request : test.net.requests)
    for (const auto* part : {"utm", "secret", "alice", "hs&"}) {
      CHECK(request.url.find(part) == std::string::npos);
      CHECK(request.body.find(part) == std::string::npos);
    }
}

} // namespace musiclink::test
