#include "core/text/text.hpp"
#include "tests/core/services/forms.hpp"

#include <string>
#include <vector>

// Forms that a service may take up next, over all services: a new spelling must lead to the item
// that the old one leads to, and what only resembles it must not.

using namespace musiclink;
using namespace musiclink::test;

namespace {

#define BASE62 "4uLU6hMCjMI75M1A2tKUQC"
#define UUID "6c9e0d5a-1f0b-4a53-9d2e-0a1b2c3d4e5f"

/// An item's URL, and its canonical form where that is another.
struct sample {
  std::string host;
  std::string path;
  std::string canonical = {};

  std::string expected() const {
    return described("https://" + (canonical.empty() ? host + path : canonical));
  }
};

/// Items whose path begins with their kind, so that a locale may stand before it.
const sample items[] = {
    {"open.spotify.com", "/track/" BASE62},
    {"open.spotify.com", "/embed/album/" BASE62, "open.spotify.com/album/" BASE62},
    {"play.spotify.com", "/user/x/playlist/" BASE62, "open.spotify.com/playlist/" BASE62},
    {"music.apple.com", "/album/x/123?i=456", "music.apple.com/song/456"},
    {"itunes.apple.com", "/album/x/id123", "music.apple.com/album/123"},
    {"www.deezer.com", "/track/1"},
    {"m.deezer.com", "/playlist/1", "www.deezer.com/playlist/1"},
    {"tidal.com", "/track/1"},
    {"listen.tidal.com", "/browse/album/1", "tidal.com/album/1"},
    {"www.qobuz.com", "/album/x/0a1", "open.qobuz.com/album/0a1"},
    {"music.amazon.co.uk", "/albums/B096WRT98Y"},
    {"play.napster.com", "/track/tra.1"},
    {"play.anghami.com", "/song/1"},
    {"www.boomplay.com", "/songs/1"},
    {"music.yandex.ru", "/album/1/track/2", "music.yandex.ru/track/2"},
    {"www.last.fm", "/music/A/_/B"},
    {"song.link", "/i/1"},
};

const std::string locales[] = {"us",      "pt-br", "pt-BR",      "en-GB",      "zh-hant", "zh-Hant",
                               "sr-Latn", "zh-TW", "zh-Hant-TW", "zh-hant-hk", "es-419",  "fil-PH"};

} // namespace

TEST_CASE("a locale of one, two or three parts may stand in front of an item") {
  for (const auto& each : items)
    for (const auto& locale : locales) {
      const auto url = "https://" + each.host + "/" + locale + each.path;
      CAPTURE(url);
      CHECK(described(url) == each.expected());
    }
}

TEST_CASE("Spotify writes a locale with a prefix, whatever its parts are") {
  for (const std::string locale :
       {"intl-de", "intl-pt-br", "intl-zh-hant", "intl-zh-Hant", "intl-zh-Hant-TW", "intl-es-419",
        "intl-fil", "intl-ca-valencia"})
    for (const auto& path : {"/track/" BASE62, "/embed/track/" BASE62}) {
      const auto url = "https://open.spotify.com/" + locale + path;
      CAPTURE(url);
      CHECK(described(url) == "spotify track " BASE62 " open.spotify.com/track/" BASE62);
    }
}

TEST_CASE("what only resembles a locale makes an item none") {
  for (const auto& each : items)
    for (const std::string word :
         {"x", "usa", "embedded", "search", "us-", "-us", "us--gb", "us-a", "1a", "us-12",
          "zh-hant-tw-x-y", "intl", "intl-", "intl-x", "p%74-br", "pt-br/pt-br", "library"}) {
      const auto url = "https://" + each.host + "/" + word + each.path;
      CAPTURE(url);
      CHECK(described(url) == "");
    }
}

TEST_CASE("a locale before a name is a name") {
  check_forms("soundcloud track - soundcloud.com/pt-br/x", {});
  check_forms("mixcloud track - www.mixcloud.com/zh-hant/x", {});
  check_forms("songlink track - song.link/pt-br", {});
  check_refused({"https://soundcloud.com/pt-br/u/x", "https://www.mixcloud.com/de/u/x",
                 "https://audius.co/de/u/x", "https://soundcloud.com/us/likes/x"});
}

