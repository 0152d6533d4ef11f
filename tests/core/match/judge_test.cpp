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
