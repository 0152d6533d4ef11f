#include "tests/core/services/forms.hpp"

using namespace musiclink;
using namespace musiclink::test;

#define UUID "36ea71a8-445e-41a4-82ab-6628c581535d"

TEST_CASE("Apple Music: every spelling of a track is that track") {
  check_forms("appleMusic track 456 music.apple.com/song/456",
              {"http://music.apple.com/us/song/x/456?l=de", "https://music.apple.com/us/song/456",
               "https://music.apple.com/us/album/x/123?l=de&i=456",
               "https://music.apple.com/album/123?i=456",
               "https://geo.music.apple.com/de/album/_/id123?i=456&app=music",
               "https://embed.music.apple.com/us/album/x/123?i=456",
               "https://beta.music.apple.com/us/album/x/123?i=456",
               "https://classical.music.apple.com/us/album/123?i=456",
               "https://itunes.apple.com/us/album/x/id123?i=456",
               "https://geo.itunes.apple.com/us/album/\u3060/id123?i=456\u3060"});
}

TEST_CASE("Apple Music: the other kinds") {
  check_forms("appleMusic album 123 music.apple.com/album/123",
              {"https://itunes.apple.com/album/id123?at=x",
               "https://music.apple.com/us/album/x/123?i=",
               "https://music.apple.com/jp/album/\u3060/123\u3092"});
  check_forms("appleMusic playlist pl.u-aB music.apple.com/playlist/pl.u-aB",
              {"https://music.apple.com/us/playlist/x/pl.u-aB?i=1"});
  check_forms("appleMusic artist 1 music.apple.com/artist/1",
              {"https://music.apple.com/us/artist/x/id1"});
  check_forms("appleMusic video 1 music.apple.com/music-video/1",
              {"https://itunes.apple.com/us/music-video/x/id1"});
  check_forms("appleMusic short - itun.es/us/a-B?i=1", {"http://itun.es/us/a-B?app=x&i=1"});
  check_forms("appleMusic short - itun.es/i6a", {"https://itun.es/i6a?app=x"});
}

TEST_CASE("Apple Music: what is no item") {
  check_refused(
      {"https://music.apple.com/us/album/x", "https://music.apple.com/us/album/x/123/4",
       "https://music.apple.com/us/album/x/123?i=4x", "https://music.apple.com/usa/album/1",
       "https://music.apple.com/us/album/123x", "https://music.apple.com/us/station/x/ra.1",
       "https://music.apple.com/us/playlist/x/1", "https://music.apple.com/us/playlist/x/pl.",
       "https://music.apple.com/library/playlist/p.abc", "https://music.apple.com/us/label/x/1",
       "https://itunes.apple.com/us/app/x/id1", "https://itunes.apple.com/lookup?id=1",
       "https://books.apple.com/us/book/x/id1", "https://itun.es/", "https://itun.es/usa/x",
       "https://itun.es/us/a/b", "https://itun.es/x?i=y"});
}

TEST_CASE("Deezer") {
  check_forms("deezer track 1 www.deezer.com/track/1",
              {"http://deezer.com/track/1", "https://m.deezer.com/pt-br/track/1?x#y",
               "https://www.deezer.com/us/track/1",
               "https://widget.deezer.com/widget/auto/track/1"});
  check_forms("deezer album 1 www.deezer.com/album/1", {});
  check_forms("deezer playlist 1 www.deezer.com/playlist/1", {});
  check_forms("deezer artist 1 www.deezer.com/artist/1", {});
  check_forms("deezer episode 1 www.deezer.com/episode/1", {});
  check_forms("deezer show 1 www.deezer.com/show/1", {});
  check_forms("deezer short - link.deezer.com/s/aB1", {"https://link.deezer.com/s/aB1?x"});
  check_forms("deezer short - deezer.page.link/aB1", {"http://deezer.page.link/aB1/"});
  check_forms("deezer short - dzr.page.link/aB1", {});
  check_refused({"https://www.deezer.com/track/1x", "https://www.deezer.com/track/1/2",
                 "https://www.deezer.com/profile/1", "https://www.deezer.com/usa/track/1",
                 "https://widget.deezer.com/track/1", "https://widget.deezer.com/widget/track/1",
                 "https://api.deezer.com/track/1", "https://link.deezer.com/aB1",
                 "https://link.deezer.com/s/", "https://x.page.link/aB1", "deezer://track/1"});
}

TEST_CASE("TIDAL") {
  check_forms("tidal track 2 tidal.com/track/2",
              {"http://www.tidal.com/browse/track/2?u", "https://tidal.com/track/2/u",
               "https://listen.tidal.com/album/1/track/2",
               "https://tidal.com/browse/album/1/track/2/u",
               "https://embed.tidal.com/tracks/2?layout=x"});
  check_forms("tidal album 1 tidal.com/album/1",
              {"https://listen.tidal.com/album/1/credits", "https://embed.tidal.com/albums/1"});
  check_forms(
      "tidal playlist " UUID " tidal.com/playlist/" UUID,
      {"https://tidal.com/browse/playlist/" UUID "/u", "https://embed.tidal.com/playlists/" UUID});
  check_forms("tidal playlist 0aF tidal.com/mix/0aF", {"https://tidal.com/browse/mix/0aF"});
  check_forms("tidal artist 1 tidal.com/artist/1", {});
  check_forms("tidal video 1 tidal.com/video/1", {"https://embed.tidal.com/videos/1"});
  check_forms("tidal short - tidal.link/aB1", {});
  check_refused({"https://tidal.com/tracks/1", "https://tidal.com/track/x",
                 "https://tidal.com/mix/xyz", "https://tidal.com/playlist/1",
                 "https://tidal.com/track/1/u/u", "https://tidal.com/track/1/lyrics",
                 "https://tidal.com/album/x/track/2", "https://link.tidal.com/ABCDE",
                 "https://account.tidal.com/track/1", "tidal://track/1"});
}

