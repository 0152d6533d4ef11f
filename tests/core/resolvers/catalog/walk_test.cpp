#include "core/resolvers/catalog/walk.hpp"

#include "tests/core/resolvers/catalog/recorded.hpp"

#include <algorithm>
#include <map>

namespace musiclink::test {

using namespace catalog;
using kind = trouble::kind;

namespace {

const std::string spotify_track = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";
const std::string deezer_search = "https://api.deezer.com/search/track";
const std::string itunes_search = "https://itunes.apple.com/search";
const std::string musicbrainz = "https://musicbrainz.org/ws/2/isrc/";

/// Sure of equal titles and artists, unless lengths differ: enough of a judge here.
judgement same(const facts& source, const facts& candidate) {
  const bool long_enough = source.duration && candidate.duration;
  const bool is_same =
      source.type == candidate.type && source.title == candidate.title &&
      (source.type == item_type::artist || (!source.artists.empty() && !candidate.artists.empty() &&
                                            source.artists.front() == candidate.artists.front())) &&
      (!long_enough ||
       std::chrono::abs(*source.duration - *candidate.duration) < std::chrono::seconds(5));
  return is_same ? judgement{verdict::sure, {}}
                 : judgement{verdict::doubtful, {{cause::title, {}}}};
}

/// Answers by the beginning of the URL; the longest that fits.
using world = std::map<std::string, http_response>;

http_response answer_from(const world& all, const std::string& url) {
  const http_response* best = nullptr;
  for (const auto& [prefix, response] : all)
    if (url.starts_with(prefix))
      best = &response; // a longer prefix sorts later
  return best == nullptr ? failed(404) : *best;
}

struct outcome {
  std::vector<std::string> asked;
  std::vector<trouble> troubles;
};

/// Makes every request, and gives up where it meets trouble that may pass.
outcome perform(walk& what, const world& all) {
  outcome result;
  for (auto steps = what.next(); !steps.empty(); steps = what.next())
    for (const auto& each : steps) {
      result.asked.push_back(each.request.url);
      if (auto bad = what.take(each.id, answer_from(all, each.request.url))) {
        if (bad->what != kind::refused)
          what.give_up(each.id);
        result.troubles.push_back(std::move(*bad));
      }
    }
  CHECK(what.done());
  CHECK(result.asked.size() <= walk::most_steps);
  return result;
}

walk walk_from(const std::string& url, std::optional<answer> offered = std::nullopt) {
  return {link_at(url), "US", resolver_settings{}, same, std::move(offered)};
}

world known_song() {
  return {
      {spotify_track, ok(spotify_page("One More Time", "Daft Punk · Discovery · Song · 2000"))},
      {deezer_search,
       ok(data(deezer_track(9, "One More Time (Live)") + "," + deezer_track(3, "One More Time")))},
      {"https://api.deezer.com/track/3",
       ok(deezer_track(3, "One More Time", R"(,"isrc":"GBDUW0000059")"))},
      {itunes_search, ok(results(itunes_song("One More Time", "7")))},
      {musicbrainz + "GBDUW0000059",
       ok(R"({"isrc":"GBDUW0000059","recordings":[{"title":"One More Time","length":224000,)"
          R"("artist-credit":[{"name":"Daft Punk"}],"relations":[{"url":{"resource":)"
          R"("https://tidal.com/browse/track/5"}},{"url":{"resource":")" +
          spotify_track + R"("}},{"url":{"resource":"https://www.deezer.com/track/77"}}]}]})")}};
}

std::vector<std::string> urls(const answer& what) {
  std::vector<std::string> result;
  for (const auto& each : what.found.links)
    result.push_back(each.url);
  return result;
}

bool was_asked(const outcome& what, std::string_view prefix) {
  return std::ranges::any_of(what.asked, [&](const auto& url) { return url.starts_with(prefix); });
}

answer offered_song(const std::string& title, const std::string& artist,
                    std::vector<song_link> links) {
  return {completeness::found, {item_type::track, title, artist, std::move(links)}};
}

} // namespace

