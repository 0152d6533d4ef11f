#include "core/match/judge.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {
namespace {

using namespace std::chrono_literals;

facts track(std::string title, std::vector<std::string> artists,
            std::optional<milliseconds> duration = std::nullopt) {
  facts result;
  result.type = item_type::track;
  result.title = std::move(title);
  result.artists = std::move(artists);
  result.duration = duration;
  return result;
}

facts video(std::string title, std::string channel) {
  auto result = track(std::move(title), {std::move(channel)});
  result.type = item_type::video;
  return result;
}

} // namespace

TEST_CASE("lengths agree, question or contradict") {
  const auto source = track("Heroin", {"The Velvet Underground"}, 200s);
  CHECK(judge(source, track("Heroin", {"The Velvet Underground"}, 203s)) == verdict::sure);
  CHECK(judge(source, track("Heroin", {"The Velvet Underground"}, 206s)) == verdict::doubtful);
  CHECK(judge(source, track("Heroin", {"The Velvet Underground"}, 220s)) == verdict::different);
  CHECK(judge(source, track("Heroin", {"The Velvet Underground"}, 0s)) == verdict::sure);
  CHECK(judge(source, track("Heroin", {"The Velvet Underground"})) == verdict::sure);
}

TEST_CASE("an equal ISRC is the same recording, an unequal one proves nothing") {
  auto source = track("Hello", {}, 295s);
  auto candidate = track("Halo", {"Beyoncé"}, 261s);
  source.isrc = "GBBKS1500214";
  candidate.isrc = "gb-bks-15-00214";
  CHECK(judge(source, candidate) == verdict::sure);
  candidate = track("Hello", {"Adele"}, 295s);
  source.artists = {"Adele"};
  candidate.isrc = "GBBKS1500999";
  CHECK(judge(source, candidate) == verdict::sure);
}

TEST_CASE("an equal UPC is the same album, and says nothing of tracks") {
  auto source = track("Intro", {"The xx"});
  auto candidate = track("Crystalised", {"The xx"});
  source.upc = candidate.upc = "634904045012";
  CHECK(judge(source, candidate) == verdict::different);
  source.type = candidate.type = item_type::album;
  CHECK(judge(source, candidate) == verdict::sure);
}

TEST_CASE("a title alone is never enough") {
  CHECK(judge(track("Hello", {}), track("Hello", {"Adele"})) == verdict::doubtful);
  CHECK(judge(track("Hello", {}, 295s), track("Hello", {"Adele"}, 295s)) == verdict::doubtful);
  CHECK(judge(track("Bohemian Rhapsody", {}, 354s), track("Bohemian Rhapsody", {"Queen"}, 355s)) ==
        verdict::sure);
}

TEST_CASE("a video by a stranger needs more than names") {
  const auto song = track("Hello", {"Adele"}, 295s);
  CHECK(judge(song, video("Adele - Hello", "Jane Doe")) == verdict::doubtful);
  CHECK(judge(song, video("Adele - Hello (Lyrics)", "7clouds")) == verdict::sure);
  CHECK(judge(song, video("Adele - Hello", "Adele")) == verdict::sure);
}

TEST_CASE("kinds that differ, differ; what is of no known kind is doubtful") {
  auto other = track("Thriller", {"Michael Jackson"});
  const auto song = other;
  other.type = item_type::album;
  CHECK(judge(song, other) == verdict::different);
  other.type = item_type::unknown;
  CHECK(judge(song, other) == verdict::doubtful);
}

TEST_CASE("every refusal names what was not accounted for") {
  const auto found =
      judge_with_reasons(track("Ditto", {"NewJeans"}), track("Ditto (Cercle Night)", {"NewJeans"}));
  CHECK(found.how != verdict::sure);
  REQUIRE(found.reasons.size() == 1);
  CHECK(to_text(found.reasons[0]) == "another version: cercle");
  const auto other =
      judge_with_reasons(track("Ditto", {"NewJeans"}), track("Ditto (Blorp)", {"NewJeans"}));
  CHECK(other.how == verdict::doubtful);
  CHECK(other.reasons == std::vector<reason>{{cause::word, "blorp"}});
}

TEST_CASE("titles that are used again need their album") {
  auto source = track("Kapitel 3", {"Die drei ???"}, 215s);
  auto candidate = source;
  CHECK(judge(source, candidate) == verdict::doubtful);
  source.album = candidate.album = "Der Super-Papagei";
  CHECK(judge(source, candidate) == verdict::sure);
  candidate.album = "Der Phantomsee";
  CHECK(judge(source, candidate) == verdict::doubtful);
}

TEST_CASE("a self-titled album needs its year or its number of tracks") {
  auto source = track("Weezer", {"Weezer"});
  source.type = item_type::album;
  auto candidate = source;
  CHECK(judge(source, candidate) == verdict::doubtful);
  source.year = candidate.year = 1994;
  CHECK(judge(source, candidate) == verdict::sure);
  candidate.year = 2001;
  CHECK(judge(source, candidate) == verdict::doubtful);
}

TEST_CASE("a single is not the album of that name") {
  auto source = track("Happier Than Ever", {"Billie Eilish"});
  source.type = item_type::album;
  auto candidate = source;
  source.issued_as = album_kind::single;
  candidate.issued_as = album_kind::album;
  CHECK(judge(source, candidate) == verdict::different);
  candidate.issued_as = album_kind::single;
  CHECK(judge(source, candidate) == verdict::sure);
}

TEST_CASE("albums that differ in their number hold other recordings") {
  auto source = track("Don't Cry", {"Guns N' Roses"}, 284s);
  auto candidate = track("Don't Cry", {"Guns N' Roses"}, 283s);
  source.album = "Use Your Illusion II";
  candidate.album = "Use Your Illusion I";
  CHECK(judge(source, candidate) == verdict::doubtful);
}

TEST_CASE("a guest on one side only is not the same") {
  CHECK(judge(track("Calm Down", {"Rema"}, 219s),
              track("Calm Down", {"Rema", "Selena Gomez"}, 219s)) == verdict::doubtful);
  CHECK(judge(track("Calm Down - Lane 8 Remix", {"Rema"}),
              track("Calm Down (Lane 8 Remix)", {"Rema", "Lane 8"})) == verdict::sure);
}

TEST_CASE("facts without any words are doubtful") {
  CHECK(judge(track("", {}), track("", {})) == verdict::doubtful);
  CHECK(judge(track("", {"Adele"}), track("Hello", {"Adele"})) == verdict::doubtful);
}

TEST_CASE("hostile facts are survived") {
  const std::string brackets(100000, '(');
  const std::string feats = [] {
    std::string text;
    for (int i = 0; i < 20000; ++i)
      text += "feat. - ";
    return text;
  }();
  const std::vector<std::string> many(5000, "a & b");
  for (const auto& title : {brackets, feats, std::string("\xff\xfe\0x", 4), std::string(" - | ")}) {
    CHECK(judge(track(title, many), track(title, many)) != verdict::different);
    CHECK(judge(track(title, many), track("Hello", {"Adele"})) != verdict::sure);
  }
}

} // namespace musiclink::test
