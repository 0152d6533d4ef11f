#include "core/match/judge.hpp"
#include "core/resolvers/catalog/walk.hpp"
#include "tests/core/resolvers/catalog/recorded.hpp"

#include <algorithm>
#include <map>

// What a walk tells of how its answer came about.

namespace musiclink::test {

using namespace catalog;
using lines = std::vector<std::string>;

namespace {

const std::string spotify_track = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";
const std::string spotify_album = "https://open.spotify.com/album/0JGOiO34nwfUdDrD612dOp";

/// Walks through services that answer by the beginning of the URL, else with 404.
struct told {
  explicit told(const std::string& url, std::optional<answer> offered = std::nullopt)
      : what(link_at(url), "US", {}, judge_with_reasons, std::move(offered)) {}

  lines walked() {
    for (auto steps = what.next(); !steps.empty(); steps = what.next())
      for (const auto& each : steps) {
        asked.push_back(each.request.url);
        if (auto bad = what.take(each.id, answer_to(each.request.url));
            bad && bad->what != trouble::kind::refused)
          what.give_up(each.id);
      }
    CHECK(what.done());
    return lines_of(what.trail());
  }

  http_response answer_to(const std::string& url) const {
    auto best = failed(404);
    for (const auto& [prefix, response] : answers)
      if (url.starts_with(prefix))
        best = response; // a longer prefix sorts later
    return best;
  }

  walk what;
  std::map<std::string, http_response> answers;
  std::vector<std::string> asked;
};

std::string deezer_album(const std::string& id, const std::string& more) {
  return R"({"id":)" + id + R"(,"title":"Weezer","artist":{"name":"Weezer"},"nb_tracks":10,)" +
         R"("record_type":"album")" + more + "}";
}

} // namespace

TEST_CASE("a walk tells who was asked, what each offered, and why it was left out") {
  told test(spotify_track);
  test.answers = {
      {spotify_track, ok(spotify_page("One More Time", "Daft Punk · Discovery · Song · 2000"))},
      {"https://api.deezer.com/search/track",
       ok(data(deezer_track(9, "One More Time (Live)") + "," + deezer_track(3, "One More Time")))},
      {"https://itunes.apple.com/search", failed(403)}};
  const auto found = test.walked();
  CHECK(found == lines{R"(spotify says it is "One More Time" by Daft Punk, 3:45, on "Discovery")",
                       R"x(deezer offers "One More Time (Live)" by Daft Punk, 3:44)x"
                       " https://www.deezer.com/track/9",
                       "  left out: another version: live",
                       R"(deezer offers "One More Time" by Daft Punk, 3:44)"
                       " https://www.deezer.com/track/3",
                       "itunes: HTTP 403"});
}

TEST_CASE("what two searches bring is told once, and those who know nothing are named") {
  told test(spotify_track);
  test.answers = {
      {spotify_track, ok(spotify_page("One More Time", "Daft Punk · Song · 2000"))},
      {"https://api.deezer.com/search/track", ok(data(deezer_track(9, "One More Time (Live)")))},
      {"https://itunes.apple.com/search", ok(results(""))}};
  const auto found = test.walked();
  CHECK(std::ranges::count_if(
            found, [](const auto& line) { return line.starts_with("deezer offers"); }) == 1);
  CHECK(found.back() == "itunes knows nothing like it");
}

TEST_CASE("a source that says nothing, and one that cannot be asked, are told") {
  CHECK(told(spotify_track).walked() == lines{"spotify says nothing of it"});
  told test(spotify_track);
  test.answers = {{spotify_track, failed(500)}};
  CHECK(test.walked() == lines{"spotify: HTTP 500"});
}

TEST_CASE("an answer that was offered is told with what is wrong with it") {
  const song_link live{service::deezer, "https://www.deezer.com/track/9"};
  told test(spotify_track,
            answer{completeness::found, {item_type::track, "One More Time", "Daft Punk", {live}}});
  test.answers = {{spotify_track, ok(spotify_page("One More Time", "Daft Punk · Song · 2000"))},
                  {"https://api.deezer.com/track/9", ok(deezer_track(9, "One More Time (Live)"))}};
  CHECK(test.walked() ==
        lines{R"( offers "One More Time" by Daft Punk https://www.deezer.com/track/9)",
              R"(spotify says it is "One More Time" by Daft Punk, 3:45)",
              R"x(deezer offers "One More Time (Live)" by Daft Punk, 3:44)x"
              " https://www.deezer.com/track/9",
              "  left out: another version: live"});
}

TEST_CASE("what was left out is kept in words, the nearest first") {
  told test(spotify_track);
  test.answers = {
      {spotify_track, ok(spotify_page("One More Time", "Daft Punk · Song · 2000"))},
      {"https://api.deezer.com/search/track", ok(data(deezer_track(8, "Something Else") + "," +
                                                      deezer_track(9, "One More Time (Live)")))}};
  test.walked();
  const auto left_out = rejected(test.what.trail());
  REQUIRE(left_out.size() == 2);
  CHECK(left_out[0] == rejected_offer{"deezer", "One More Time (Live)", "Daft Punk",
                                      "https://www.deezer.com/track/9", "another version: live"});
  CHECK(left_out[1].title == "Something Else");
  CHECK(to_text(left_out[0]) == R"x(deezer offers "One More Time (Live)" by Daft Punk)x"
                                " https://www.deezer.com/track/9: another version: live");
}

TEST_CASE("of albums of one name those are asked for their years that may be meant") {
  told test(spotify_album);
  test.answers = {
      {spotify_album, ok(spotify_page("Weezer", "Weezer · album · 2001 · 10 songs"))},
      {"https://api.deezer.com/search/album",
       ok(data(deezer_album("1", "") + "," + deezer_album("2", "")))},
      {"https://api.deezer.com/album/1", ok(deezer_album("1", R"(,"release_date":"1994-05-10")"))},
      {"https://api.deezer.com/album/2", ok(deezer_album("2", R"(,"release_date":"2001-05-15")"))}};
  test.walked();
  const auto found = test.what.result();
  REQUIRE(found.found.links.size() == 1);
  CHECK(found.found.links[0].url == "https://www.deezer.com/album/2");
}

TEST_CASE("an album whose year nobody tells is asked for once") {
  told test(spotify_album);
  test.answers = {{spotify_album, ok(spotify_page("Weezer", "Weezer · album · 2001 · 10 songs"))},
                  {"https://api.deezer.com/search/album", ok(data(deezer_album("1", "")))},
                  {"https://api.deezer.com/album/1", ok(deezer_album("1", ""))}};
  test.walked();
  CHECK(std::ranges::count(test.asked, "https://api.deezer.com/album/1") == 1);
}

TEST_CASE("an album whose year does not matter is taken at once") {
  told test(spotify_album);
  test.answers = {
      {spotify_album, ok(spotify_page("Pinkerton", "Weezer · album · 1996 · 10 songs"))},
      {"https://api.deezer.com/search/album",
       ok(data(R"({"id":1,"title":"Pinkerton","artist":{"name":"Weezer"},"nb_tracks":10})"))}};
  test.walked();
  CHECK(test.what.result().found.links.size() == 1);
  CHECK(std::ranges::count(test.asked, "https://api.deezer.com/album/1") == 0);
}

TEST_CASE("an official video is answered with its song, and with no version of it") {
  struct upload {
    const char* title;
    const char* channel;
    const char* song;
    const char* artist;
  };
  for (const auto& [title, channel, song, artist] :
       {upload{"NewJeans (뉴진스) 'Ditto' Official MV", "HYBE LABELS", "Ditto", "NewJeans"},
        upload{"Bad Bunny - Tití Me Preguntó (Video Oficial) | Un Verano Sin Ti", "Bad Bunny",
               "Tití Me Preguntó", "Bad Bunny"}}) {
    CAPTURE(title);
    const auto track = [&](const std::string& id, const std::string& version) {
      return R"({"id":)" + id + R"(,"title":")" + song + version +
             R"(","duration":185,"artist":{"name":")" + artist + R"("}})";
    };
    told test("https://www.youtube.com/watch?v=zhY_0DoQCQs");
    test.answers = {
        {"https://www.youtube.com/oembed",
         ok(R"({"title":")" + std::string(title) + R"(","author_name":")" + channel + R"("})")},
        {"https://api.deezer.com/search/track",
         ok(data(track("1", " (Live)") + "," + track("2", " (Instrumental)") + "," +
                 track("3", "")))}};
    test.walked();
    const auto links = test.what.result().found.links;
    REQUIRE(links.size() == 1);
    CHECK(links[0].url == "https://www.deezer.com/track/3");
  }
}