TEST_CASE("www. may stand before a name that is written without it, and be missing before others") {
  for (const std::string name : {"youtu.be/dQw4w9WgXcQ",
                                 "audius.co/a/b",
                                 "song.link/i/1",
                                 "album.link/i/1",
                                 "artist.link/x",
                                 "playlist.link/x",
                                 "pods.link/x",
                                 "odesli.co/x",
                                 "lnk.to/B",
                                 "ffm.to/a",
                                 "found.ee/a",
                                 "songwhip.com/a/b",
                                 "spotify.link/aB1",
                                 "spoti.fi/aB1",
                                 "itun.es/aB1",
                                 "snd.sc/aB1",
                                 "tidal.link/aB1",
                                 "tidal.com/track/1",
                                 "audiomack.com/a/song/b",
                                 "soundcloud.com/a/b",
                                 "open.spotify.com/track/" BASE62,
                                 "music.apple.com/song/1",
                                 "music.youtube.com/watch?v=dQw4w9WgXcQ",
                                 "link.deezer.com/s/aB1",
                                 "a.bandcamp.com/track/b",
                                 "a.lnk.to/x"}) {
    CAPTURE(name);
    const auto bare = described("https://" + name);
    CHECK(bare != "");
    CHECK(described("https://www." + name) == bare);
    CHECK(described("https://WWW." + name) == bare);
  }
  for (const std::string name :
       {"youtube.com/watch?v=dQw4w9WgXcQ", "youtube-nocookie.com/embed/dQw4w9WgXcQ",
        "deezer.com/track/1", "qobuz.com/us-en/album/x/0a1", "pandora.com/TR:1",
        "boomplay.com/songs/1", "mixcloud.com/a/b", "last.fm/music/A", "lastfm.de/music/A",
        "anghami.com/song/1", "amazon.de/music/player/tracks/B096WQDK25"}) {
    CAPTURE(name);
    const auto www = described("https://www." + name);
    CHECK(www != "");
    CHECK(described("https://" + name) == www);
  }
}

TEST_CASE("www. opens no other name") {
  check_refused({"https://www.bandcamp.com/track/b", "https://www.bandcamp.com/",
                 "https://www.www.song.link/i/1", "https://www.song.link.evil.example/i/1",
                 "https://www.open.spotify.com.evil.example/track/" BASE62,
                 "https://wwwsong.link/i/1", "https://wwwopen.spotify.com/track/" BASE62,
                 "https://www2.song.link/i/1", "https://ww.song.link/i/1",
                 "https://www.apple.com/song/1", "https://www.spotify.com/track/" BASE62,
                 "https://www.tidal.evil/track/1", "https://www.app.link/aB1"});
}

TEST_CASE("a view of an artist is that artist") {
  const sample artists[] = {
      {"open.spotify.com", "/artist/" BASE62},
      {"open.spotify.com", "/intl-de/artist/" BASE62, "open.spotify.com/artist/" BASE62},
      {"music.apple.com", "/us/artist/x/1", "music.apple.com/artist/1"},
      {"music.apple.com", "/artist/1"},
      {"www.deezer.com", "/artist/1"},
      {"www.deezer.com", "/pt-br/artist/1", "www.deezer.com/artist/1"},
      {"tidal.com", "/browse/artist/1", "tidal.com/artist/1"},
      {"www.qobuz.com", "/us-en/interpreter/x/1", "open.qobuz.com/artist/1"},
      {"play.qobuz.com", "/artist/1", "open.qobuz.com/artist/1"},
      {"music.amazon.com", "/artists/B0BQDHMHQD/slug", "music.amazon.com/artists/B0BQDHMHQD"},
      {"play.napster.com", "/artist/art.1"},
      {"www.anghami.com", "/artist/1", "play.anghami.com/artist/1"},
      {"www.boomplay.com", "/artists/1"},
      {"music.yandex.com", "/artist/1", "music.yandex.ru/artist/1"},
      {"music.youtube.com", "/channel/UCpw8T1E5f_ZiQjZCJ0rMdyg"},
  };
  for (const auto& each : artists) {
    for (const std::string view :
         {"/albums", "/top-tracks", "/top_track", "/discography/all", "/discography/album",
          "/discography", "/singles", "/related", "/about", "/songs?x=1", "/playlists/"}) {
      const auto url = "https://" + each.host + each.path + view;
      CAPTURE(url);
      CHECK(each.expected() != "");
      CHECK(described(url) == each.expected());
    }
    for (const std::string other : {"/concerts", "/merch", "/albums/x/y", "/x/albums", "/track/1",
                                    "/radio", "/albums/../x", "//albums", "/Discography/"}) {
      const auto url = "https://" + each.host + each.path + other;
      CAPTURE(url);
      CHECK(described(url) == "");
    }
  }
}

