#include "core/links/short_links.hpp"

#include "core/links/detect.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace musiclink::test {
namespace {

link link_at(const std::string& url) {
  const auto found = classify(url);
  REQUIRE_MESSAGE(found, url);
  return *found;
}

http_response redirect(const std::string& to) {
  http_response result;
  result.status = 302;
  result.location = to;
  return result;
}

http_response status(long code) {
  http_response result;
  result.status = code;
  return result;
}

http_request request_of(const short_link_step& what) {
  REQUIRE(std::holds_alternative<http_request>(what));
  return std::get<http_request>(what);
}

/// Where a short link leads if its host redirects to `location`; empty: it is dead.
std::string leads_to(const std::string& from, const std::string& location) {
  short_link_walk walk;
  request_of(walk.start(link_at(from)));
  const auto what = walk.step(redirect(location));
  return std::holds_alternative<link>(what) ? std::get<link>(what).canonical : std::string{};
}

dead_link dead_of(const short_link_step& what) {
  REQUIRE(std::holds_alternative<dead_link>(what));
  return std::get<dead_link>(what);
}

const std::string spotify = "https://spotify.link/Lh6MLTOo2Bb";
const std::string track = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";

} // namespace

TEST_CASE("the first request is small, bare and for public addresses only") {
  short_link_walk walk;
  const auto request = request_of(walk.start(link_at("http://snd.sc/1wPy1G?utm_source=x")));
  CHECK(request.method == "HEAD");
  CHECK(request.url == "https://snd.sc/1wPy1G");
  CHECK(request.public_only);
  CHECK(request.headers.empty());
  CHECK(request.body.empty());
  CHECK(request.max_body <= 64 * 1024);
  CHECK(request.timeout <= milliseconds(5000));
}

TEST_CASE("each service's short links lead to its items") {
  CHECK(leads_to(spotify, track + "?si=x&_branch_match_id=y") == track);
  CHECK(leads_to("https://link.tospotify.com/VM2myZxXwbb", track) == track);
  CHECK(leads_to("https://spoti.fi/3o5HeJA",
                 "https://play.spotify.com/track/" + track.substr(31)) == track);
  CHECK(leads_to("https://dzr.page.link/tBg86ipCYZd2A7Qy6", "https://www.deezer.com/us/track/1") ==
        "https://www.deezer.com/track/1");
  CHECK(leads_to("https://on.soundcloud.com/jiaZYGot2TF5eEfo8",
                 "https://soundcloud.com/a/b?ref=clipboard&si=x") == "https://soundcloud.com/a/b");
  CHECK(leads_to("https://on.soundcloud.com/jiaZYGot2TF5eEfo8", "https://m.soundcloud.com/a") ==
        "https://soundcloud.com/a");
  CHECK(leads_to("https://itun.es/us/nZ-wz?i=425454830",
                 "https://itunes.apple.com/us/album/x/id1?i=425454830") ==
        "https://music.apple.com/song/425454830");
  CHECK(leads_to("https://tidal.link/3kPq9Zt", "https://listen.tidal.com/track/1") ==
        "https://tidal.com/track/1");
  CHECK(leads_to("https://pandora.app.link/PGCogOktfhb", "https://www.pandora.com/artist/a/AR:1") ==
        "https://www.pandora.com/artist/a/AR:1");
}

TEST_CASE("plain http on the way counts as https") {
  CHECK(leads_to("https://snd.sc/1wPy1G", "http://soundcloud.com/a/b") ==
        "https://soundcloud.com/a/b");
}

TEST_CASE("Spotify's second hop is asked without its query") {
  short_link_walk walk;
  walk.start(link_at(spotify));
  const auto hop = request_of(walk.step(redirect("https://spotify.app.link/eqRHE9U72Db?_p=c11d0")));
  CHECK(hop.url == "https://spotify.app.link/eqRHE9U72Db");
  CHECK(std::get<link>(walk.step(redirect(track))).canonical == track);
}

TEST_CASE("Deezer's share page carries its target, which is read and not asked for") {
  const std::string share = "https://link.deezer.com/s/33jBP6tcTqw0FJDqIiqX8";
  const auto target = [](const std::string& dest) {
    return "https://link.deezer.com/?awf=x&dest=" + dest;
  };
  CHECK(leads_to(share, target("https%3A%2F%2Fwww.deezer.com%2Ftrack%2F1%3Futm_source%3Dx")) ==
        "https://www.deezer.com/track/1");
  CHECK(leads_to(share, target("https%3A%2F%2Fevil.example%2Ftrack%2F1")).empty());
  CHECK(leads_to(share, target("https%3A%2F%2Fwww.deezer.com%2Fdeezer-links-404")).empty());
  CHECK(leads_to(share, target("https%3A%2F%2Flink.deezer.com%2F%3Fdest%3Dhttps%253A")).empty());
  CHECK(leads_to(share, "https://link.deezer.com/").empty());
}

