#include "tests/core/resolvers/catalog/recorded.hpp"

namespace musiclink::test {

using catalog::ask_source;
using names = std::vector<std::string>;

namespace {

const std::string spotify_track = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";

std::vector<std::string> paths(const std::string& url) {
  std::vector<std::string> result;
  for (const auto& each : ask_source(link_at(url), "DE"))
    result.push_back(each.path);
  return result;
}

} // namespace

TEST_CASE("each service is asked about its own items, by id or canonical URL") {
  CHECK(paths("https://www.deezer.com/de/track/3135556?utm_source=x") == names{"/track/3135556"});
  CHECK(paths("https://www.deezer.com/album/302127") == names{"/album/302127"});
  CHECK(paths("https://www.deezer.com/artist/27") == names{"/artist/27"});
  CHECK(paths("https://music.apple.com/us/album/x/1?i=2") == names{"/lookup?id=2&country=DE"});
  CHECK(paths(spotify_track + "?si=secret") ==
        names{"/track/3AhXZa8sUQht0UEdBJgpGc",
              "/oembed?url=https%3A%2F%2Fopen.spotify.com%2Ftrack%2F3AhXZa8sUQht0UEdBJgpGc"});
  CHECK(paths("https://music.youtube.com/watch?v=zhY_0DoQCQs&si=x") ==
        names{"/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DzhY_0DoQCQs&format=json"});
  CHECK(paths("https://soundcloud.com/forss/flickermood") ==
        names{"/oembed?format=json&url=https%3A%2F%2Fsoundcloud.com%2Fforss%2Fflickermood"});
  CHECK(paths("https://tidal.com/browse/track/1") == names{"/track/1", "/browse/track/1"});
  CHECK(paths("https://open.qobuz.com/album/abc1") == names{"/album/abc1"});
  CHECK(paths("https://a.bandcamp.com/track/b?from=x") == names{"/track/b"});
  CHECK(ask_source(link_at("https://a.bandcamp.com/track/b"), "US").front().host ==
        "a.bandcamp.com");
}

TEST_CASE("nothing is asked about what no service tells enough of") {
  for (const char* url :
       {"https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M",
        "https://open.spotify.com/episode/512ojhOuo1ktJprKbVcKyQ",
        "https://www.deezer.com/playlist/1", "https://www.deezer.com/show/1",
        "https://music.apple.com/us/playlist/x/pl.f4d106fed2bd41149aaacabb233eb5eb",
        "https://www.youtube.com/playlist?list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf",
        "https://music.youtube.com/channel/UCuAXFkgsw1L7xaCfnd5JJOw",
        "https://soundcloud.com/a/sets/b", "https://www.mixcloud.com/a/b/",
        "https://song.link/s/4cOdK2wGLETKBW3PvgPWqT", "https://spotify.link/Lh6MLTOo2Bb"}) {
    CAPTURE(url);
    CHECK(ask_source(link_at(url), "US").empty());
  }
}

TEST_CASE("a secret SoundCloud link is never asked about") {
  for (const char* url :
       {"https://soundcloud.com/a/b/s-Ab12", "https://soundcloud.com/a/sets/b/s-x",
        "https://soundcloud.com/a/b?secret_token=s-Ab12"})
    CHECK(ask_source(link_at(url), "US").empty());
}

TEST_CASE("Deezer tells title, artists, length and ISRC of a track") {
  const auto found = facts_of(
      "https://www.deezer.com/track/3135556",
      deezer_track(
          3135556, "One More Time",
          R"(,"isrc":"gb-duw-00-00059","contributors":[{"name":"Daft Punk"},{"name":"Romanthony"}])"));
  CHECK(found.type == item_type::track);
  CHECK(found.title == "One More Time");
  CHECK(found.artists == names{"Daft Punk", "Romanthony"});
  CHECK(found.duration == milliseconds(224000));
  CHECK(found.isrc == "GBDUW0000059");
}

TEST_CASE("Deezer tells the UPC of an album and the name of an artist") {
  const auto album =
      facts_of("https://www.deezer.com/album/302127",
               R"({"id":302127,"title":"Discovery","upc":"724384960650","duration":3660,)"
               R"("artist":{"id":27,"name":"Daft Punk"}})");
  CHECK(album == facts{.type = item_type::album,
                       .title = "Discovery",
                       .artists = {"Daft Punk"},
                       .duration = std::nullopt,
                       .isrc = "",
                       .upc = "724384960650"});
  CHECK(facts_of("https://www.deezer.com/artist/27", R"({"id":27,"name":"Daft Punk"})") ==
        facts{.type = item_type::artist,
              .title = "Daft Punk",
              .artists = {},
              .duration = std::nullopt,
              .isrc = "",
              .upc = ""});
}

TEST_CASE("iTunes tells of tracks, albums and artists") {
  const auto track = facts_of("https://music.apple.com/us/album/x/697194953?i=697195462",
                              results(itunes_song("One More Time", "697195462")));
  CHECK(track.title == "One More Time");
  CHECK(track.artists == names{"Daft Punk"});
  CHECK(track.duration == milliseconds(224693));
  const auto album = facts_of("https://music.apple.com/us/album/x/697194953",
                              results(R"({"wrapperType":"collection","collectionName":)"
                                      R"("Homework - EP","artistName":"Daft Punk"})"));
  CHECK(album.type == item_type::album);
  CHECK(album.title == "Homework");
  CHECK(facts_of("https://music.apple.com/us/artist/x/5468295",
                 results(R"({"wrapperType":"artist","artistName":"Daft Punk"})"))
            .title == "Daft Punk");
}

TEST_CASE("Spotify's page tells title, artist and length") {
  const auto found =
      facts_of(spotify_track, spotify_page("Rock &amp; Roll", "Led Zeppelin · IV · Song · 1971"));
  CHECK(found.title == "Rock & Roll");
  CHECK(found.artists == names{"Led Zeppelin"});
  CHECK(found.duration == milliseconds(225000));
  CHECK(facts_of(spotify_track, spotify_page("Hello", "Adele · Song · 2015")).artists ==
        names{"Adele"});
}

TEST_CASE("without Open Graph the title of Spotify's page has both names") {
  const auto found = facts_of(
      spotify_track, "<html><title>Hello - song and lyrics by Adele | Spotify</title></html>");
  CHECK(found.title == "Hello");
  CHECK(found.artists == names{"Adele"});
}

TEST_CASE("a page of Spotify without an item says nothing") {
  const auto about = link_at(spotify_track);
  const auto asked = ask_source(about, "US").front();
  for (const char* body : {"<title>Spotify – Web Player</title>", "<title>Spotify</title>", "",
                           "<meta property=og:title content=''>"})
    CHECK(candidates(asked.read(body, about)).empty());
}

TEST_CASE("Spotify's oEmbed tells the title only") {
  const auto found = facts_of(spotify_track, R"({"title":"Hello","type":"rich"})", 1);
  CHECK(found.title == "Hello");
  CHECK(found.artists.empty());
}

TEST_CASE("YouTube's channel and title tell who it is by, and whether it is music") {
  const auto read = [](const std::string& title, const std::string& author,
                       const std::string& url = "https://www.youtube.com/watch?v=zhY_0DoQCQs") {
    return facts_of(url, R"({"title":")" + title + R"(","author_name":")" + author + R"("})");
  };
  const auto topic = read("Aqualung - Live", "Jethro Tull - Topic");
  CHECK(topic.title == "Aqualung - Live");
  CHECK(topic.artists == names{"Jethro Tull"});
  CHECK(topic.known_music);
  CHECK(topic.type == item_type::track);

  const auto vevo = read("Adele - Hello (Official Music Video)", "AdeleVEVO");
  CHECK(vevo.title == "Hello (Official Music Video)");
  CHECK(vevo.artists == names{"Adele"});
  CHECK(vevo.known_music);
  CHECK(read("Hello", "AdeleVEVO").artists == names{"Adele"});

  const auto plain = read("Some Band \u2013 Some Song", "uploads4you");
  CHECK(plain.title == "Some Song");
  CHECK(plain.artists == names{"Some Band"});
  CHECK_FALSE(plain.known_music);
  CHECK(read("Cat falls off table", "cats").artists == names{"cats"});
  CHECK(read("Hello", "Adele", "https://music.youtube.com/watch?v=zhY_0DoQCQs").known_music);
}

TEST_CASE("a label's channel names the artist before the quoted title, and what it is behind it") {
  const auto read = [](const std::string& title) {
    return facts_of("https://www.youtube.com/watch?v=zhY_0DoQCQs",
                    R"({"title":")" + title + R"(","author_name":"A LABEL"})");
  };
  const auto video = read("NewJeans (뉴진스) 'Ditto' Official MV");
  CHECK(video.artists == names{"NewJeans (뉴진스)"});
  CHECK(video.title == "Ditto (Official MV)");
  CHECK(read("YOASOBI「アイドル」 Official Music Video").artists == names{"YOASOBI"});
  CHECK(read("Somebody “Song” (Live)").title == "Song (Live)");
  CHECK(read("Somebody 'Song'").title == "Song");
  CHECK(read("Don't Cry").title == "Don't Cry");
  CHECK(read("Rockin' All Day").artists == names{"A LABEL"});
}

TEST_CASE("an album's list at YouTube is an album") {
  const auto found =
      facts_of("https://music.youtube.com/playlist?list=OLAK5uy_kD2Ia2jmvNBmuDzMbcMKRk1YeI4UMTqBw",
               R"({"title":"Album - Discovery","author_name":"Daft Punk - Topic"})");
  CHECK(found.type == item_type::album);
  CHECK(found.title == "Discovery");
  CHECK(found.artists == names{"Daft Punk"});
}

TEST_CASE("SoundCloud's title loses the user, and a dash tells the artist") {
  const auto own = facts_of("https://soundcloud.com/forss/flickermood",
                            R"({"title":"Flickermood by Forss","author_name":"Forss"})");
  CHECK(own.title == "Flickermood");
  CHECK(own.artists == names{"Forss"});
  const auto label = facts_of("https://soundcloud.com/label/x",
                              R"({"title":"Who - What by Label","author_name":"Label"})");
  CHECK(label.title == "What");
  CHECK(label.artists == names{"Who"});
  CHECK(facts_of("https://soundcloud.com/forss", R"({"title":"Forss","author_name":"Forss"})") ==
        facts{.type = item_type::artist,
              .title = "Forss",
              .artists = {},
              .duration = std::nullopt,
              .isrc = "",
              .upc = ""});
}

TEST_CASE("Bandcamp's page tells in JSON-LD or in Open Graph") {
  const std::string track = "https://a.bandcamp.com/track/b";
  const auto structured = facts_of(
      track,
      R"(<meta property="og:title" content="no, by nobody"><script type="application/ld+json">)"
      R"({"@type":"MusicRecording","name":"Tom &amp; Jerry","duration":"P00H03M22S",)"
      R"("byArtist":{"@type":"MusicGroup","name":"Duo"}}</script>)");
  CHECK(structured.title == "Tom & Jerry");
  CHECK(structured.artists == names{"Duo"});
  CHECK(structured.duration == milliseconds(202000));
  const auto graph =
      facts_of(track, R"(<meta property="og:title" content="One, by one, by Artist">)");
  CHECK(graph.title == "One, by one");
  CHECK(graph.artists == names{"Artist"});
  CHECK(
      facts_of("https://a.bandcamp.com/", R"(<meta property="og:title" content="A Band">)").title ==
      "A Band");
}

TEST_CASE("a track is not described by the JSON-LD of another kind") {
  const auto found = facts_of("https://a.bandcamp.com/track/b",
                              R"(<script type="application/ld+json">{"@type":"MusicAlbum",)"
                              R"("name":"Album"}</script><meta property="og:title" )"
                              R"(content="Track, by Artist">)");
  CHECK(found.title == "Track");
}

TEST_CASE("Tidal's and Qobuz' pages tell title and artist") {
  const auto tidal = facts_of("https://tidal.com/track/1",
                              R"(<meta property="og:title" content="Adele - Hello">)");
  CHECK(tidal.title == "Hello");
  CHECK(tidal.artists == names{"Adele"});
  const auto qobuz = facts_of("https://open.qobuz.com/track/1",
                              R"(<meta property="og:title" content="Hello, Adele - Qobuz">)");
  CHECK(qobuz.title == "Hello");
  CHECK(qobuz.artists == names{"Adele"});
}

TEST_CASE("a page of Tidal or Qobuz without an item says nothing") {
  for (const auto& [url, name] : {std::pair("https://tidal.com/track/1", "TIDAL - Music"),
                                  std::pair("https://open.qobuz.com/track/1", "Qobuz")}) {
    const auto about = link_at(url);
    const auto asked = ask_source(about, "US").front();
    const auto page = std::string(R"(<meta property="og:title" content=")") + name + "\">";
    CHECK(candidates(asked.read(page, about)).empty());
    CHECK(candidates(asked.read("<html><body>no robots</body></html>", about)).empty());
  }
}

} // namespace musiclink::test
