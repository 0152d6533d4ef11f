#include "core/resolvers/catalog/question.hpp"

#include "core/config/config.hpp"
#include "tests/core/resolvers/catalog/recorded.hpp"

#include <algorithm>

namespace musiclink::test {

using namespace catalog;
using kind = trouble::kind;

namespace {

findings nothing(const std::string&, const link&) {
  return std::vector<candidate>{};
}

/// What that status from that endpoint means; nothing: there is no such item.
std::optional<kind> meaning(long status, endpoint at = endpoint::tidal) {
  const auto found = read_answer(failed(status), {at, "/", nothing}, {});
  const auto* const bad = std::get_if<trouble>(&found);
  return bad == nullptr ? std::nullopt : std::optional(bad->what);
}

std::vector<question> all_questions() {
  std::vector<question> result;
  const auto add = [&](std::vector<question> more) {
    result.insert(result.end(), more.begin(), more.end());
  };
  for (const char* url :
       {"https://www.deezer.com/track/1", "https://www.deezer.com/album/1",
        "https://www.deezer.com/artist/1", "https://music.apple.com/us/song/x/1",
        "https://music.apple.com/us/album/x/1", "https://music.apple.com/us/artist/x/1",
        "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc",
        "https://www.youtube.com/watch?v=zhY_0DoQCQs", "https://soundcloud.com/a/b",
        "https://soundcloud.com/a", "https://a.bandcamp.com/track/b", "https://a.bandcamp.com/",
        "https://tidal.com/track/1", "https://open.qobuz.com/track/1"})
    add(ask_source(link_at(url), "US"));
  facts isrc;
  isrc.type = item_type::track;
  isrc.isrc = "GBDUW0000059";
  add(search_musicbrainz(isrc));
  return result;
}

} // namespace

TEST_CASE("a status says whether to wait, to ask again, to leave it, or that there is nothing") {
  CHECK(meaning(429) == kind::limited);
  CHECK(meaning(403, endpoint::itunes) == kind::limited);
  CHECK(meaning(503, endpoint::musicbrainz) == kind::limited);
  CHECK(meaning(500) == kind::transient);
  CHECK(meaning(503) == kind::transient);
  CHECK(meaning(403) == kind::refused);
  CHECK(meaning(301) == kind::refused);
  CHECK_FALSE(meaning(404));
  CHECK_FALSE(meaning(401, endpoint::youtube));
  CHECK(meaning(401) == kind::refused);
}

TEST_CASE("no answer is passing trouble, unless it cannot get better") {
  http_response response;
  response.error = transport_error::timed_out;
  response.error_text = "api.deezer.com: timed out";
  const question asked{endpoint::deezer, "/", nothing};
  CHECK(std::get<trouble>(read_answer(response, asked, {})) ==
        trouble{kind::transient, "api.deezer.com: timed out", std::nullopt});
  response.error = transport_error::too_large;
  CHECK(std::get<trouble>(read_answer(response, asked, {})).what == kind::refused);
}

TEST_CASE("a limit says how long") {
  auto response = failed(429);
  response.retry_after = std::chrono::seconds(7);
  const auto found = read_answer(response, {endpoint::deezer, "/", nothing}, {});
  CHECK(std::get<trouble>(found).retry_after == std::chrono::seconds(7));
}

TEST_CASE("Deezer's errors come as answers") {
  const auto asked = ask_source(link_at("https://www.deezer.com/track/1"), "US").front();
  const auto read = [&](const std::string& code) {
    return asked.read(R"({"error":{"type":"Exception","message":"x","code":)" + code + "}}", {});
  };
  CHECK(std::get<trouble>(read("4")).what == kind::limited);
  CHECK(std::get<trouble>(read("700")).what == kind::transient);
  CHECK(std::get<trouble>(read("500")).what == kind::refused);
  CHECK(candidates(read("800")).empty());
}

TEST_CASE("an empty result of iTunes is no item") {
  const auto asked = ask_source(link_at("https://music.apple.com/us/song/x/1"), "US").front();
  CHECK(candidates(asked.read(R"({"resultCount":0,"results":[]})", {})).empty());
}

TEST_CASE("no body makes a reader give what is no fact") {
  const std::string deep(100000, '[');
  std::string many = R"({"data":[)";
  for (int i = 0; i < 5000; ++i)
    many += R"({"id":1,"title":"x","artist":{"name":"y"}},)";
  many += "{}],\"results\":[1,null,{}],\"recordings\":[1,null,{}]}";
  const std::vector<std::string> bodies{
      "",
      "<!DOCTYPE html><html><body>Are you a robot?</body></html>",
      "null",
      "[]",
      "{}",
      "\"text\"",
      R"({"title":7,"name":[],"id":"x","author_name":{},"results":{},"data":7,"recordings":"x"})",
      R"({"error":"text"})",
      R"({"error":null,"id":99999999999999999999,"title":"x","name":"x"})",
      R"({"title":"","name":"","id":0})",
      R"({"results":[{"kind":7,"wrapperType":[],"trackName":"x"}],"data":[[]],"recordings":[[]]})",
      "<meta property='og:title' content='",
      "<script type=application/ld+json>{\"@type\":",
      std::string(1000000, '<'),
      std::string("\x00\xff\xfe", 3),
      deep,
      many};
  for (const auto& asked : all_questions())
    for (const auto& body : bodies) {
      CAPTURE(asked.path);
      CAPTURE(body.substr(0, 100));
      const auto found = asked.read(body, link_at("https://www.deezer.com/track/1"));
      if (const auto* const list = std::get_if<std::vector<candidate>>(&found)) {
        CHECK(list->size() <= 10);
        for (const auto& each : *list)
          CHECK_FALSE(each.what.title.empty());
      }
    }
}

TEST_CASE("texts come out as one bounded line") {
  const auto found =
      facts_of("https://www.deezer.com/track/1",
               deezer_track(1, "a\\n\\u202eb" + std::string(5000, 'x'), R"(,"isrc":"too short")"));
  CHECK(found.title.starts_with("a bx"));
  CHECK(found.title.size() < 400);
  CHECK(found.isrc.empty());
}

TEST_CASE("search words leave out what says nothing of the recording") {
  using enum brackets;
  CHECK(search_words("Hello (Official Music Video) [HD]", drop_noise) == "Hello");
  CHECK(search_words("Hello (Live at Home) [4K]", drop_noise) == "Hello Live at Home");
  CHECK(search_words("Hello (Live) there", drop_all) == "Hello there");
  CHECK(search_words("(I Can't Get No) Satisfaction", drop_noise) == "I Can't Get No Satisfaction");
  CHECK(search_words("unclosed (bracket", drop_noise) == "unclosed bracket");
  CHECK(search_words("unclosed (", drop_all) == "unclosed");
  CHECK(search_words("", drop_all).empty());
  CHECK(search_words("Hello (Video Oficial) | An Album #pop #new", drop_noise) == "Hello");
  CHECK(search_words(" | Hello", drop_noise) == "| Hello");
}

TEST_CASE("endpoints have their own addresses and budgets, or those of the settings") {
  resolver_settings settings;
  settings.endpoints = {{"deezer", "http://127.0.0.1:1/", std::nullopt}, {"itunes", "", 7.0}};
  const auto all = endpoints(settings);
  CHECK(all.size() == 9);
  const auto find = [&](endpoint at) {
    return *std::ranges::find(all, at, &endpoint_settings::at);
  };
  CHECK(find(endpoint::deezer).url == "http://127.0.0.1:1");
  CHECK(find(endpoint::deezer).requests_per_minute == 300);
  CHECK(find(endpoint::itunes).url == "https://itunes.apple.com");
  CHECK(find(endpoint::itunes).requests_per_minute == 7);
  CHECK(find(endpoint::musicbrainz).requests_per_minute == 50);
  CHECK(to_key(endpoint::musicbrainz) == "musicbrainz");
}

TEST_CASE("one rate stands for each endpoint that has none of its own") {
  resolver_settings settings;
  settings.endpoints = {{"tidal", "http://t", std::nullopt},
                        {"itunes", "", 8.0},
                        {std::string(every_endpoint), "", 7.0}};
  const auto all = endpoints(settings);
  CHECK(all.size() == 9);
  for (const auto& each : all)
    CHECK(each.requests_per_minute == (each.at == endpoint::itunes ? 8 : 7));
}

TEST_CASE("an endpoint may be switched off, as any may be replaced") {
  for (const auto name : {"deezer", "itunes", "spotify", "youtube", "soundcloud", "bandcamp",
                          "tidal", "qobuz", "musicbrainz"}) {
    CAPTURE(name);
    resolver_settings settings;
    settings.endpoints = {{name, "off", std::nullopt}};
    auto all = endpoints(settings);
    CHECK(all.size() == 8);
    CHECK(std::ranges::none_of(all, [&](const auto& each) { return to_key(each.at) == name; }));
    settings.endpoints = {{name, "http://127.0.0.1:1", 3.0}};
    all = endpoints(settings);
    const auto own = std::ranges::find(all, std::string_view(name),
                                       [](const auto& each) { return to_key(each.at); });
    REQUIRE(own != all.end());
    CHECK(own->url == "http://127.0.0.1:1");
    CHECK(own->requests_per_minute == 3);
  }
}

TEST_CASE("MusicBrainz itself is never asked more than it allows") {
  resolver_settings settings;
  settings.endpoints = {{"musicbrainz", "", 1000.0}};
  CHECK(endpoints(settings).back().requests_per_minute == 50);
  settings.endpoints = {{"musicbrainz", "http://mirror.example", 1000.0}};
  CHECK(endpoints(settings).back().requests_per_minute == 1000);
}

} // namespace musiclink::test
