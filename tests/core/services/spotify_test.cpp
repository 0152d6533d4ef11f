#include "tests/core/services/forms.hpp"

using namespace musiclink;
using namespace musiclink::test;

#define ID "4uLU6hMCjMI75M1A2tKUQC"

TEST_CASE("Spotify: every spelling of a track is that track") {
  check_forms(
      "spotify track " ID " open.spotify.com/track/" ID,
      {"http://open.spotify.com/track/" ID "?si=1#1:02", "https://play.spotify.com/track/" ID,
       "https://open.spotify.com/track/" ID "/", "https://open.spotify.com/intl-de/track/" ID,
       "https://open.spotify.com/intl-pt-BR/track/" ID, "https://open.spotify.com/embed/track/" ID,
       "https://open.spotify.com/intl-fr/embed/track/" ID,
       "https://embed.spotify.com/?uri=spotify:track:" ID,
       "https://embed.spotify.com?theme=x&uri=spotify%3Atrack%3A" ID, "spotify:track:" ID,
       "SPOTIFY:track:" ID "?si=1", "spotify:track:" ID "#1:02",
       "https://open.spotify.com/track/" ID "\u3092\u8074/\u3044\u3066"});
}

TEST_CASE("Spotify: the other kinds") {
  check_forms("spotify playlist " ID " open.spotify.com/playlist/" ID,
              {"https://open.spotify.com/user/x/playlist/" ID,
               "https://open.spotify.com/user/za\u017c%C3%B3/playlist/" ID,
               "https://open.spotify.com/embed/user/x/playlist/" ID, "spotify:user:x:playlist:" ID,
               "spotify:playlist:" ID});
  check_forms("spotify artist " ID " open.spotify.com/artist/" ID,
              {"https://open.spotify.com/artist/" ID "/discography",
               "https://open.spotify.com/intl-de/artist/" ID "/discography/single",
               "spotify:artist:" ID});
  check_forms("spotify album " ID " open.spotify.com/album/" ID,
              {"https://open.spotify.com/album/" ID "?highlight=spotify:track:" ID});
  check_forms("spotify show " ID " open.spotify.com/show/" ID,
              {"https://open.spotify.com/embed-podcast/show/" ID, "spotify:show:" ID});
  check_forms("spotify episode " ID " open.spotify.com/episode/" ID,
              {"https://open.spotify.com/embed-podcast/episode/" ID, "spotify:episode:" ID});
}

TEST_CASE("Spotify: short links") {
  check_forms("spotify short - spotify.link/aB_-1", {"http://SPOTIFY.link/aB_-1/?x=1#y"});
  check_forms("spotify short - spotify.app.link/aB1", {"https://spotify.app.link/aB1?_p=1"});
  check_forms("spotify short - link.tospotify.com/aB1", {});
  check_forms("spotify short - spoti.fi/aB1", {});
  check_refused({"https://spotify.link/", "https://spotify.link/a/b", "https://spotify.link/a.b",
                 "https://x.app.link/aB1", "https://www2.spotify.link/aB1"});
}

TEST_CASE("Spotify: what is no item") {
  check_refused({"https://open.spotify.com/",
                 "https://open.spotify.com/track",
                 "https://open.spotify.com/Track/" ID,
                 "https://open.spotify.com/track/" ID "x",
                 "https://open.spotify.com/track/" ID "_",
                 "https://open.spotify.com/track/" ID "%20",
                 "https://open.spotify.com/track/" ID "&si=1",
                 "https://open.spotify.com/track/" ID "/x",
                 "https://open.spotify.com//track/" ID,
                 "https://open.spotify.com/track/" ID "//",
                 "https://open.spotify.com/track/../track/" ID,
                 "https://open.spotify.com/artist/" ID "/concerts",
                 "https://open.spotify.com/artist/" ID "/discography/x/y",
                 "https://open.spotify.com/track/" ID "/discography",
                 "https://open.spotify.com/user/x/album/" ID,
                 "https://open.spotify.com/prerelease/" ID,
                 "https://open.spotify.com/concert/" ID,
                 "https://open.spotify.com/genre/" ID,
                 "https://open.spotify.com/oembed?url=https://open.spotify.com/track/" ID,
                 "https://embed.spotify.com/track/" ID,
                 "https://embed.spotify.com/?uri=https://open.spotify.com/track/" ID,
                 "https://embed.spotify.com/x?uri=spotify:track:" ID,
                 "spotify:",
                 "spotify:track:",
                 "spotify:track:x",
                 "spotify::track:" ID,
                 "spotify:track/" ID,
                 "spotify://track/" ID,
                 "spotify:user:x",
                 "spotify:user:x:album:" ID,
                 "spotify:local:a:b:c:1",
                 "spotify:embed:track:" ID});
}
