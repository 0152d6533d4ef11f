#include "tests/actors/resolver/resolving.hpp"
#include "tests/support/captured_log.hpp"

namespace musiclink::test {

namespace {

http_response redirect(const std::string& to) {
  http_response answer;
  answer.status = 307;
  answer.location = to;
  return answer;
}

} // namespace

TEST_CASE("with idonthavespotify down, answers come from the catalog") {
  chained test;
  test.answers["idhs"] = unreachable();
  let_catalog_know(test);
  test.ask_for(deezer_track);
  test.pass(std::chrono::minutes{2});
  CHECK(test.has(service::apple_music));
}

TEST_CASE("with idonthavespotify refusing or failing, answers come from the catalog") {
  for (const auto& answer : {json_answer(400, R"({"error":"Invalid link"})"),
                             json_answer(500, R"({"error":"internal"})"),
                             json_answer(429, R"({"error":"slow down","retryAfter":600})"),
                             json_answer(200, "<html>soon back</html>"), json_answer(503, "")}) {
    CAPTURE(answer.status);
    chained test;
    test.answers["idhs"] = answer;
    let_catalog_know(test);
    test.ask_for(deezer_track);
    test.pass(std::chrono::minutes{2});
    CHECK(test.has(service::apple_music));
  }
}

TEST_CASE("nobody waits for a resolver that may not be asked in time") {
  chained test;
  test.answers["idhs"] = json_answer(429, R"({"error":"slow down","retryAfter":600})");
  let_catalog_know(test);
  test.ask_for(deezer_track);
  test.ask_for("https://www.deezer.com/track/3135557");
  test.pass(std::chrono::seconds{1});
  CHECK(test.asked_at["idhs"].size() == 1);
  CHECK(test.asked_at["itunes.apple.com"].size() == 1);
  REQUIRE(test.asked_at["api.deezer.com"].size() == 2);
}

TEST_CASE("a true offer of idonthavespotify is posted") {
  chained test;
  test.answers["idhs"] = json_answer(200, offer("Harder, Better, Faster, Stronger", "Daft Punk"));
  let_catalog_know(test);
  test.ask_for(deezer_track);
  test.pass(std::chrono::minutes{1});
  CHECK(test.has(service::spotify));
}

TEST_CASE("a wrong song that idonthavespotify offers is not posted") {
  for (const auto& lie : {offer("One More Time", "Daft Punk"),
                          offer("Harder, Better, Faster, Stronger (Live)", "Daft Punk"),
                          offer("Harder, Better, Faster, Stronger", "Karaoke Heroes")}) {
    CAPTURE(lie);
    chained test;
    test.answers["idhs"] = json_answer(200, lie);
    let_catalog_know(test);
    test.ask_for(deezer_track);
    test.pass(std::chrono::minutes{2});
    CHECK(!test.has(service::spotify));
    CHECK(test.has(service::apple_music));
  }
}

TEST_CASE("a resolver that keeps failing is left alone for a while") {
  chained test;
  test.answers["idhs"] = unreachable();
  test.chain[0].requests_per_minute = 1000;
  test.configure();
  for (int i = 0; i < 20; ++i)
    test.ask_for("https://www.deezer.com/track/" + std::to_string(100 + i));
  test.pass(std::chrono::seconds{30});
  auto asked = test.asked_at["idhs"].size();
  test.ask_for(deezer_track);
  test.pass(std::chrono::seconds{5});
  CHECK(test.asked_at["idhs"].size() == asked);
}

TEST_CASE("an answer tells who was asked, and what was left out and why") {
  chained test;
  test.answers["idhs"] =
      json_answer(200, offer("Harder, Better, Faster, Stronger (Live)", "Daft Punk"));
  let_catalog_know(test);
  test.chain[0].url = "http://secret:word@idhs";
  test.configure();
  test.ask_for(deezer_track);
  test.pass(std::chrono::minutes{2});
  REQUIRE(test.came.size() == 1);
  const auto& trail = test.came[0].trail;
  REQUIRE(trail.size() >= 3);
  CHECK(trail[0].who == "idonthavespotify idhs");
  REQUIRE(trail[0].offers.size() == 1);
  CHECK_FALSE(trail[0].offers[0].taken);
  CHECK(trail[1].is_source);
  const auto itunes = std::ranges::find(trail, "itunes", &trail_step::who);
  REQUIRE(itunes != trail.end());
  CHECK(itunes->offers.at(0).taken);
  REQUIRE(test.came[0].known);
  REQUIRE_FALSE(test.came[0].known->left_out.empty());
  CHECK(test.came[0].known->left_out[0].reasons == "another version: live");
  CHECK(test.around.meters->text().find(R"(musiclink_left_out_total{reason="version"} 1)") !=
        std::string::npos);
  // What is kept says it again, but not who was asked.
  test.ask_for(deezer_track);
  REQUIRE(test.came.size() == 2);
  CHECK(test.came[1].trail.empty());
  CHECK(test.came[1].known->left_out == test.came[0].known->left_out);
}

TEST_CASE("trouble of a resolver is told, and no more once it has answered") {
  chained test;
  test.chain.pop_back();
  test.configure();
  test.answers["idhs"] = json_answer(503, "");
  test.ask_for(deezer_track);
  test.answers["idhs"] = json_answer(200, offer("A Song", "Somebody"));
  test.pass(std::chrono::minutes{2});
  REQUIRE_FALSE(test.came.empty());
  const auto& trail = test.came.back().trail;
  REQUIRE(trail.size() == 1);
  CHECK(trail[0].trouble.empty());
  CHECK(trail[0].offers.size() == 1);
}

TEST_CASE("a short link is followed and answered as what it leads to") {
  chained test;
  test.chain.pop_back();
  test.configure();
  test.answers["spotify.link"] =
      redirect("https://open.spotify.com/track/5W3cjX2J3tjhG8zb6u0qHn?si=x");
  test.answers["idhs"] =
      json_answer(200, R"({"type":"song","title":"T","description":"A","source":"spotify","links":[
               {"type":"deezer","url":"https://www.deezer.com/track/3135556","isVerified":true}]})");
  test.ask_for("https://spotify.link/hRkBrwub9xb");
  CHECK(test.has(service::deezer));
  test.ask_for("https://open.spotify.com/track/5W3cjX2J3tjhG8zb6u0qHn");
  CHECK(test.asked_at["idhs"].size() == 1);
}