TEST_CASE("a walk goes from the source's facts to each service, and on by the ISRC") {
  auto what = walk_from(spotify_track);
  const auto done = perform(what, known_song());
  CHECK(done.troubles.empty());
  REQUIRE(what.source());
  CHECK(what.source()->title == "One More Time");
  const auto result = what.result();
  CHECK(result.how == completeness::found);
  CHECK(result.found.title == "One More Time");
  CHECK(result.found.artist == "Daft Punk");
  CHECK(urls(result) ==
        std::vector<std::string>{"https://music.apple.com/us/album/one-more-time/697194953?i=7",
                                 "https://www.deezer.com/track/3", "https://tidal.com/track/5"});
  CHECK(was_asked(done, "https://api.deezer.com/track/3"));
  CHECK(what.is_known_music());
}

TEST_CASE("steps name the endpoint whose budget they take, and what may be left out") {
  auto what = walk_from(spotify_track);
  auto all = known_song();
  auto first = what.next();
  REQUIRE(first.size() == 1);
  CHECK(first[0].at == endpoint::spotify);
  CHECK_FALSE(first[0].optional);
  CHECK(what.next().empty());
  what.take(first[0].id, answer_from(all, first[0].request.url));
  const auto both = what.next();
  REQUIRE(both.size() == 2);
  CHECK(both[0].at == endpoint::deezer);
  CHECK(both[1].at == endpoint::itunes);
  what.take(both[0].id, answer_from(all, both[0].request.url));
  const auto details = what.next();
  REQUIRE(details.size() == 1);
  CHECK(details[0].optional);
  CHECK_FALSE(what.done());
}

TEST_CASE("a doubtful candidate is not taken, and the free search comes after the exact one") {
  auto all = known_song();
  all[deezer_search] = ok(data(deezer_track(9, "One More Time (Live)")));
  all[itunes_search] = ok(results(""));
  auto what = walk_from(spotify_track);
  const auto done = perform(what, all);
  CHECK(what.result() == answer{});
  CHECK(std::ranges::count_if(done.asked,
                              [](const auto& url) { return url.starts_with(deezer_search); }) == 2);
  CHECK_FALSE(was_asked(done, musicbrainz));
}

TEST_CASE("a source without any facts ends the walk") {
  auto what = walk_from(spotify_track);
  const auto done = perform(what, {});
  CHECK(done.asked.size() == 2); // the page and oEmbed
  CHECK_FALSE(what.source());
  CHECK(what.result() == answer{});
  CHECK_FALSE(what.is_known_music());
}

TEST_CASE("oEmbed is asked when the page is refused, and the answer is partial for it") {
  world all{{spotify_track, failed(403)},
            {"https://open.spotify.com/oembed", ok(R"({"title":"One More Time"})")}};
  auto what = walk_from(spotify_track);
  const auto done = perform(what, all);
  REQUIRE(done.troubles.size() == 1);
  CHECK(done.troubles[0].what == kind::refused);
  REQUIRE(what.source());
  CHECK(what.result().how == completeness::partial);
  CHECK(what.result().found.links.empty());
}

TEST_CASE("a link of a service that cannot be asked is done at once") {
  for (const char* url : {"https://www.mixcloud.com/a/b/", "https://soundcloud.com/a/b/s-Ab12"}) {
    auto what = walk_from(url);
    CHECK(what.done());
    CHECK(what.next().empty());
    CHECK(what.result() == answer{});
  }
}

TEST_CASE("a limited step stays open, and may be asked again") {
  auto all = known_song();
  auto what = walk_from(spotify_track);
  const auto step = what.next().at(0);
  auto limited = failed(429);
  limited.retry_after = std::chrono::seconds(3);
  const auto bad = what.take(step.id, limited);
  REQUIRE(bad);
  CHECK(bad->what == kind::limited);
  CHECK(bad->retry_after == std::chrono::seconds(3));
  CHECK_FALSE(what.done());
  CHECK(what.next().empty());
  CHECK_FALSE(what.take(step.id, answer_from(all, step.request.url)));
  perform(what, all);
  CHECK(what.result().how == completeness::found);
}

TEST_CASE("an endpoint that was given up is asked no more, and the answer is partial") {
  auto all = known_song();
  all[deezer_search] = ok(R"({"error":{"code":4,"message":"Quota limit exceeded"}})");
  auto what = walk_from(spotify_track);
  const auto done = perform(what, all);
  REQUIRE(done.troubles.size() == 1);
  CHECK(done.troubles[0].what == kind::limited);
  const auto result = what.result();
  CHECK(result.how == completeness::partial);
  REQUIRE(result.found.links.size() == 1);
  CHECK(result.found.links[0].where == service::apple_music);
  CHECK_FALSE(what.is_known_music());
}