TEST_CASE("Pandora's desktop URL needs no request") {
  link about{service::pandora, item_type::short_code, std::nullopt,
             "https://pandora.app.link/?$desktop_url=https%3A%2F%2Fwww.pandora.com%2Fartist%2Fa%2F"
             "AR%3A1"};
  short_link_walk walk;
  CHECK(std::get<link>(walk.start(about)).canonical == "https://www.pandora.com/artist/a/AR:1");
  about.canonical = "https://pandora.app.link/?$desktop_url=https%3A%2F%2Fevil.example%2FAR%3A1";
  CHECK_FALSE(dead_of(walk.start(about)).transient);
}

TEST_CASE("a link that leaves its service's hosts is not followed") {
  for (const char* location :
       {"https://evil.example/track/3AhXZa8sUQht0UEdBJgpGc",
        "https://open.spotify.com.evil.example/",
        "https://open.spotify.com@evil.example/track/3AhXZa8sUQht0UEdBJgpGc",
        "https://open.spotify.com:8443/track/3AhXZa8sUQht0UEdBJgpGc",
        "https://127.0.0.1/track/3AhXZa8sUQht0UEdBJgpGc", "https://apps.apple.com/app/id324684580",
        "https://www.deezer.com/track/1", "ftp://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc",
        "spotify:track:3AhXZa8sUQht0UEdBJgpGc", "https://spoti.fi/3o5HeJA", "javascript:x", "//",
        "https://[::1]/track/1"}) {
    CAPTURE(location);
    short_link_walk walk;
    walk.start(link_at(spotify));
    CHECK_FALSE(dead_of(walk.step(redirect(location))).transient);
  }
}

TEST_CASE("a home page or an error page of the service is a dead link") {
  for (const char* location : {"https://open.spotify.com/", "https://open.spotify.com/404",
                               "https://open.spotify.com/track/short"})
    CHECK(leads_to(spotify, location).empty());
}

TEST_CASE("a redirect in circles ends after four hops") {
  short_link_walk walk;
  auto what = walk.start(link_at("https://link.tospotify.com/VM2myZxXwbb"));
  unsigned requests = 0;
  while (std::holds_alternative<http_request>(what) && requests < 100) {
    ++requests;
    what = walk.step(redirect(requests % 2 == 0 ? "https://spotify.link/Lh6MLTOo2Bb"
                                                : "https://spotify.link/VM2myZxXwbb"));
  }
  CHECK(requests == 1 + short_link_walk::most_hops);
  CHECK_FALSE(dead_of(what).transient);
}

TEST_CASE("a host that does not answer HEAD is asked by GET, once") {
  for (const long code : {200L, 400L, 403L, 405L, 501L}) {
    short_link_walk walk;
    walk.start(link_at(spotify));
    const auto get = request_of(walk.step(status(code)));
    CHECK(get.method == "GET");
    CHECK(get.url == spotify);
    CHECK(get.public_only);
    CHECK(std::get<link>(walk.step(redirect(track))).canonical == track);
  }
  short_link_walk walk;
  walk.start(link_at(spotify));
  walk.step(status(200));
  CHECK_FALSE(dead_of(walk.step(status(200))).transient);
}

TEST_CASE("what may pass is told from what will not") {
  const auto end = [](const http_response& response) {
    short_link_walk walk;
    walk.start(link_at(spotify));
    return dead_of(walk.step(response));
  };
  CHECK(end(status(503)).transient);
  CHECK_FALSE(end(status(404)).transient);
  CHECK_FALSE(end(status(410)).transient);
  auto limited = status(429);
  limited.retry_after = std::chrono::seconds(9);
  CHECK(end(limited).retry_after == std::chrono::seconds(9));
  http_response none;
  none.error = transport_error::timed_out;
  CHECK(end(none).transient);
  none.error = transport_error::invalid_request; // not a public address
  CHECK_FALSE(end(none).transient);
}

TEST_CASE("what must never be followed is not asked for") {
  for (const char* url :
       {"https://open.anghami.com/JWsbC3nFiGb", "https://anghami.app.link/bOKwEJXsG4c",
        "https://songwhip.com/nightizm", "https://song.link/dpmo",
        "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"}) {
    short_link_walk walk;
    CHECK_FALSE(dead_of(walk.start(link_at(url))).transient);
  }
  for (const char* url :
       {"https://link.tidal.com/ABCDE", "https://bit.ly/x", "https://spotify.link/",
        "https://link.deezer.com/login", "https://user@spotify.link/x", ""}) {
    short_link_walk walk;
    CHECK_FALSE(
        dead_of(walk.start({service::tidal, item_type::short_code, std::nullopt, url})).transient);
  }
}

} // namespace musiclink::test
