#include "core/resolvers/offered_link.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace musiclink;

namespace {

std::string posted(const std::string& url) {
  const auto found = offered_link_at(url);
  return found ? found->url : "";
}

} // namespace

TEST_CASE("every link is posted in its canonical form, https, without affiliates and tracking") {
  const std::vector<std::pair<std::string, std::string>> forms{
      {"https://youtu.be/dQw4w9WgXcQ?si=x", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"},
      {"https://music.youtube.com/watch?v=dQw4w9WgXcQ&list=RDAMVM&feature=share",
       "https://music.youtube.com/watch?v=dQw4w9WgXcQ"},
      {"http://www.deezer.com/track/555?utm_source=x", "https://www.deezer.com/track/555"},
      {"HTTPS://WWW.deezer.com/track/555", "https://www.deezer.com/track/555"},
      {"HTTPS://TIDAL.COM/track/5", "https://tidal.com/track/5"},
      {" \t https://tidal.com/track/5\n", "https://tidal.com/track/5"},
      {"https://www.deezer.com/en/album/555", "https://www.deezer.com/album/555"},
      {"http://open.spotify.com/intl-de/track/3AhXZa8sUQht0UEdBJgpGc?si=1",
       "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"},
      {"https://listen.tidal.com/track/5?u", "https://tidal.com/track/5"},
      {"https://soundcloud.com/a/b?utm_campaign=x", "https://soundcloud.com/a/b"},
      {"https://a.bandcamp.com/track/b?from=embed", "https://a.bandcamp.com/track/b"},
  };
  for (const auto& [offered, expected] : forms)
    CHECK_MESSAGE(posted(offered) == expected, offered);
}

TEST_CASE("a link with a secret token is never posted") {
  for (const auto* secret :
       {"https://soundcloud.com/a/b/s-SeCrEt", "https://soundcloud.com/a/b?secret_token=s-SeCrEt",
        "https://soundcloud.com/a/sets/b/s-SeCrEt",
        "https://soundcloud.com/a/sets/b?secret_token=s-SeCrEt"})
    CHECK_MESSAGE(posted(secret).empty(), secret);
  CHECK(posted("https://soundcloud.com/a/s-name") == "https://soundcloud.com/a/s-name");
  CHECK(posted("https://soundcloud.com/a/sets/s-name") == "https://soundcloud.com/a/sets/s-name");
}

TEST_CASE("Apple's pages keep what their app opens them by, and nothing else") {
  const std::vector<std::pair<std::string, std::string>> forms{
      {"https://geo.music.apple.com/us/album/_/1?i=2&mt=1&app=music&at=1000lHKX",
       "https://music.apple.com/us/album/_/1?i=2"},
      {"http://itunes.apple.com/de/album/a-name/id1?i=2&uo=4",
       "https://music.apple.com/de/album/a-name/1?i=2"},
      {"https://music.apple.com/us/song/a-name/2?at=x", "https://music.apple.com/us/song/a-name/2"},
      {"https://music.apple.com/us/album/1440857781",
       "https://music.apple.com/us/album/1440857781"},
      {"https://music.apple.com/de/artist/a-name/3/see-all?section=top-songs",
       "https://music.apple.com/de/artist/3"},
      {"https://music.apple.com/song/2", "https://music.apple.com/us/song/2"},
      {"https://music.apple.com/jp/artist/%E7%B1%B3/3?l=en",
       "https://music.apple.com/jp/artist/%E7%B1%B3/3"},
      {"https://music.apple.com/us/album/a;b=c/1", "https://music.apple.com/us/album/1"},
      {"https://music.apple.com/us/playlist/x/pl.u-1234",
       "https://music.apple.com/us/playlist/x/pl.u-1234"},
  };
  for (const auto& [offered, expected] : forms)
    CHECK_MESSAGE(posted(offered) == expected, offered);
}

TEST_CASE("what is posted is posted in the same form again") {
  for (const auto* url :
       {"https://geo.music.apple.com/us/album/_/1?i=2&mt=1", "https://youtu.be/dQw4w9WgXcQ",
        "https://itunes.apple.com/album/id1", "https://tidal.com/browse/track/5"})
    CHECK(posted(posted(url)) == posted(url));
}

TEST_CASE("what is no item of a service is not offered") {
  for (const auto* url : {"https://evil.example/track/1", "javascript:alert(1)",
                          "spotify:track:3AhXZa8sUQht0UEdBJgpGc", "https://link.deezer.com/s/abc",
                          "https://spotify.link/abc", "https://www.youtube.com/", ""})
    CHECK_MESSAGE(posted(url).empty(), url);
}

TEST_CASE("an answer that an older version kept is posted in today's form") {
  answer old{completeness::found,
             {item_type::track,
              "A Song",
              "Somebody",
              {{service::youtube, "https://youtu.be/dQw4w9WgXcQ?si=x"},
               {service::deezer, "https://tidal.com/track/1"},
               {service::songlink, "https://song.link/s/1"}}}};
  const auto links = as_posted(old).found.links;
  REQUIRE(links.size() == 2);
  CHECK(links[0].url == "https://www.youtube.com/watch?v=dQw4w9WgXcQ");
  CHECK(links[1].url == "https://song.link/s/1");
  old.found.links = {{service::deezer, "https://tidal.com/track/1"}};
  CHECK(as_posted(old) == answer{});
}