TEST_CASE("what is sure can be had at any time, and is partial until all was asked") {
  auto all = known_song();
  auto what = walk_from(spotify_track);
  const auto everybody = [](endpoint) { return true; };
  CHECK(what.result(everybody).how == completeness::partial);
  CHECK(what.result(everybody).found.links.empty());
  auto first = what.next();
  what.take(first[0].id, answer_from(all, first[0].request.url));
  const auto both = what.next();
  REQUIRE(both.size() == 2);
  what.take(both[0].id, answer_from(all, both[0].request.url));
  const auto part = what.result(everybody);
  CHECK(part.how == completeness::partial);
  CHECK(urls(part) == std::vector<std::string>{"https://www.deezer.com/track/3"});
  CHECK(what.result() == part);
  what.take(both[1].id, answer_from(all, both[1].request.url));
  perform(what, all);
  CHECK(what.result().how == completeness::found);
}

TEST_CASE("of an offer nothing is sure before the source or a check has said so") {
  const auto offered =
      offered_song("One More Time", "Daft Punk",
                   {{service::deezer, "https://www.deezer.com/track/3"},
                    {service::amazon_music, "https://music.amazon.com/tracks/B0"}});
  auto all = known_song();
  auto what = walk_from(spotify_track, offered);
  const auto everybody = [](endpoint) { return true; };
  const auto nobody = [](endpoint) { return false; };
  auto first = what.next();
  CHECK(what.result(everybody).found.links.empty());
  CHECK(what.result(nobody).found == offered.found); // nobody can judge it
  what.take(first[0].id, answer_from(all, first[0].request.url));
  const auto check = what.next();
  REQUIRE(check.size() == 1);
  CHECK(check[0].check);
  CHECK(what.result(everybody).found.links.empty());
  CHECK(what.result(nobody).found == offered.found);
  what.take(check[0].id, answer_from(all, check[0].request.url));
  CHECK(what.done());
  CHECK(what.result() == offered);
}

TEST_CASE("a source that is known need not be asked for again") {
  const facts source{item_type::track, "One More Time", {"Daft Punk"}, std::nullopt, {}, {}};
  walk what(link_at(spotify_track), "US", {}, same, std::nullopt, source);
  const auto done = perform(what, known_song());
  CHECK_FALSE(was_asked(done, spotify_track));
  CHECK(what.result().how == completeness::found);
}

TEST_CASE("an endpoint that is switched off is not asked, and nothing is missed for it") {
  for (const auto* name : {"deezer", "itunes", "musicbrainz", "spotify"}) {
    CAPTURE(name);
    resolver_settings settings;
    settings.endpoints = {{name, "off", std::nullopt}};
    walk what(link_at(spotify_track), "US", settings, same);
    const auto done = perform(what, known_song());
    const std::map<std::string, std::string> hosts{{"deezer", "https://api.deezer.com"},
                                                   {"itunes", "https://itunes.apple.com"},
                                                   {"musicbrainz", "https://musicbrainz.org"},
                                                   {"spotify", "https://open.spotify.com"}};
    CHECK_FALSE(was_asked(done, hosts.at(name)));
    CHECK(what.result().how != completeness::partial);
  }
}

TEST_CASE("without the source's facts a walk that could not ask is partial, not a word of no") {
  auto what = walk_from(spotify_track);
  what.give_up(what.next().at(0).id);
  CHECK(what.done());
  CHECK(what.result().how == completeness::partial);
}

TEST_CASE("a page that moved within its service is followed, another page is not") {
  auto moved = failed(301);
  for (const char* to : {"https://tidal.com/browse/track/1", "https://tidal.com/new/track/1?u"}) {
    auto what = walk_from("https://tidal.com/track/1");
    moved.location = to;
    CHECK_FALSE(what.take(what.next().at(0).id, moved));
    CHECK(what.next().at(0).request.url == to);
  }
  for (const char* other : {"https://tidal.com/track/2", "https://tidal.com/browse/track/2",
                            "https://tidal.com/", "https://tidal.com/login?to=/track/1"}) {
    CAPTURE(other);
    auto what = walk_from("https://tidal.com/track/1");
    moved.location = other;
    CHECK(what.take(what.next().at(0).id, moved)->what == kind::refused);
  }
}

