#include "core/resolvers/idonthavespotify.hpp"
#include "tests/support/answered.hpp"

#include <doctest/doctest.h>

namespace musiclink {

using idonthavespotify::question;
using idonthavespotify::read;
using idonthavespotify::trouble;
using test::answered;

namespace {

const link spotify_track{service::spotify, item_type::track, "3AhXZa8sUQht0UEdBJgpGc",
                         "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"};

resolver_settings settings() {
  resolver_settings result;
  result.url = "https://resolver.example.org";
  return result;
}

/// The link that would be asked about; empty if none would.
std::string asked(const link& about) {
  const auto request = question(about, settings());
  if (!request)
    return {};
  const std::string_view body = request->body;
  const auto from = body.find(R"("link":")") + 8;
  return std::string(body.substr(from, body.find('"', from) - from));
}

std::string asked(service where, item_type type, const char* id, const char* canonical) {
  return asked({where, type, id, canonical});
}

std::string asked(service where, item_type type, const char* canonical) {
  return asked({where, type, std::nullopt, canonical});
}

http_response ok(std::string body) {
  http_response result;
  result.status = 200;
  result.body = std::move(body);
  return result;
}

/// An answer about the Spotify track with these members of `links`.
http_response with_links(const std::string& links) {
  return ok(R"({"id":"x","type":"song","title":"Like a Rolling Stone","description":)"
            R"("Bob Dylan \u00b7 Song \u00b7 1965","source":"s","universalLink":"u","links":[)" +
            links + "]}");
}

std::string offer(const char* type, const char* url, const char* more = "") {
  return std::string(R"({"type":")") + type + R"(","url":")" + url + "\"" + more + "}";
}

answer answer_of(const http_response& response, const link& about = spotify_track) {
  const auto result = read(response, about);
  REQUIRE(std::holds_alternative<answer>(result));
  return std::get<answer>(result);
}

trouble trouble_of(const http_response& response) {
  const auto result = read(response, spotify_track);
  REQUIRE(std::holds_alternative<trouble>(result));
  return std::get<trouble>(result);
}

} // namespace

TEST_CASE("a question names the link and every service that a reply can show but its own") {
  auto where = settings();
  where.timeout = milliseconds{7000};
  for (const auto base : {"https://resolver.example.org", "https://resolver.example.org/"}) {
    where.url = base;
    const auto request = question(spotify_track, where);
    REQUIRE(request.has_value());
    CHECK(request->method == "POST");
    CHECK(request->url == "https://resolver.example.org/api/search?v=1");
    CHECK(request->timeout == milliseconds{7000});
    CHECK(request->body ==
          R"({"link":"https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc","adapters":)"
          R"(["appleMusic","youTube","deezer","soundCloud","tidal","qobuz","bandcamp"]})");
  }
}

TEST_CASE("each service is asked about in the form that upstream accepts") {
  using enum service;
  using enum item_type;
  CHECK(asked(deezer, track, "1", "https://www.deezer.com/track/1") ==
        "https://www.deezer.com/track/1");
  CHECK(asked(tidal, track, "1", "https://tidal.com/track/1") ==
        "https://tidal.com/browse/track/1");
  CHECK(asked(apple_music, track, "456", "https://music.apple.com/song/456") ==
        "https://music.apple.com/us/song/x/456?i=456");
  CHECK(asked(apple_music, album, "123", "https://music.apple.com/album/123") ==
        "https://music.apple.com/us/album/x/123");
  CHECK(asked(youtube, video, "zhY_0DoQCQs", "https://www.youtube.com/watch?v=zhY_0DoQCQs") ==
        "https://www.youtube.com/watch?v=zhY_0DoQCQs");
  CHECK(
      asked(youtube_music, track, "zhY_0DoQCQs", "https://music.youtube.com/watch?v=zhY_0DoQCQs") ==
      "https://music.youtube.com/watch?v=zhY_0DoQCQs");
  CHECK(asked(soundcloud, track, "https://soundcloud.com/a/b-c_1") ==
        "https://soundcloud.com/a/b-c_1");
  CHECK(asked(bandcamp, track, "https://a.bandcamp.com/track/b") ==
        "https://a.bandcamp.com/track/b");
  CHECK(asked(qobuz, track, "1", "https://open.qobuz.com/track/1") ==
        "https://open.qobuz.com/track/1");
  CHECK(asked(pandora, track, "TR9", "https://www.pandora.com/artist/a/b/c/TR9") ==
        "https://www.pandora.com/artist/a/b/c/TR9");
}

TEST_CASE("what upstream refuses or answers wrongly is not asked") {
  using enum service;
  using enum item_type;
  CHECK(asked(soundcloud, playlist, "https://soundcloud.com/a/sets/b").empty());
  CHECK(asked(soundcloud, artist, "https://soundcloud.com/a").empty());
  CHECK(asked(tidal, playlist, "x", "https://tidal.com/playlist/x").empty());
  CHECK(asked(deezer, episode, "1", "https://www.deezer.com/episode/1").empty());
  CHECK(asked(apple_music, video, "1", "https://music.apple.com/music-video/1").empty());
  CHECK(asked(youtube, playlist, "PL1", "https://www.youtube.com/playlist?list=PL1").empty());
  CHECK(asked(youtube_music, album, "MPREb_1", "https://music.youtube.com/browse/MPREb_1").empty());
  CHECK(asked(youtube_music, artist, "UC1", "https://music.youtube.com/channel/UC1").empty());
  CHECK(asked(qobuz, playlist, "1", "https://open.qobuz.com/playlist/1").empty());
  CHECK(asked(pandora, track, "TR:1", "https://www.pandora.com/TR:1").empty());
  CHECK(asked(spotify, short_code, "https://spotify.link/Lh6MLTOo2Bb").empty());
  CHECK(asked(songlink, track, "https://song.link/s/1").empty());
  CHECK(asked(amazon_music, track, "B0", "https://music.amazon.com/tracks/B0").empty());
}

TEST_CASE("a secret link never leaves the process") {
  CHECK(asked(service::soundcloud, item_type::track, "https://soundcloud.com/a/b/s-Ab12").empty());
}

TEST_CASE("an answer is kind, title, artist and a link for each service") {
  const auto result = answer_of(
      with_links(offer("spotify", "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc") + "," +
                 offer("appleMusic", "https://geo.music.apple.com/ca/album/x/192688369?i=192688675",
                       R"(,"isVerified":true)") +
                 "," + offer("youTube", "https://music.youtube.com/watch?v=zhY_0DoQCQs") + "," +
                 offer("deezer", "https://www.deezer.com/track/14477354")));
  CHECK(result.how == completeness::partial);
  const song expected{
      item_type::track,
      "Like a Rolling Stone",
      "Bob Dylan",
      {{service::apple_music, "https://music.apple.com/ca/album/x/192688369?i=192688675"},
       {service::youtube, "https://music.youtube.com/watch?v=zhY_0DoQCQs"},
       {service::deezer, "https://www.deezer.com/track/14477354"}}};
  CHECK(result.found == expected);
}

TEST_CASE("an answer is complete when every service was looked at") {
  const auto most = offer("appleMusic", "https://music.apple.com/us/album/x/1?i=2") + "," +
                    offer("youTube", "https://music.youtube.com/watch?v=zhY_0DoQCQs") + "," +
                    offer("deezer", "https://www.deezer.com/track/1") + "," +
                    offer("soundCloud", "https://soundcloud.com/a/b") + "," +
                    offer("tidal", "https://tidal.com/track/1") + "," +
                    offer("qobuz", "https://open.qobuz.com/track/1");
  CHECK(answer_of(with_links(most)).how == completeness::partial);
  const auto all = most + "," + offer("bandcamp", "https://a.bandcamp.com/track/b");
  CHECK(answer_of(with_links(all)).how == completeness::found);
  CHECK(answer_of(with_links(all)).found.links.size() == 7);
  // A match that upstream itself gives up was looked for: asking again brings no more.
  const auto none =
      most + "," + offer("bandcamp", "https://a.bandcamp.com/track/b", R"(,"notAvailable":true)");
  CHECK(answer_of(with_links(none)).how == completeness::found);
  CHECK(answer_of(with_links(none)).found.links.size() == 6);
}

TEST_CASE("links that are not what they claim are dropped") {
  const auto dropped = [](const std::string& links) {
    return answer_of(with_links(links)) == answer{};
  };
  CHECK(dropped(""));
  CHECK(dropped(offer("deezer", "https://www.deezer.com/track/1", R"(,"notAvailable":true)")));
  CHECK(dropped(offer("deezer", "https://www.deezer.com/track/1", R"(,"notAvailable":"true")")));
  CHECK_FALSE(
      dropped(offer("deezer", "https://www.deezer.com/track/1", R"(,"notAvailable":null)")));
  CHECK(dropped(offer("deezer", "https://tidal.com/track/1")));
  CHECK(dropped(offer("deezer", "https://www.deezer.com.evil.example/track/1")));
  CHECK(dropped(offer("deezer", "javascript:alert(1)")));
  CHECK(dropped(offer("deezer", "data:text/html,x")));
  CHECK(dropped(offer("deezer", "")));
  CHECK(dropped(offer("youTube", "https://www.youtube.com/results?search_query=x")));
  CHECK(dropped(offer("pandora", "https://www.pandora.com/artist/a/b/c/TR1")));
  CHECK(dropped(offer("spotify", "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc")));
  CHECK(dropped(offer("__proto__", "https://www.deezer.com/track/1")));
  CHECK(dropped(R"(null,1,"x",[],{},{"type":1,"url":2},{"type":"deezer"})"));
}

TEST_CASE("a link of another kind is no answer") {
  for (const auto& other : {offer("tidal", "https://tidal.com/browse/album/5"),
                            offer("qobuz", "https://open.qobuz.com/artist/6"),
                            offer("soundCloud", "https://soundcloud.com/somebody"),
                            offer("bandcamp", "https://a.bandcamp.com/"),
                            offer("deezer", "https://link.deezer.com/s/abc")})
    CHECK_MESSAGE(answer_of(with_links(other)) == answer{}, other);
  const link album{service::spotify, item_type::album, "1DFixLWuPkv3KT3TnV35m3",
                   "https://open.spotify.com/album/1DFixLWuPkv3KT3TnV35m3"};
  const auto albums = with_links(offer("deezer", "https://www.deezer.com/album/1") + "," +
                                 offer("youTube", "https://www.youtube.com/playlist?list=PLx") +
                                 "," + offer("tidal", "https://tidal.com/browse/track/5"));
  CHECK(answer_of(albums, album).found.links.size() == 2);
}

TEST_CASE("of two links for a service the first is kept") {
  const auto result = answer_of(with_links(offer("deezer", "https://www.deezer.com/track/1") + "," +
                                           offer("deezer", "https://www.deezer.com/track/2")));
  REQUIRE(result.found.links.size() == 1);
  CHECK(result.found.links[0].url == "https://www.deezer.com/track/1");
}

TEST_CASE("the source's own service is never a counterpart, whichever face of it") {
  const link video{service::youtube, item_type::video, "zhY_0DoQCQs",
                   "https://www.youtube.com/watch?v=zhY_0DoQCQs"};
  const auto result = answer_of(
      with_links(offer("youTube", "https://music.youtube.com/watch?v=zhY_0DoQCQs")), video);
  CHECK(result == answer{});
}

TEST_CASE("upstream's kinds become ours, an unknown one is that of the link") {
  const auto type_of = [](const std::string& type) {
    return answer_of(ok(R"({"title":"T",)" + type +
                        R"("links":[{"type":"deezer","url":"https://www.deezer.com/track/1"}]})"))
        .found.type;
  };
  CHECK(type_of(R"("type":"album",)") == item_type::album);
  CHECK(type_of(R"("type":"playlist",)") == item_type::playlist);
  CHECK(type_of(R"("type":"artist",)") == item_type::artist);
  CHECK(type_of(R"("type":"podcast",)") == item_type::episode);
  CHECK(type_of(R"("type":"show",)") == item_type::show);
  CHECK(type_of(R"("type":"hologram",)") == item_type::track);
  CHECK(type_of("") == item_type::track);
}

TEST_CASE("what was searched with an empty title is not believed") {
  const std::string links =
      R"("links":[{"type":"deezer","url":"https://www.deezer.com/track/1"}]})";
  CHECK(answer_of(ok(R"({"title":" \u0000\u202e","type":"song",)" + links)) == answer{});
  const link video{service::youtube, item_type::video, "zhY_0DoQCQs",
                   "https://www.youtube.com/watch?v=zhY_0DoQCQs"};
  const auto cyrillic = ok(R"({"title":"","type":"song","description":)"
                           R"("Provided to YouTube by X\n\n\u0413 \u00b7 \u041a",)" +
                           links);
  CHECK(answer_of(cyrillic, video) == answer{});
}

TEST_CASE("nonsense with status 200 is passing trouble") {
  for (const char* body :
       {"", "<html>", "null", "[]", "{}", R"({"error":"x"})", R"({"title":"T"})",
        R"({"title":1,"links":[]})", R"({"title":"T","links":{}})", R"({"title":"T","links":[)"})
    CHECK(trouble_of(ok(body)).what == trouble::kind::transient);
  CHECK(trouble_of(ok(std::string(2'000'000, '['))).what == trouble::kind::transient);
}

TEST_CASE("a refused link is told from passing trouble") {
  const auto refused = trouble_of(answered(400, R"({"error":"Invalid link"})"));
  CHECK(refused.what == trouble::kind::refused);
  CHECK(refused.text == "HTTP 400: Invalid link");
  CHECK(trouble_of(answered(500, "<html>")).what == trouble::kind::unclear);
  for (const long status : {301L, 401L, 403L, 404L, 502L, 503L})
    CHECK(trouble_of(answered(status, "<html>")).what == trouble::kind::transient);
}

TEST_CASE("an instance that has moved is followed within its host, and else says where to") {
  auto question =
      idonthavespotify::question(link{service::spotify, item_type::track, "3AhXZa8sUQht0UEdBJgpGc",
                                      "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"},
                                 {.url = "https://idhs.example", .endpoints = {}});
  REQUIRE(question);
  auto moved = answered(308, "<html>");
  moved.location = "https://idhs.example/api/v2/search?v=1";
  const auto again = idonthavespotify::question_moved(*question, moved, 0);
  REQUIRE(again);
  CHECK(again->url == moved.location);
  CHECK(again->method == "POST");
  CHECK(again->body == question->body);
  CHECK_FALSE(idonthavespotify::question_moved(*question, moved, 100));
  for (const long status : {301L, 302L, 307L, 308L}) {
    moved.status = status;
    moved.location = "https://new.example/api/search?v=1";
    CHECK_FALSE(idonthavespotify::question_moved(*question, moved, 0));
    CHECK(trouble_of(moved).what == trouble::kind::transient);
    CHECK(trouble_of(moved).text ==
          "HTTP " + std::to_string(status) + ": it has moved to https://new.example");
  }
}

TEST_CASE("an instance that leads to itself is said to loop") {
  const link song{service::spotify, item_type::track, "3AhXZa8sUQht0UEdBJgpGc",
                  "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"};
  const auto question =
      idonthavespotify::question(song, {.url = "https://idhs.example", .endpoints = {}});
  REQUIRE(question);
  auto loop = answered(308, "<html>");
  loop.location = question->url;
  CHECK_FALSE(idonthavespotify::question_moved(*question, loop, 0));
  const auto read = idonthavespotify::read(loop, song, question->url);
  REQUIRE(std::holds_alternative<trouble>(read));
  CHECK(std::get<trouble>(read).text == "HTTP 308: it leads to itself, in a loop");
}

TEST_CASE("what the other side says is shortened and cleaned before anybody logs it") {
  const auto body = R"({"error":"a\nb\u001b[2J)" + std::string(100000, 'x') + "\"}";
  const auto text = trouble_of(answered(500, body)).text;
  CHECK(text.starts_with("HTTP 500: a b[2Jxxx"));
  CHECK(text.size() < 300);
}

TEST_CASE("a limit lasts for the longer of header and body") {
  auto limited = answered(429, R"({"error":"slow","retryAfter":30})");
  CHECK(trouble_of(limited).what == trouble::kind::limited);
  CHECK(trouble_of(limited).retry_after == std::chrono::seconds{30});
  limited.retry_after = std::chrono::seconds{45};
  CHECK(trouble_of(limited).retry_after == std::chrono::seconds{45});
  limited.retry_after = std::chrono::seconds{5};
  CHECK(trouble_of(limited).retry_after == std::chrono::seconds{30});
  CHECK_FALSE(trouble_of(answered(429, "<html>")).retry_after.has_value());
  CHECK_FALSE(trouble_of(answered(429, R"({"retryAfter":-1})")).retry_after.has_value());
  CHECK(trouble_of(answered(429, R"({"retryAfter":1e300})")).retry_after == std::chrono::hours{24});
  CHECK(trouble_of(answered(429, R"({"retryAfter":0.2})")).retry_after == std::chrono::seconds{1});
}

TEST_CASE("no answer at all is passing trouble") {
  http_response none;
  none.error = transport_error::timed_out;
  none.error_text = "timed out";
  CHECK(trouble_of(none).what == trouble::kind::transient);
  CHECK(trouble_of(none).text == "timed out");
}

} // namespace musiclink
