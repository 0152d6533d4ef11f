#include "tests/core/resolvers/catalog/recorded.hpp"

// What services say of an album, or of the album that a track stands on.

namespace musiclink::test {

namespace {

const std::string deezer_album = "https://www.deezer.com/album/1";
const std::string apple_album = "https://music.apple.com/us/album/x/1";
const std::string spotify_album = "https://open.spotify.com/album/0JGOiO34nwfUdDrD612dOp";
const std::string spotify_track = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";

facts deezer_says(const std::string& more) {
  return facts_of(deezer_album,
                  R"({"id":1,"title":"Weezer","artist":{"name":"Weezer"})" + more + "}");
}

facts itunes_says(const std::string& name, const std::string& more = "") {
  return facts_of(apple_album,
                  results(R"({"wrapperType":"collection","artistName":"x","collectionName":")" +
                          name + "\"" + more + "}"));
}

facts page_says(const std::string& url, const std::string& ld_json) {
  return facts_of(url, R"(<script type="application/ld+json">)" + ld_json + "</script>");
}

} // namespace

TEST_CASE("Deezer tells kind, number of tracks, year and UPC of an album") {
  const auto album = deezer_says(
      R"(,"record_type":"album","nb_tracks":10,"release_date":"1994-05-10","upc":"602498611")");
  CHECK(album.issued_as == album_kind::album);
  CHECK(album.tracks == 10U);
  CHECK(album.year == 1994);
  CHECK(album.upc == "602498611");
  CHECK(deezer_says(R"(,"record_type":"single")").issued_as == album_kind::single);
  CHECK(deezer_says(R"(,"record_type":"ep")").issued_as == album_kind::ep);
  CHECK(deezer_says(R"(,"record_type":"compile")").issued_as == album_kind::compilation);
  const auto unsaid =
      deezer_says(R"(,"record_type":"?","nb_tracks":0,"release_date":"0000-00-00")");
  CHECK(unsaid.issued_as == album_kind::unknown);
  CHECK_FALSE(unsaid.tracks);
  CHECK_FALSE(unsaid.year);
}

TEST_CASE("Deezer tells the album of a track") {
  CHECK(facts_of("https://www.deezer.com/track/3",
                 deezer_track(3, "Intro", R"(,"album":{"id":1,"title":"xx"})"))
            .album == "xx");
}

TEST_CASE("iTunes tells kind, number of tracks and year of an album") {
  const auto single =
      itunes_says("NDA - Single", R"(,"trackCount":1,"releaseDate":"2021-07-09T07:00:00Z")");
  CHECK(single.title == "NDA");
  CHECK(single.issued_as == album_kind::single);
  CHECK(single.tracks == 1U);
  CHECK(single.year == 2021);
  CHECK(itunes_says("Homework - EP").issued_as == album_kind::ep);
  CHECK(itunes_says("x", R"(,"collectionType":"Compilation")").issued_as ==
        album_kind::compilation);
  // An old single has no such end.
  CHECK(itunes_says("Happier Than Ever").issued_as == album_kind::unknown);
}

TEST_CASE("iTunes tells the album of a track") {
  const auto track =
      facts_of("https://music.apple.com/us/album/x/1?i=2",
               results(R"({"kind":"song","trackName":"NDA","artistName":"Billie Eilish",)"
                       R"("collectionName":"NDA - Single"})"));
  CHECK(track.album == "NDA");
}

TEST_CASE("Spotify's page tells kind, year and number of tracks of an album") {
  const auto single =
      facts_of(spotify_album, spotify_page("NDA", "Billie Eilish · single · 2021 · 1 songs"));
  CHECK(single.artists == std::vector<std::string>{"Billie Eilish"});
  CHECK(single.issued_as == album_kind::single);
  CHECK(single.year == 2021);
  CHECK(single.tracks == 1U);
  const auto numbers =
      facts_of(spotify_album, spotify_page("1989", "1975 · Album · 2014 · 16 songs"));
  CHECK(numbers.issued_as == album_kind::album);
  CHECK(numbers.year == 2014);
  CHECK(numbers.tracks == 16U);
  CHECK(facts_of(spotify_album, spotify_page("x", "EP · EP · 2001 · 4 songs")).issued_as ==
        album_kind::ep);
  CHECK(facts_of(spotify_album, spotify_page("x", "y · compilation · 2001 · 40 songs")).issued_as ==
        album_kind::compilation);
}

TEST_CASE("without Open Graph the browser's title of Spotify's page tells the kind") {
  const auto read = [](const std::string& title) {
    return facts_of(spotify_album, "<title>" + title + " | Spotify</title>");
  };
  CHECK(read("Stories - Album by Avicii").issued_as == album_kind::album);
  CHECK(read("NDA - Single by Billie Eilish").issued_as == album_kind::single);
  CHECK(read("x - EP by y").issued_as == album_kind::ep);
  CHECK(read("x - Compilation by y").issued_as == album_kind::compilation);
}

TEST_CASE("Spotify's page tells the album of a track") {
  const auto album_of = [](const std::string& description) {
    return facts_of(spotify_track, spotify_page("Intro", description)).album;
  };
  CHECK(album_of("The xx · xx · Song · 2009") == "xx");
  CHECK(album_of("The xx · Song · 2009").empty());
  CHECK(album_of("Who · A · B · Song · 2009") == "A · B");
  CHECK(album_of("Listen on Spotify.").empty());
}

TEST_CASE("pages with schema.org tell kind, number of tracks, year and UPC of an album") {
  const auto album =
      page_says("https://a.bandcamp.com/album/b",
                R"({"@type":"MusicAlbum","name":"x","byArtist":{"name":"y"},"numTracks":4,)"
                R"("datePublished":"08 Apr 2016 00:00:00 GMT","albumReleaseType":"EPRelease",)"
                R"("gtin13":"0602498611111"})");
  CHECK(album.issued_as == album_kind::ep);
  CHECK(album.tracks == 4U);
  CHECK(album.year == 2016);
  CHECK(album.upc == "0602498611111");
  const auto other = page_says(
      "https://tidal.com/album/1",
      R"({"@type":"MusicAlbum","name":"x","byArtist":{"name":"y"},"datePublished":"1999-01-02",)"
      R"("albumProductionType":"https://schema.org/CompilationAlbum",)"
      R"("albumReleaseType":"https://schema.org/AlbumRelease"})");
  CHECK(other.issued_as == album_kind::compilation);
  CHECK(other.year == 1999);
}

TEST_CASE("pages with schema.org tell the album of a track") {
  CHECK(page_says("https://a.bandcamp.com/track/b",
                  R"({"@type":"MusicRecording","name":"Intro","byArtist":{"name":"y"},)"
                  R"("inAlbum":{"@type":"MusicAlbum","name":"A &amp; B"}})")
            .album == "A & B");
}

} // namespace musiclink::test