TEST_CASE("where an endpoint leads elsewhere it is said where, and the walk goes on without it") {
  auto moved = failed(301);
  for (const char* elsewhere :
       {"https://evil.example/track/1", "http://tidal.com/track/1", "https://login.tidal.com/"}) {
    auto what = walk_from("https://tidal.com/track/1");
    moved.location = elsewhere;
    const auto told = what.take(what.next().at(0).id, moved);
    REQUIRE(told);
    CHECK(told->what == kind::moved);
    CHECK(told->text.find(elsewhere) != std::string::npos);
    CHECK(what.next().at(0).request.url == "https://tidal.com/browse/track/1");
  }
}

TEST_CASE("who asks a stand-in is not led away from it") {
  resolver_settings settings;
  settings.endpoints = {{"tidal", "http://127.0.0.1:8", std::nullopt}};
  walk what(link_at("https://tidal.com/track/1"), "US", settings, same);
  auto moved = failed(301);
  moved.location = "https://tidal.com/browse/track/1";
  CHECK(what.take(what.next().at(0).id, moved)->what == kind::moved);
  CHECK(what.next().at(0).request.url == "http://127.0.0.1:8/browse/track/1");
}

TEST_CASE("a search is followed wherever it has gone at its own address") {
  auto all = known_song();
  auto what = walk_from(spotify_track);
  auto moved = failed(308);
  moved.location = "https://api.deezer.com/v2/find?q=x";
  all[deezer_search] = moved;
  const auto done = perform(what, all);
  CHECK(was_asked(done, "https://api.deezer.com/v2/find?q=x"));
}

TEST_CASE("a page that moves in circles is left") {
  auto what = walk_from("https://tidal.com/track/1");
  auto moved = failed(301);
  moved.location = "https://tidal.com/browse/track/1";
  const auto done = perform(what, {{"https://tidal.com/", moved}});
  CHECK(done.asked.size() == 3); // both forms of its URL, and once where the first led to
}

TEST_CASE("Deezer's own track is found elsewhere by its ISRC, and Deezer is not searched") {
  auto all = known_song();
  auto what = walk_from("https://www.deezer.com/track/3");
  const auto done = perform(what, all);
  CHECK_FALSE(was_asked(done, "https://api.deezer.com/search"));
  CHECK(was_asked(done, musicbrainz));
  CHECK(what.result().found.links.size() == 3); // Spotify, Apple Music, Tidal
}

TEST_CASE("an artist is taken only if one alone bears the name") {
  const std::string artist = "https://open.spotify.com/artist/4tZwfgrHOc3mvqYlEYSvVi";
  world all{{artist, ok(spotify_page("Air", "Artist · 2M monthly listeners."))},
            {"https://api.deezer.com/search/artist", ok(data(R"({"id":1,"name":"Air"})"))}};
  auto one = walk_from(artist);
  perform(one, all);
  CHECK(urls(one.result()) == std::vector<std::string>{"https://www.deezer.com/artist/1"});
  all["https://api.deezer.com/search/artist"] =
      ok(data(R"({"id":1,"name":"Air"},{"id":2,"name":"Air"})"));
  auto two = walk_from(artist);
  perform(two, all);
  CHECK(two.result() == answer{});
}

TEST_CASE("a video is named as the services name the song") {
  const std::string video = "https://www.youtube.com/watch?v=FGBhQbmPwH8";
  auto all = known_song();
  all["https://www.youtube.com/oembed"] =
      ok(R"({"title":"Daft Punk - One More Time","author_name":"someone"})");
  auto what = walk_from(video);
  perform(what, all);
  const auto result = what.result();
  CHECK(result.found.title == "One More Time");
  CHECK(result.found.links.size() == 4);
  CHECK(what.is_known_music());
}

TEST_CASE("a video is known to be music by its channel, or by two other services") {
  facts plain;
  CHECK_FALSE(known_music(plain, service::youtube, {}));
  const song_link deezer{service::deezer, "x"};
  const song_link own{service::youtube, "x"};
  CHECK_FALSE(known_music(plain, service::youtube_music, {deezer, own}));
  CHECK(known_music(plain, service::youtube, {deezer, {service::tidal, "x"}}));
  plain.known_music = true;
  CHECK(known_music(plain, service::youtube, {}));
}

