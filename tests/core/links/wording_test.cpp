#include "core/links/wording.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace musiclink {

namespace {

const std::string deezer = "https://www.deezer.com/track/3135556";
const std::string tidal = "https://tidal.com/track/77646168";

/// What our reply with this body said.
std::vector<spoken_link> said_by(const std::string& body) {
  std::string escaped = body;
  for (std::size_t at = 0; (at = escaped.find('\n', at)) != std::string::npos; at += 2)
    escaped.replace(at, 1, "\\n");
  return spoken_in(R"({"msgtype":"m.text","body":")" + escaped + R"("})");
}

const std::string reply = "Daft Punk \u2013 Harder, Better\nDeezer: " + deezer;

bool is_ours(const std::string& body) {
  return is_own_wording(wording_of(body), said_by(reply));
}

} // namespace

TEST_CASE("a reply is read for its links and the words above them") {
  const auto said =
      said_by(reply + "\nTIDAL: " + tidal + "\n\nSia \u2013 Alive\nDeezer: " + deezer);
  REQUIRE(said.size() == 3);
  CHECK(said[0].what.canonical == deezer);
  CHECK(said[0].headline == "daft punk harder better");
  CHECK(said[1].what.canonical == tidal);
  CHECK(said[1].headline == "daft punk harder better");
  CHECK(said[2].headline == "sia alive");
  CHECK(said_by("Deezer: " + deezer).at(0).headline.empty());
  CHECK(spoken_in("no JSON").empty());
}

TEST_CASE("the label of Spotify, which is a scheme too, is no link") {
  const std::string spotify = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC";
  const auto said = said_by("A B\nSpotify: " + spotify);
  REQUIRE(said.size() == 1);
  CHECK(said[0].headline == "a b");
  CHECK(wording_of("Spotify: " + spotify) == wording{"spotify", true});
  CHECK(is_own_wording(wording_of("<bot> A B\nSpotify: " + spotify), said));
}

TEST_CASE("of an edit, the new text is read") {
  const auto said = spoken_in(R"({"body":"* A B\nDeezer: )" + deezer +
                              R"(","m.new_content":{"body":"A B\nDeezer: )" + deezer + R"("}})");
  REQUIRE(said.size() == 1);
  CHECK(said[0].headline == "a b");
}

TEST_CASE("our own words are known again, whatever a relay does to them") {
  for (const auto& body : {
           reply,
           "<musiclink> " + reply,
           "**musiclink via IRC**: " + reply,
           "[matrix] <Music Link, the bot of our channel> said:\n" + reply,
           "> Daft Punk \u2013 Harder, Better\n> Deezer: " + deezer,
           "Daft Punk - Harder,\nBetter\nDeezer:\n" + deezer,
           "DAFT PUNK -- HARDER, BETTER / Deezer (" + deezer + ")",
           "**Daft Punk \u2013 Harder, Better**\n[Deezer](" + deezer + ")",
           "<musiclink> Deezer: " + deezer,
           "Deezer: " + deezer,
           "**Deezer**: <" + deezer + ">",
           "* " + reply,
       }) {
    CAPTURE(body);
    CHECK(is_ours(body));
  }
}

TEST_CASE("people who post what we said do not say it as we do") {
  for (const auto& body : {
           deezer,
           "listen: " + deezer,
           "here it is on Deezer " + deezer,
           "Daft Punk \u2013 Harder, Better " + deezer,
           "Check out Harder, Better by Daft Punk on Deezer: " + deezer,
           "my favourite song of theirs is also on Deezer: " + deezer,
           "Deezer: " + deezer + " and by the way https://example.org/ too, what do you say?",
       }) {
    CAPTURE(body);
    CHECK_FALSE(is_ours(body));
  }
}

TEST_CASE("a headline of one word, or none, proves nothing by itself") {
  const auto said = said_by("Intro\nDeezer: " + deezer);
  CHECK_FALSE(is_own_wording(wording_of("Intro on Deezer " + deezer), said));
  CHECK(is_own_wording(wording_of("<bot> Intro\nDeezer: " + deezer), said));
  CHECK_FALSE(is_own_wording(wording_of("whatever " + deezer), {}));
}

TEST_CASE("any bytes are a wording") {
  const auto odd = wording_of("\xff\xfe: " + deezer + "\xc3");
  CHECK_FALSE(odd.labelled);
  CHECK(wording_of("") == wording{});
  CHECK(wording_of(std::string(100000, 'x')).words.size() <= 4096);
}

TEST_CASE("where a short link hides the song, the headline may be found in the words") {
  const auto text = wording_of("<bot> Daft Punk \u2013 Harder, Better\nDeezer: https://x");
  const auto found = possible_headlines(text);
  CHECK(std::ranges::find(found, "daft punk harder better") != found.end());
  CHECK(std::ranges::find(found, "deezer") == found.end());
  std::string many;
  for (int word = 0; word < 1000; ++word)
    many += "word ";
  CHECK(possible_headlines(wording_of(many)).size() <= 600);
  CHECK(possible_headlines({}).empty());
}

} // namespace musiclink
