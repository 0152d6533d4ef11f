#include "tests/core/resolvers/catalog/recorded.hpp"

namespace musiclink::test {

using namespace catalog;
using paths_list = std::vector<std::string>;

namespace {

const link any{};

facts like(item_type type, std::string title, std::vector<std::string> artists) {
  facts result;
  result.type = type;
  result.title = std::move(title);
  result.artists = std::move(artists);
  return result;
}

paths_list paths(const std::vector<question>& questions) {
  paths_list result;
  for (const auto& each : questions)
    result.push_back(each.path);
  return result;
}

} // namespace

TEST_CASE("Deezer is asked by ISRC, then exactly, then freely") {
  auto track = like(item_type::track, "One More Time (feat. X) [Live]", {"Daft Punk", "X"});
  track.isrc = "GBDUW0000059";
  CHECK(paths(search_deezer(track)) ==
        paths_list{"/track/isrc:GBDUW0000059",
                   "/search/track?q=artist%3A%22Daft%20Punk%22%20track%3A%22One%20More%20Time%20"
                   "Live%22&limit=10",
                   "/search/track?q=Daft%20Punk%20One%20More%20Time&limit=10"});
  auto album = like(item_type::album, "Discovery", {"Daft Punk"});
  album.upc = "724384960650";
  CHECK(paths(search_deezer(album)).front() == "/album/upc:724384960650");
  CHECK(paths(search_deezer(like(item_type::artist, "Daft Punk", {}))) ==
        paths_list{"/search/artist?q=Daft%20Punk&limit=10"});
}

TEST_CASE("a quote in a name cannot end the search for it") {
  const auto asked = paths(search_deezer(like(item_type::track, "a\"b", {"c\"d"})));
  CHECK(asked.front() == "/search/track?q=artist%3A%22c%20d%22%20track%3A%22a%20b%22&limit=10");
}

TEST_CASE("iTunes is asked in the country's store, first with the words in brackets") {
  CHECK(paths(search_itunes(like(item_type::track, "Hello (Live)", {"Adele"}), "DE")) ==
        paths_list{"/search?term=Adele%20Hello%20Live&media=music&entity=song&country=DE&limit=10",
                   "/search?term=Adele%20Hello&media=music&entity=song&country=DE&limit=10"});
  auto album = like(item_type::album, "25", {"Adele"});
  album.upc = "123";
  CHECK(paths(search_itunes(album, "US")).front() == "/lookup?upc=123&entity=album&country=US");
}

TEST_CASE("without an artist nothing is searched, for a title alone says nothing") {
  for (const auto type : {item_type::track, item_type::album}) {
    CHECK(search_deezer(like(type, "Intro", {})).empty());
    CHECK(search_itunes(like(type, "Intro", {}), "US").empty());
  }
  CHECK(search_musicbrainz(like(item_type::track, "Intro", {"X"})).empty());
}

TEST_CASE("what Deezer finds comes with its page") {
  const auto asked = search_deezer(like(item_type::track, "One More Time", {"Daft Punk"})).front();
  const auto found = candidates(asked.read(
      data(deezer_track(3135553, "One More Time") + "," + deezer_track(2, "Other")), any));
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].pages.size() == 1);
  CHECK(found[0].pages[0].url == "https://www.deezer.com/track/3135553");
  CHECK(found[0].details_id == "3135553");
  CHECK(found[0].what.duration == milliseconds(224000));
  CHECK(found[1].what.title == "Other");
}

TEST_CASE("what iTunes finds comes with a page that opens and counts nobody") {
  const auto asked =
      search_itunes(like(item_type::track, "One More Time", {"Daft Punk"}), "US").front();
  const auto found =
      candidates(asked.read(results(itunes_song("One More Time", "697195462")), any));
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].pages.size() == 1);
  CHECK(found[0].pages[0].url ==
        "https://music.apple.com/us/album/one-more-time/697194953?i=697195462");
  CHECK(found[0].pages[0].item.canonical == "https://music.apple.com/song/697195462");
}

TEST_CASE("a page of another host or kind is no page") {
  const auto asked = search_itunes(like(item_type::track, "x", {"y"}), "US").front();
  for (const char* url : {"https://evil.example/us/album/x/1?i=2", "javascript:alert(1)",
                          "https://music.apple.com/us/album/x/1", "spotify:track:x"}) {
    const auto found = candidates(
        asked.read(results(R"({"kind":"song","trackName":"x","artistName":"y","trackViewUrl":")" +
                           std::string(url) + "\"}"),
                   any));
    REQUIRE(found.size() == 1);
    CHECK(found[0].pages.empty());
  }
}

TEST_CASE("of MusicBrainz' relations only links to items of known services are taken") {
  auto track = like(item_type::track, "One More Time", {"Daft Punk"});
  track.isrc = "GBDUW0000059";
  const auto asked = search_musicbrainz(track);
  CHECK(paths(asked) == paths_list{"/ws/2/isrc/GBDUW0000059?inc=artist-credits+url-rels&fmt=json"});
  const auto relation = [](const std::string& url, const std::string& more = "") {
    return R"({"type":"free streaming")" + more + R"(,"url":{"resource":")" + url + R"("}})";
  };
  const auto found = candidates(asked.front().read(
      R"({"isrc":"GBDUW0000059","recordings":[{"title":"One More Time","length":320357,)"
      R"("artist-credit":[{"name":"Daft Punk"}],"relations":[)" +
          relation("https://open.spotify.com/track/0DiWol3AO6WpXZgp0goxAV") + "," +
          relation("https://tidal.com/track/1", R"(,"ended":true)") + "," +
          relation("https://genius.com/x") + "," +
          relation("https://open.spotify.com/album/2noRn2Aes5aoNVsU6iWThc") + "," +
          relation("https://www.youtube.com/watch?v=FGBhQbmPwH8") + R"(]},{"title":"None"}]})",
      any));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what.isrc == "GBDUW0000059");
  CHECK(found[0].what.artists == std::vector<std::string>{"Daft Punk"});
  REQUIRE(found[0].pages.size() == 2);
  CHECK(found[0].pages[0].url == "https://open.spotify.com/track/0DiWol3AO6WpXZgp0goxAV");
  CHECK(found[0].pages[1].item.where == service::youtube);
}

} // namespace musiclink::test
