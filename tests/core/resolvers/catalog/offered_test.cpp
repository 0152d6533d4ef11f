#include "core/match/judge.hpp"
#include "core/resolvers/catalog/walk.hpp"
#include "tests/core/resolvers/catalog/recorded.hpp"

#include <algorithm>
#include <map>

// What another resolver offers, link by link, before the judge himself.

namespace musiclink::test {

using namespace catalog;

namespace {

const song_link youtube{service::youtube, "https://music.youtube.com/watch?v=FGBhQbmPwH8"};
const song_link deezer{service::deezer, "https://www.deezer.com/track/3"};
const song_link spotify{service::spotify, "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"};
const song_link soundcloud{service::soundcloud, "https://soundcloud.com/daftpunk/one-more-time"};
const song_link tidal{service::tidal, "https://tidal.com/browse/track/5"};
const song_link qobuz{service::qobuz, "https://open.qobuz.com/track/6"};
const song_link bandcamp{service::bandcamp, "https://daftpunk.bandcamp.com/track/one-more-time"};

/// A link to "One More Time" by Daft Punk, for which somebody offers an answer. The
/// network answers by the beginning of the URL, else 404.
struct offered {
  offered(const std::string& url, song found, completeness how = completeness::found)
      : about(link_at(url)),
        what(about, "US", {}, judge_with_reasons, answer{how, std::move(found)}) {}

  /// That on Apple Music, and these links.
  explicit offered(std::vector<song_link> links)
      : offered("https://music.apple.com/us/album/one-more-time/697194953?i=7",
                {item_type::track, "One More Time", "Daft Punk", std::move(links)}) {
    answers["https://itunes.apple.com/lookup"] = ok(results(itunes_song("One More Time", "7")));
  }

  std::vector<song_link> left() {
    for (auto steps = what.next(); !steps.empty(); steps = what.next())
      for (const auto& each : steps) {
        ++asked;
        if (auto bad = what.take(each.id, answer_to(each.request.url));
            bad && bad->what != trouble::kind::refused)
          what.give_up(each.id);
      }
    CHECK(what.done());
    return what.result().found.links;
  }

  http_response answer_to(const std::string& url) const {
    auto best = failed(404);
    for (const auto& [prefix, response] : answers)
      if (url.starts_with(prefix))
        best = response; // a longer prefix sorts later
    return best;
  }