TEST_CASE("a short link that leads to another host is not followed, and that is remembered") {
  chained test;
  test.answers["spotify.link"] = redirect("https://evil.example/track/5W3cjX2J3tjhG8zb6u0qHn");
  test.ask_for("https://spotify.link/hRkBrwub9xb");
  test.ask_for("https://spotify.link/hRkBrwub9xb");
  CHECK(test.asked_at["evil.example"].empty());
  CHECK(test.asked_at["spotify.link"].size() == 1);
  REQUIRE(test.came.size() == 2);
  CHECK(test.came[1].known->how == completeness::not_found);
}

TEST_CASE("a song.link page that names an item is answered with that item, and with its own link") {
  chained test;
  test.chain.pop_back();
  test.configure();
  test.answers["idhs"] =
      json_answer(200, R"({"type":"song","title":"T","description":"A","source":"spotify","links":[
               {"type":"deezer","url":"https://www.deezer.com/track/3135556","isVerified":true}]})");
  test.ask_for("https://song.link/s/5W3cjX2J3tjhG8zb6u0qHn");
  CHECK(test.has(service::deezer));
  CHECK(test.has(service::spotify));
}

TEST_CASE("a room's country is the storefront that is asked, and each has its own answer") {
  chained test;
  test.chain.erase(test.chain.begin());
  test.configure();
  let_catalog_know(test);
  test.ask_for(deezer_track, "US");
  test.ask_for(deezer_track, "DE");
  test.ask_for(deezer_track, "DE");
  CHECK(test.net.count("country=US") == 1);
  CHECK(test.net.count("country=DE") == 1);
  CHECK(test.came.size() == 3);
}

TEST_CASE("without the catalog a country makes no other question of the same link") {
  chained test;
  test.chain.pop_back();
  test.configure();
  test.answers["idhs"] = json_answer(200, offer("Harder, Better, Faster, Stronger", "Daft Punk"));
  test.ask_for(deezer_track, "US");
  test.ask_for(deezer_track, "DE");
  CHECK(test.asked_at["idhs"].size() == 1);
}

