#include "core/resolvers/songlink_page.hpp"

#include "core/links/detect.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {
namespace {

/// The page of a link; empty if there is none.
std::string page(const std::string& url) {
  const auto about = classify(url);
  REQUIRE_MESSAGE(about, url);
  const auto result = songlink_page::page_of(*about);
  if (result.how == completeness::not_found)
    return {};
  CHECK(result.how == completeness::found);
  CHECK(result.found.title.empty());
  REQUIRE(result.found.links.size() == 1);
  CHECK(result.found.links[0].where == service::songlink);
  return result.found.links[0].url;
}

/// The item that a page is about; empty if it does not say.
std::string source(const std::string& url) {
  const auto about = classify(url);
  REQUIRE_MESSAGE(about, url);
  const auto result = songlink_page::source_of(*about);
  return result ? result->canonical : std::string{};
}

} // namespace

TEST_CASE("the page of an item is made from its id, or from its whole URL") {
  CHECK(page("https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc?si=x") ==
        "https://song.link/s/3AhXZa8sUQht0UEdBJgpGc");
  CHECK(page("https://music.apple.com/us/album/x/1?i=2") == "https://song.link/i/2");
  CHECK(page("https://www.deezer.com/track/3") == "https://song.link/d/3");
  CHECK(page("https://www.deezer.com/album/3") == "https://album.link/d/3");
  CHECK(page("https://tidal.com/browse/track/3") ==
        "https://song.link/https%3A%2F%2Ftidal.com%2Ftrack%2F3");
  CHECK(page("https://youtu.be/zhY_0DoQCQs") ==
        "https://song.link/https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DzhY_0DoQCQs");
  CHECK(page("https://soundcloud.com/a/b") ==
        "https://song.link/https%3A%2F%2Fsoundcloud.com%2Fa%2Fb");
}

TEST_CASE("there is no page of what song.link does not know, nor of what is secret") {
  for (const char* url :
       {"https://soundcloud.com/a/b/s-Ab12", "https://soundcloud.com/a/sets/b/s-Ab12",
        "https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M",
        "https://www.deezer.com/artist/27", "https://spotify.link/Lh6MLTOo2Bb",
        "https://song.link/dpmo", "https://songwhip.com/a/b", "https://ffm.to/x"}) {
    CAPTURE(url);
    CHECK(page(url).empty());
  }
}

TEST_CASE("a page that names an item by its id is that item") {
  CHECK(source("https://song.link/us/s/4cOdK2wGLETKBW3PvgPWqT") ==
        "https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT");
  CHECK(source("https://song.link/i/1182062656") == "https://music.apple.com/song/1182062656");
  CHECK(source("https://song.link/d/3") == "https://www.deezer.com/track/3");
  CHECK(source("https://album.link/i/1435096196") == "https://music.apple.com/album/1435096196");
  CHECK(source("https://song.link/y/QfnVrp2bPuE") == "https://www.youtube.com/watch?v=QfnVrp2bPuE");
}

TEST_CASE("a page with a name of its own, or an id that is none, is no item") {
  for (const char* url :
       {"https://song.link/dpmo", "https://song.link/ya/79714199", "https://song.link/s/short",
        "https://song.link/i/abc", "https://artist.link/mars", "https://playlist.link/hearinspirit",
        "https://pods.link/i/1200361736", "https://album.link/y/QfnVrp2bPuE"}) {
    CAPTURE(url);
    CHECK(source(url).empty());
  }
  CHECK_FALSE(songlink_page::source_of(*classify("https://www.deezer.com/track/3")));
}

} // namespace musiclink::test