TEST_CASE("only an artist has views") {
  // Behind Amazon's ids stands a slug, whatever it says.
  check_forms("amazonMusic artist B0BQDHMHQD music.amazon.com/artists/B0BQDHMHQD",
              {"https://music.amazon.com/artists/B0BQDHMHQD/albums",
               "https://music.amazon.com/artists/B0BQDHMHQD/slug/discography/all"});
  check_refused(
      {"https://open.spotify.com/track/" BASE62 "/discography",
       "https://open.spotify.com/album/" BASE62 "/albums", "https://www.deezer.com/album/1/albums",
       "https://tidal.com/track/1/related", "https://music.yandex.ru/album/1/albums",
       "https://www.boomplay.com/songs/1/about", "https://play.qobuz.com/album/0a1/albums",
       "https://music.apple.com/us/album/x/1/albums", "https://www.deezer.com/artist/albums",
       "https://tidal.com/artist/albums/all", "https://soundcloud.com/u/albums",
       "https://www.mixcloud.com/u/uploads", "https://www.last.fm/music/A/+albums"});
}

TEST_CASE("an id of digits may become letters and digits where nothing else can stand there") {
  check_forms("boomplay track a1B2c3 www.boomplay.com/songs/a1B2c3",
              {"https://www.boomplay.com/share/song/a1B2c3?x",
               "https://www.boomplay.com/share/music/a1B2c3"});
  check_forms("boomplay playlist 9zZ www.boomplay.com/playlists/9zZ", {});
  check_forms("napster track tra.aB1 play.napster.com/track/tra.aB1",
              {"https://web.napster.com/track/tra.aB1"});
  check_forms("pandora track TR:74a www.pandora.com/TR:74a", {});
  check_forms("qobuz track 3a9z open.qobuz.com/track/3a9z", {"https://play.qobuz.com/track/3a9z"});
  check_forms("qobuz artist 3a9z open.qobuz.com/artist/3a9z",
              {"https://www.qobuz.com/us-en/interpreter/x/3a9z"});
  check_refused({"https://www.boomplay.com/songs/new", "https://www.boomplay.com/songs/a-1",
                 "https://www.boomplay.com/albums/top", "https://play.napster.com/track/tra.",
                 "https://play.napster.com/track/aB1", "https://open.qobuz.com/track/new",
                 "https://www.qobuz.com/us-en/interpreter/x/download-streaming-albums",
                 "https://www.qobuz.com/us-en/interpreter/u2",
                 "https://www.qobuz.com/us-en/interpreter/u2/albums",
                 "https://www.pandora.com/TR:", "https://www.pandora.com/TRAVEL"});
}

TEST_CASE("a playlist may have a uuid, with a prefix or without") {
  for (const sample& each :
       {sample{"music.yandex.ru", "/playlists/"}, sample{"tidal.com", "/playlist/"},
        sample{"www.deezer.com", "/playlist/"}, sample{"play.anghami.com", "/playlist/"},
        sample{"www.boomplay.com", "/playlists/"}, sample{"play.napster.com", "/playlist/"},
        sample{"open.qobuz.com", "/playlist/"}, sample{"music.amazon.com", "/playlists/"},
        sample{"music.amazon.com", "/user-playlists/"}, sample{"music.apple.com", "/playlist/"}})
    for (const std::string id : {UUID, "lk." UUID, "ar." UUID, "pl." UUID, "lpl." UUID}) {
      const auto url = "https://" + each.host + each.path + id;
      CAPTURE(url);
      const bool is_apple_without_prefix = each.host == "music.apple.com" && id == UUID;
      const auto found = described(url);
      CHECK((found.find(" playlist " + id + " ") != std::string::npos) == !is_apple_without_prefix);
      CHECK((found.empty() || found.ends_with(url.substr(8))));
    }
  check_forms("appleMusic playlist pl.u-aB1 music.apple.com/playlist/pl.u-aB1",
              {"https://music.apple.com/us/playlist/x/pl.u-aB1"});
  check_refused(
      {"https://music.yandex.ru/playlists/lk." UUID "0", "https://music.yandex.ru/playlists/lk.",
       "https://music.yandex.ru/playlists/lk." UUID "/x",
       "https://music.yandex.ru/playlists/.." UUID, "https://music.yandex.ru/playlists/." UUID,
       "https://music.yandex.ru/playlists/LK1." UUID,
       "https://music.yandex.ru/playlists/toolong." UUID, "https://music.yandex.ru/track/lk." UUID,
       "https://music.yandex.ru/album/" UUID, "https://tidal.com/track/" UUID,
       "https://tidal.com/album/lk." UUID, "https://www.deezer.com/track/" UUID,
       "https://www.deezer.com/playlist/12ab", "https://music.apple.com/us/album/x/" UUID,
       "https://music.apple.com/library/playlist/p." UUID,
       "https://music.apple.com/us/playlist/x/p." UUID, "https://music.amazon.com/albums/" UUID});
}