TEST_CASE("a wrong video that idonthavespotify offers is left out of its answer") {
  chained test;
  test.answers["idhs"] =
      json_answer(200, R"({"type":"song","title":"Harder, Better, Faster, Stronger",
             "description":"Daft Punk - track - 2001","source":"deezer","links":[
             {"type":"tidal","url":"https://tidal.com/browse/track/222","isVerified":true},
             {"type":"youTube","url":"https://music.youtube.com/watch?v=FGBhQbmPwH8"}]})");
  test.answers["youtube.com/oembed"] =
      json_answer(200, R"({"title":"Something Else","author_name":"Somebody"})");
  let_catalog_know(test);
  test.ask_for(deezer_track);
  test.pass(std::chrono::seconds{15});
  CHECK(test.has(service::tidal));
  CHECK(!test.has(service::youtube));
}

TEST_CASE(
    "an offer in part that names no artist and of which nothing is proven is soon no answer") {
  chained test;
  test.answers["idhs"] =
      json_answer(200, R"({"type":"song","title":"My holidays","description":"","source":"youTube",
             "links":[{"type":"tidal","url":"https://tidal.com/browse/track/222"}]})");
  test.answers["youtube.com/oembed"] =
      json_answer(200, R"({"title":"My holidays","author_name":"Somebody"})");
  test.ask_for("https://www.youtube.com/watch?v=FGBhQbmPwH8");
  test.pass(std::chrono::minutes{1});
  REQUIRE(test.came.size() == 1);
  REQUIRE(test.came[0].known);
  CHECK(test.came[0].known->how == completeness::not_found);
  CHECK(test.asked_at["idhs"].size() == 1);
}

TEST_CASE("who has no patience hears soon that nobody could be asked") {
  chained test;
  test.answers["idhs"] = unreachable();
  test.answers["deezer"] = unreachable();
  test.put(resolve{*classify(deezer_track), "US", std::chrono::seconds{45}});
  test.pass(std::chrono::seconds{45});
  REQUIRE(test.came.size() == 1);
  CHECK_FALSE(test.came[0].known);
  CHECK(test.came[0].text == "no resolver could be asked");
}

TEST_CASE("songlink-page is the last resort, and needs no request") {
  chained test;
  resolver_settings page;
  page.type = resolver_type::songlink_page;
  test.chain = {page};
  test.configure();
  test.ask_for("https://open.spotify.com/track/5W3cjX2J3tjhG8zb6u0qHn");
  CHECK(test.found() == std::vector<service>{service::songlink});
  CHECK(test.net.requests.empty());
}

TEST_CASE("ten thousand different links never exceed a budget") {
  chained test;
  test.answers["idhs"] = json_answer(200, offer("Harder, Better, Faster, Stronger", "Daft Punk"));
  test.answers["api.deezer.com/track"] = json_answer(200, source_facts);
  for (int i = 0; i < 10000; ++i)
    test.ask_for("https://www.deezer.com/track/" + std::to_string(1000000 + i));
  test.pass(std::chrono::minutes{3});
  CHECK(test.most_in_a_minute("idhs") == 5);
  CHECK(test.most_in_a_minute("api.deezer.com") == 300);
  CHECK(test.most_in_a_minute("itunes.apple.com") == 20);
  CHECK(test.most_in_a_minute("musicbrainz.org") == 50);
}

TEST_CASE("only canonical links and search words leave the process") {
  chained test;
  let_catalog_know(test);
  test.ask_for("https://www.deezer.com/en/track/3135556?utm_source=secret&user=@alice:hs");
  test.pass(std::chrono::minutes{1});
  REQUIRE(!test.net.requests.empty());
  for (const auto& request : test.net.requests)
    for (const auto* part : {"utm", "secret", "alice", "hs&"}) {
      CHECK(request.url.find(part) == std::string::npos);
      CHECK(request.body.find(part) == std::string::npos);
    }
}

TEST_CASE("where a service's look-up leads elsewhere is told once, and not followed") {
  const captured_log lines;
  chained test;
  test.chain.erase(test.chain.begin());
  test.configure();
  let_catalog_know(test);
  test.answers["api.deezer.com/track/3135557"] = json_answer(200, source_facts);
  test.answers["itunes.apple.com/search"] = redirect("https://new.example/search");
  test.ask_for(deezer_track);
  test.ask_for("https://www.deezer.com/track/3135557");
  CHECK(test.asked_at["itunes.apple.com"].size() >= 2);
  CHECK(test.asked_at["new.example"].empty());
  CHECK(lines.count("catalog request redirected: not followed") == 1);
  CHECK(lines.count("HTTP 307 leads to https://new.example/search, which is another host") == 1);
}

} // namespace musiclink::test