  link about;
  walk what;
  std::map<std::string, http_response> answers;
  std::size_t asked = 0;
};

http_response video(const std::string& title, const std::string& channel) {
  return ok(R"({"title":")" + title + R"(","author_name":")" + channel + R"("})");
}

/// Whether that video stays beside another link.
bool video_stays(const std::string& title, const std::string& channel) {
  offered test({deezer, youtube});
  test.answers["https://api.deezer.com/track/3"] = ok(deezer_track(3, "One More Time"));
  test.answers["https://www.youtube.com/oembed"] = video(title, channel);
  const auto left = test.left();
  CHECK(std::ranges::find(left, deezer) != left.end());
  return std::ranges::find(left, youtube) != left.end();
}

http_response page(const std::string& title) {
  return ok(R"(<html><head><meta property="og:title" content=")" + title + R"("></head></html>)");
}

} // namespace

TEST_CASE("a video that is the song stays, however uploaders write it") {
  CHECK(video_stays("One More Time", "Daft Punk - Topic"));
  CHECK(video_stays("Daft Punk - One More Time (Official Video)", "Daft Punk"));
  CHECK(video_stays("Daft Punk - One More Time (Official Audio)", "DaftPunkVEVO"));
  CHECK(video_stays("Daft Punk — One More Time [HD]", "Daft Punk"));
  CHECK(video_stays("One More Time", "Daft Punk"));
  CHECK(video_stays("DAFT PUNK - ONE MORE TIME (Lyrics)", "7clouds"));
}

TEST_CASE("a video that is another song or another recording is left out") {
  CHECK_FALSE(video_stays("Daft Punk - Around the World (Official Video)", "Daft Punk"));
  CHECK_FALSE(video_stays("Daft Punk - One More Time (Live 2007)", "Daft Punk"));
  CHECK_FALSE(video_stays("Daft Punk - One More Time (Karaoke Version)", "Sing King"));
  CHECK_FALSE(video_stays("One More Time - Daft Punk (Piano Cover)", "Somebody"));
  CHECK_FALSE(video_stays("One More Time (Sped Up)", "Daft Punk - Topic"));
  CHECK_FALSE(video_stays("One More Time", "TWICE"));
  CHECK_FALSE(video_stays("My holidays, part 3", "Somebody"));
}

TEST_CASE("music.youtube.com makes nobody's video the artist's") {
  CHECK_FALSE(video_stays("Daft Punk - One More Time", "Somebody"));
}

TEST_CASE("each service that tells about an item is asked about its link") {
  offered good({deezer, spotify, soundcloud, tidal, qobuz, bandcamp});
  good.answers["https://api.deezer.com/track/3"] = ok(deezer_track(3, "One More Time"));
  good.answers["https://open.spotify.com/track/"] =
      ok(spotify_page("One More Time", "Daft Punk · Discovery · Song · 2000"));
  good.answers["https://soundcloud.com/oembed"] =
      ok(R"({"title":"One More Time by Daft Punk","author_name":"Daft Punk"})");
  good.answers["https://tidal.com/track/5"] = page("Daft Punk - One More Time");
  good.answers["https://open.qobuz.com/track/6"] = page("One More Time, Daft Punk");
  good.answers["https://daftpunk.bandcamp.com/track/"] = page("One More Time, by Daft Punk");
  CHECK(good.left().size() == 6);
  CHECK(good.what.sure().size() == 6);
  CHECK(good.asked == 7);

  offered bad({deezer, spotify, soundcloud, tidal, qobuz, bandcamp});
  bad.answers["https://api.deezer.com/track/3"] = ok(deezer_track(3, "One More Time"));
  bad.answers["https://open.spotify.com/track/"] =
      ok(spotify_page("Aerodynamic", "Daft Punk · Discovery · Song · 2000"));
  bad.answers["https://soundcloud.com/oembed"] =
      ok(R"({"title":"One More Time (Remix) by Somebody","author_name":"Somebody"})");
  bad.answers["https://tidal.com/track/5"] = page("Tribute Band - One More Time");
  bad.answers["https://open.qobuz.com/track/6"] = page("One More Time (Live), Daft Punk");
  bad.answers["https://daftpunk.bandcamp.com/track/"] = page("Intro, by Daft Punk");
  CHECK(bad.left() == std::vector<song_link>{deezer});
}

TEST_CASE("what a service does not say is not held against a link") {
  offered test({spotify});
  test.answers["https://open.spotify.com/oembed"] = ok(R"({"title":"One More Time"})");
  CHECK(test.left() == std::vector<song_link>{spotify});
  offered wrong({spotify, deezer});
  wrong.answers["https://api.deezer.com/track/3"] = ok(deezer_track(3, "One More Time"));
  wrong.answers["https://open.spotify.com/oembed"] = ok(R"({"title":"Aerodynamic"})");
  CHECK(wrong.left() == std::vector<song_link>{deezer});
}

TEST_CASE("a link whose service cannot be asked, or says nothing, stays") {
  const std::vector<song_link> all{youtube, spotify, soundcloud, tidal, qobuz, bandcamp};
  for (const auto& silence : {failed(404), failed(403), failed(429), failed(503), failed(0),
                              ok("<html><title>Are you a robot?</title></html>")}) {
    CAPTURE(silence.status);
    offered test(all);
    test.answers["https://"] = silence;
    CHECK(test.left() == all);
  }
}

TEST_CASE("a link that the catalogue itself does not have is left out") {
  offered test({deezer, youtube});
  test.answers["https://api.deezer.com/track/3"] =
      ok(R"({"error":{"type":"DataException","message":"no data","code":800}})");
  CHECK(test.left() == std::vector<song_link>{youtube});
}

TEST_CASE("a wrong video does not make the rest of an answer wrong") {
  offered test({tidal, youtube});
  test.answers["https://www.youtube.com/oembed"] = video("Something Else", "Somebody");
  CHECK(test.left() == std::vector<song_link>{tidal});
}

TEST_CASE("of an answer that names no artist only proven links stay") {
  offered test("https://www.youtube.com/watch?v=FGBhQbmPwH8",
               {item_type::video,
                "Daft Punk One More Time Official Video",
                "",
                {spotify, tidal, deezer, qobuz}});
  test.answers["https://www.youtube.com/oembed"] =
      video("Daft Punk - One More Time (Official Video)", "Daft Punk");
  test.answers["https://open.spotify.com/track/"] =
      ok(spotify_page("One More Time", "Daft Punk · Discovery · Song · 2000"));
  test.answers["https://tidal.com/track/5"] = page("Tribute Band - One More Time");
  test.answers["https://api.deezer.com/track/3"] = ok(deezer_track(3, "Aerodynamic"));
  CHECK(test.left() == std::vector<song_link>{spotify});
  CHECK(test.what.result().found.title == "One More Time");
  CHECK(test.what.result().found.artist == "Daft Punk");
  CHECK(test.what.result().found.type == item_type::track);
}

TEST_CASE("a title alone proves no link of an answer that names no artist") {
  for (const auto how : {completeness::found, completeness::partial}) {
    offered test("https://www.youtube.com/watch?v=FGBhQbmPwH8",
                 {item_type::video, "Daft Punk One More Time", "", {spotify}}, how);
    test.answers["https://www.youtube.com/oembed"] = video("One More Time", "Daft Punk - Topic");
    test.answers["https://open.spotify.com/oembed"] = ok(R"({"title":"One More Time"})");
    CHECK(test.left().empty());
    CHECK(test.what.result() == answer{});
  }
}

TEST_CASE("a check does not hold up an answer for long") {
  offered test({youtube});
  auto source = test.what.next().at(0);
  test.what.take(source.id, test.answer_to(source.request.url));
  const auto check = test.what.next().at(0);
  CHECK(check.optional);
  CHECK(check.request.timeout <= std::chrono::seconds{5});
}

} // namespace musiclink::test