TEST_CASE("a single is not taken for the album of its name, whichever stands first") {
  const auto nda = [](int id, const std::string& more) {
    return R"({"id":)" + std::to_string(id) +
           R"(,"title":"NDA","artist":{"name":"Billie Eilish"})" + more + "}";
  };
  const auto album = nda(1, R"(,"record_type":"album","nb_tracks":16)");
  const auto single = nda(2, R"(,"record_type":"single","nb_tracks":1)");
  for (const auto& both : {album + "," + single, single + "," + album}) {
    told test(spotify_album);
    test.answers = {
        {spotify_album, ok(spotify_page("NDA", "Billie Eilish · single · 2021 · 1 songs"))},
        {"https://api.deezer.com/search/album", ok(data(both))},
        {"https://itunes.apple.com/search",
         ok(results(R"({"wrapperType":"collection","collectionName":"NDA","trackCount":16,)"
                    R"("artistName":"Billie Eilish","collectionViewUrl":)"
                    R"("https://music.apple.com/us/album/nda/1"},)"
                    R"({"wrapperType":"collection","collectionName":"NDA - Single","trackCount":1,)"
                    R"("artistName":"Billie Eilish","collectionViewUrl":)"
                    R"("https://music.apple.com/us/album/nda-single/2"})"))}};
    test.walked();
    const auto found = test.what.result().found.links;
    REQUIRE(found.size() == 2);
    CHECK(found[0].url == "https://music.apple.com/us/album/nda-single/2");
    CHECK(found[1].url == "https://www.deezer.com/album/2");
  }
}

} // namespace musiclink::test
