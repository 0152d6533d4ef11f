#include "tests/core/services/forms.hpp"

using namespace musiclink;
using namespace musiclink::test;

namespace {

void check_refused_under(const std::string& prefix, std::initializer_list<const char*> words,
                         const std::string& suffix = {}) {
  for (const char* word : words)
    check_refused({(prefix + word + suffix).c_str()});
}

} // namespace

TEST_CASE("SoundCloud: tracks, sets and artists, with their secret tokens") {
  check_forms("soundcloud track - soundcloud.com/U_1/a-b",
              {"http://m.soundcloud.com/U_1/a-b?in=x/sets/y",
               "https://www.soundcloud.com/U_1/a-b/#t=1",
               "https://soundcloud.com/U_1/a-b\u6700\u9ad8"});
  check_forms("soundcloud track - soundcloud.com/u/a/s-1Ab",
              {"https://m.soundcloud.com/u/a?si=1&secret_token=s-1Ab"});
  check_forms("soundcloud playlist - soundcloud.com/u/sets/a",
              {"https://m.soundcloud.com/u/sets/a?x"});
  check_forms("soundcloud playlist - soundcloud.com/u/sets/a/s-1",
              {"https://soundcloud.com/u/sets/a?secret_token=s-1"});
  check_forms("soundcloud artist - soundcloud.com/u", {"https://www.soundcloud.com/u/"});
  check_forms("soundcloud short - on.soundcloud.com/aB1", {"http://on.soundcloud.com/aB1?x"});
  check_forms("soundcloud short - soundcloud.app.goo.gl/aB1", {});
  check_forms("soundcloud short - snd.sc/aB1", {});
}

TEST_CASE("SoundCloud: its own pages are no artists") {
  const auto reserved = {"discover",      "stream",   "you",      "pages",   "tags",    "search",
                         "charts",        "upload",   "settings", "groups",  "people",  "stations",
                         "notifications", "messages", "popular",  "explore", "jobs",    "imprint",
                         "terms-of-use",  "mobile",   "download", "login",   "signin",  "signup",
                         "logout",        "connect",  "oauth",    "tracks",  "Discover"};
  check_refused_under("https://soundcloud.com/", reserved);
  check_refused_under("https://soundcloud.com/", reserved, "/x");
  check_refused_under("https://soundcloud.com/", reserved, "/sets/x");
}

TEST_CASE("SoundCloud: the tabs of a profile are no tracks") {
  check_refused_under("https://soundcloud.com/u/",
                      {"tracks", "albums", "sets", "reposts", "likes", "following", "followers",
                       "comments", "popular-tracks", "spotlight", "toptracks", "playlists"});
  check_refused({"https://soundcloud.com/", "https://soundcloud.com/u/a/recommended",
                 "https://soundcloud.com/u/a/s-1/x", "https://soundcloud.com/u/sets/a/likes",
                 "https://soundcloud.com/u/a%20b", "https://soundcloud.com/u/a.b",
                 "https://soundcloud.com/u/a?secret_token=x", "https://soundcloud.com/oembed?url=x",
                 "https://api.soundcloud.com/tracks/1", "https://x.app.goo.gl/aB1",
                 "https://w.soundcloud.com/player/?url=https://soundcloud.com/u/a"});
}

TEST_CASE("Bandcamp") {
  check_forms("bandcamp track - a-1.bandcamp.com/track/--2",
              {"http://A-1.Bandcamp.com/track/--2/?t=1"});
  check_forms("bandcamp album - a.bandcamp.com/album/B", {});
  check_forms(
      "bandcamp artist - a.bandcamp.com/",
      {"https://a.bandcamp.com", "https://a.bandcamp.com/music/", "https://a.bandcamp.com?x"});
  check_refused(
      {"https://bandcamp.com/", "https://bandcamp.com/x", "https://www.bandcamp.com/track/a",
       "https://daily.bandcamp.com/album/a", "https://a.b.bandcamp.com/track/a",
       "https://a.bandcamp.com/merch/x", "https://a.bandcamp.com/album", "https://a.bandcamp.com/x",
       "https://a.bandcamp.com/album/a/b", "https://xn--a.bandcamp.com/track/a",
       "https://bandcamp.com/EmbeddedPlayer/album=1/", "https://a.bandcamp.com/track/a%20b"});
}