TEST_CASE("only canonical URLs, ids and search words leave, to the configured addresses") {
  resolver_settings settings;
  settings.timeout = milliseconds(1234);
  for (const auto at : {"deezer", "itunes", "spotify", "bandcamp", "musicbrainz"})
    settings.endpoints.push_back({at, "http://127.0.0.1:8/" + std::string(at), std::nullopt});
  walk what(link_at("https://a.bandcamp.com/track/b?from=x#y"), "US", settings, same);
  const auto step = what.next().at(0);
  CHECK(step.request.url == "http://127.0.0.1:8/bandcamp/track/b");
  CHECK(step.request.timeout == milliseconds(1234));
  CHECK(std::ranges::count(step.request.headers, "Host: a.bandcamp.com") == 1);
  auto direct = walk_from("https://a.bandcamp.com/track/b?from=x");
  CHECK(direct.next().at(0).request.url == "https://a.bandcamp.com/track/b");
}

TEST_CASE("an offered answer about something else is thrown away, without asking further") {
  const auto other = offered_song("Around the World", "Daft Punk",
                                  {{service::deezer, "https://www.deezer.com/track/3"}});
  auto what = walk_from(spotify_track, other);
  const auto done = perform(what, known_song());
  CHECK(done.asked.size() == 1);
  CHECK(what.result() == answer{});
}

TEST_CASE("an offered answer without an artist is too little") {
  CHECK(judged({.type = item_type::track,
                .title = "Intro",
                .artists = {"X"},
                .duration = std::nullopt,
                .isrc = "",
                .upc = ""},
               offered_song("Intro", "", {}), same) == answer{});
}

TEST_CASE("what the source does not say is not held against an offered answer") {
  const auto fine = offered_song("One More Time", "Daft Punk", {});
  CHECK(judged({.type = item_type::track,
                .title = "One More Time",
                .artists = {},
                .duration = std::nullopt,
                .isrc = "",
                .upc = ""},
               fine, same) == fine);
}

TEST_CASE("offered links are checked where a service tells about them by id") {
  const song_link youtube{service::youtube, "https://www.youtube.com/watch?v=FGBhQbmPwH8"};
  const song_link good{service::deezer, "https://www.deezer.com/track/3"};
  const song_link wrong{service::apple_music, "https://music.apple.com/us/album/x/1?i=2"};
  auto all = known_song();
  all["https://itunes.apple.com/lookup"] = ok(results(itunes_song("Something Else", "2")));
  SUBCASE("one is wrong: it goes") {
    auto what = walk_from(spotify_track,
                          offered_song("One More Time", "Daft Punk", {youtube, good, wrong}));
    perform(what, all);
    CHECK(what.result().found.links == std::vector<song_link>{youtube, good});
    CHECK(what.sure() == std::vector<song_link>{good});
  }
  SUBCASE("all that could be checked are wrong: the answer goes") {
    auto what =
        walk_from(spotify_track, offered_song("One More Time", "Daft Punk", {youtube, wrong}));
    perform(what, all);
    CHECK(what.result() == answer{});
  }
  SUBCASE("a check that cannot be made leaves the link") {
    all["https://itunes.apple.com/lookup"] = failed(503);
    const auto offered = offered_song("One More Time", "Daft Punk", {youtube, wrong});
    auto what = walk_from(spotify_track, offered);
    perform(what, all);
    CHECK(what.result() == offered);
  }
}

TEST_CASE("an offered answer stays where the link's own service says nothing") {
  const auto offered =
      offered_song("Mix", "DJ", {{service::deezer, "https://www.deezer.com/track/3"}});
  auto unknown = walk_from("https://www.mixcloud.com/a/b/", offered);
  CHECK(unknown.done());
  CHECK(unknown.result() == offered);
  auto down = walk_from(spotify_track, offered);
  down.give_up(down.next().at(0).id);
  CHECK(down.result().how == completeness::partial);
  CHECK(down.result().found == offered.found);
}

TEST_CASE("unknown steps are ignored") {
  auto what = walk_from(spotify_track);
  what.give_up(0);
  what.give_up(99);
  CHECK_FALSE(what.take(0, failed(500)));
  CHECK_FALSE(what.take(99, failed(500)));
  CHECK(what.next().size() == 1);
}

} // namespace musiclink::test