TEST_CASE("Qobuz") {
  check_forms("qobuz album 0a1 open.qobuz.com/album/0a1",
              {"http://play.qobuz.com/album/0a1", "https://www.qobuz.com/us-en/album/x/0a1?qbzs=y",
               "https://www.qobuz.com/album/\u00e9/0a1\u3067",
               "https://www.qobuz.com/fr-fr/album/0a1"});
  check_forms("qobuz artist 1 open.qobuz.com/artist/1",
              {"https://www.qobuz.com/us-en/interpreter/x/1", "https://play.qobuz.com/artist/1"});
  check_forms("qobuz playlist 1 open.qobuz.com/playlist/1",
              {"https://www.qobuz.com/us-en/playlists/x/1"});
  check_forms("qobuz track 1 open.qobuz.com/track/1", {});
  check_refused({"https://www.qobuz.com/us-en/album/thriller", "https://open.qobuz.com/album/A1",
                 "https://open.qobuz.com/album/x/0a1", "https://open.qobuz.com/artist/new",
                 "https://www.qobuz.com/us-en/interpreter/x/download-streaming-albums",
                 "https://www.qobuz.com/us-en/label/x/1", "https://play.qobuz.com/user/1"});
}

TEST_CASE("Amazon Music") {
  check_forms("amazonMusic track B096WQDK25 music.amazon.co.uk/tracks/B096WQDK25",
              {"http://music.amazon.co.uk/albums/B096WRT98Y?ref=x&trackAsin=B096WQDK25",
               "https://www.amazon.co.uk/music/player/albums/B096WRT98Y/?trackAsin=B096WQDK25",
               "https://amazon.co.uk/music/player/tracks/B096WQDK25?x"});
  check_forms("amazonMusic show " UUID " music.amazon.com/podcasts/" UUID,
              {"https://music.amazon.com/podcasts/" UUID "/\u3060"});
  for (const std::string tld : {"com", "co.uk", "de", "fr", "it", "es", "ca", "in", "co.jp",
                                "com.au", "com.br", "com.mx"}) {
    const auto album = "music.amazon." + tld + "/albums/B096WRT98Y";
    check_forms("amazonMusic album B096WRT98Y " + album, {("https://" + album + "/slug").c_str()});
  }
  check_refused(
      {"https://music.amazon.nl/albums/B096WRT98Y", "https://music.amazon.com/albums/b096wrt98y",
       "https://music.amazon.com/albums/B096WRT98", "https://www.amazon.com/dp/B096WRT98Y",
       "https://www.amazon.com/albums/B096WRT98Y", "https://music.amazon.com/playlists/x",
       "https://music.amazon.com/music/player/albums/B096WRT98Y",
       "https://music.amazon.com/albums/B096WRT98Y?trackAsin=x",
       "https://music.amazon.com/albums/B096WRT98Y/a/b", "https://music.amazon.com/stations/1",
       "https://music.amazon.com/podcasts/" UUID "/episodes/" UUID});
}

TEST_CASE("Pandora, Napster, Anghami, Boomplay and Yandex Music") {
  check_forms("pandora track TR:1 www.pandora.com/TR:1", {"http://pandora.com/TR:1?x"});
  check_forms("pandora playlist PL:1:2 www.pandora.com/playlist/PL:1:2", {});
  check_forms("pandora episode PE:1 www.pandora.com/podcast/a/b/PE:1", {});
  check_forms("pandora short - pandora.app.link/aB1", {});
  check_forms("napster playlist pp.1 play.napster.com/playlist/pp.1",
              {"https://web.napster.com/playlist/pp.1"});
  check_forms("anghami track 1 play.anghami.com/song/1",
              {"http://anghami.com/song/1", "https://www.anghami.com/song/1?x"});
  check_forms("anghami short - open.anghami.com/aB1", {});
  check_forms("boomplay track 1 www.boomplay.com/songs/1", {"https://boomplay.com/share/song/1?x"});
  check_forms("boomplay artist 1 www.boomplay.com/artists/1",
              {"https://boomplay.com/share/artist/1"});
  check_forms("yandexMusic track 2 music.yandex.ru/track/2",
              {"https://music.yandex.kz/album/1/track/2", "https://music.yandex.uz/track/2",
               "https://music.yandex.ua/track/2", "https://music.yandex.com/track/2"});
  check_forms("yandexMusic playlist - music.yandex.ru/users/a.b@c/playlists/1",
              {"https://music.yandex.by/users/a.b@c/playlists/1"});
  check_refused({"https://www.pandora.com/ST:1", "https://www.pandora.com/TR:",
                 "https://www.pandora.com/TR:1:", "https://www.pandora.com/artist/TRUCKS",
                 "https://www.pandora.com/station/TR:1", "https://www.pandora.com/podcast/AL:1",
                 "https://play.napster.com/album/tra.1", "https://play.napster.com/track/1",
                 "https://play.anghami.com/song/1a", "https://www.boomplay.com/song/1",
                 "https://www.boomplay.com/share/songs/1",
                 "https://music.yandex.ru/users/x/likes/tracks",
                 "https://music.yandex.ru/artist/1/concerts", "https://music.yandex.tr/track/1",
                 "https://music.yandex.ru/playlists/1"});
}