TEST_CASE("Audiomack and Audius") {
  check_forms("audiomack track - audiomack.com/a/song/b",
              {"http://www.audiomack.com/song/a/b", "https://audiomack.com/embed/song/a/b?x",
               "https://audiomack.com/embed/a/song/b"});
  check_forms("audiomack playlist - audiomack.com/a/playlist/b",
              {"https://audiomack.com/playlist/a/b"});
  check_forms("audius track - audius.co/a/%D1%82-1", {"https://audius.co/a/\u0442-1?x"});
  check_forms("audius track - audius.co/a/b/c-1", {});
  check_forms("audius playlist - audius.co/a/playlist/b-1", {});
  check_forms("audius track D7 audius.co/tracks/D7", {});
  check_refused(
      {"https://audiomack.com/a", "https://audiomack.com/a/b", "https://audiomack.com/a/song",
       "https://audiomack.com/search/song/x", "https://audiomack.com/trending/album/x",
       "https://audius.co/a", "https://audius.co/explore/playlists", "https://audius.co/search/x",
       "https://audius.co/trending/x", "https://audius.co/a/b/remixes", "https://audius.co/a/album",
       "https://audius.co/a/reposts", "https://api.audius.co/a/b"});
}

TEST_CASE("Mixcloud") {
  check_forms("mixcloud track - www.mixcloud.com/U/a_1",
              {"http://m.mixcloud.com/U/a_1/", "https://beta.mixcloud.com/U/a_1",
               "https://mixcloud.com/U/a_1"});
  check_forms("mixcloud playlist - www.mixcloud.com/u/playlists/a", {});
  check_forms("mixcloud artist - www.mixcloud.com/u", {"https://m.mixcloud.com/u/"});
  check_refused_under("https://www.mixcloud.com/",
                      {"developers", "widget", "oauth", "discover", "search", "live", "upload",
                       "settings", "genres"},
                      "/x");
  check_refused_under("https://www.mixcloud.com/u/", {"stream", "uploads", "favorites", "listens",
                                                      "followers", "following", "playlists"});
  check_refused({"https://www.mixcloud.com/", "https://www.mixcloud.com/u/a/b"});
}

TEST_CASE("Last.fm") {
  check_forms("lastfm track - www.last.fm/music/A+B/_/C%2fD",
              {"http://last.fm/music/A+B/_/C%2fD", "https://www.last.fm/ja/music/A+B/_/C%2fD?x#y",
               "https://www.lastfm.de/music/A+B/_/C%2fD",
               "https://lastfm.com.br/music/A+B/_/C%2fD"});
  check_forms("lastfm track - www.last.fm/music/A/B/C", {});
  check_forms("lastfm album - www.last.fm/music/A/%2B", {"https://www.last.fm/de/music/A/%2B/"});
  check_forms("lastfm artist - www.last.fm/music/Bj%C3%B6rk",
              {"https://www.last.fm/music/Bj\u00f6rk"});
  check_refused({"https://www.last.fm/music", "https://www.last.fm/music/+x",
                 "https://www.last.fm/music/A/+wiki", "https://www.last.fm/music/A/_",
                 "https://www.last.fm/music/A/_/B/+lyrics", "https://www.last.fm/user/A",
                 "https://www.last.fm/deu/music/A", "https://www.lastfm.evil/music/A",
                 "https://www.last.fm/music/../music/A"});
}

TEST_CASE("song.link and its family") {
  check_forms("songlink track - song.link/i/1", {"http://song.link/us/i/1?x"});
  check_forms("songlink track - song.link/ya/1", {"https://song.link/us/ya/1"});
  check_forms("songlink track - song.link/a_b", {"https://song.link/us/a_b"});
  check_forms("songlink album - album.link/s/aB", {"https://album.link/gb/s/aB"});
  check_forms("songlink artist - artist.link/x", {});
  check_forms("songlink playlist - playlist.link/x", {});
  check_forms("songlink unknown - pods.link/s/x", {});
  check_forms("songlink unknown - odesli.co/x", {});
  check_refused({"https://song.link/", "https://song.link/embed?url=x",
                 "https://song.link/redirect?url=x", "https://odesli.co/embed/?url=x",
                 "https://song.link/gb/us/x", "https://song.link/a/b/c/d",
                 "https://song.link/https%3A%2F%2Fyoutu.be%2Fx", "https://www2.song.link/i/1"});
}

TEST_CASE("smart-link pages keep host and path") {
  check_forms("linkfire unknown - a-1.lnk.to/B/youtube", {"http://A-1.lnk.to/B/youtube?x"});
  check_forms("linkfire unknown - lnk.to/B", {});
  check_forms("featureFm unknown - ffm.to/a_b.OYD", {"https://ffm.to/a_b.OYD?x"});
  check_forms("foundee unknown - found.ee/aB", {});
  check_forms("songwhip unknown - songwhip.com/a/b", {"https://songwhip.com/a/b?country=de"});
  check_forms("songwhip unknown - songwhip.com/a", {});
  check_refused({"https://lnk.to/", "https://a.lnk.to/", "https://a.b.lnk.to/x",
                 "https://a.lnk.to/x/y/z", "https://ffm.to/a/b", "https://www2.ffm.to/a",
                 "https://found.ee/dmp/pixel.js", "https://songwhip.com/a/b/c",
                 "https://songwhip.com/convert?url=x", "https://songwhip.com/convert\u3092",
                 "https://songwhip.com"});
}
