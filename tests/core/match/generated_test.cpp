#include "core/match/judge.hpp"
#include "core/match/vocabulary_files.hpp"
#include "core/text/text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

// Makes pairs from parts, and checks what must hold for each of them.

namespace musiclink::test {
namespace {

using namespace std::chrono_literals;

constexpr std::array titles{"Glass Harbour", "Live Forever",  "Demo",          "Remix to Ignition",
                            "Instrumental",  "Video Games",   "Official Girl", "Clean",
                            "Karaoke",       "Radio / Video", "Slow",          "Acapella",
                            "Cover Me",      "Piano Man",     "Take Five",     "Single Ladies",
                            "The Remaster",  "Deluxe",        "1979",          "99 Problems",
                            "Тихая гавань",  "Караоке",       "静かな港",      "ライブ",
                            "조용한 항구",   "라디오",        "Ήσυχο λιμάνι",  "ميناء هادئ",
                            "נמל שקט",       "ท่าเรือเงียบ"};
constexpr std::array artists_of_songs{"Mona Lind", "Live",   "The Kilns",
                                      "Мона Линд", "港一郎", "한나래"};

/// Phrases of the vocabulary: those that make another recording, or those that do not.
std::vector<std::string> phrases(bool noise) {
  std::vector<std::string> result;
  for (const auto& file : match::all_vocabulary()) {
    const bool is_noise = file.subject == "noise" || file.subject == "upload";
    const bool is_other = file.subject == "again" || file.subject == "labels" ||
                          file.subject == "composers" || file.subject == "classical" ||
                          file.subject == "aliases";
    if (is_other || is_noise != noise)
      continue;
    bool filler = false;
    for (auto rest = split_first(file.lines, "\n"); rest.found;
         rest = split_first(rest.after, "\n")) {
      const auto line = split_first(rest.before, " ");
      if (line.before == "-" || line.before == "=")
        filler = line.after == "filler";
      else if (line.before != "#" && line.found && !filler)
        result.emplace_back(line.after);
    }
  }
  return result;
}

class generator {
public:
  const auto& one_of(const auto& list) { return list[random_() % list.size()]; }
  bool coin() { return random_() % 2 == 0; }

  facts song() {
    facts result;
    result.type = item_type::track;
    result.title = one_of(titles);
    result.artists = {one_of(artists_of_songs)};
    result.album = "Harbours"; // some of the titles are used again
    if (coin())
      result.duration = 215s;
    return result;
  }

  /// In brackets of both kinds, behind a dash, or bare.
  std::string with(const std::string& title, const std::string& text, std::size_t ways) {
    switch (random_() % ways) {
    case 0:
      return title + " (" + text + ")";
    case 1:
      return title + " [" + text + "]";
    case 2:
      return title + " - " + text;
    case 3:
      return title + " | " + text;
    default:
      return title + " " + text;
    }
  }

private:
  std::mt19937 random_{20240229};
};

#ifdef NDEBUG
constexpr unsigned pairs = 100000;
#else
constexpr unsigned pairs = 10000; // without optimisation the rest takes minutes
#endif

} // namespace

TEST_CASE("of 100,000 generated pairs (10,000 in a debug build) none breaks a rule") {
  const auto versions = phrases(false);
  const auto noises = phrases(true);
  REQUIRE(versions.size() > 1000);
  REQUIRE(noises.size() > 400);
  generator make;
  unsigned asymmetric = 0;
  unsigned accepted = 0;
  unsigned refused = 0;
  const auto is_sure = [&](const facts& left, const facts& right) {
    const bool sure = judge(left, right) == verdict::sure;
    if (sure != (judge(right, left) == verdict::sure)) {
      ++asymmetric;
      MESSAGE("asymmetric: ", left.title, " || ", right.title);
    }
    return sure;
  };
  for (unsigned i = 0; i < pairs; ++i) {
    const auto source = make.song();
    auto other = source;
    if (make.coin()) {
      other.title = make.with(source.title, make.one_of(versions), 5);
      if (is_sure(source, other)) {
        ++accepted;
        MESSAGE("accepted: ", source.title, " || ", other.title, " / ", source.artists[0]);
      }
    } else {
      // With a version on both sides, or none, and noise on one.
      auto same = source;
      if (make.coin())
        same.title = make.with(source.title, make.one_of(versions), 3);
      other.title = make.with(same.title, make.one_of(noises), 3);
      if (!is_sure(same, other)) {
        ++refused;
        MESSAGE("refused: ", same.title, " || ", other.title, " / ", source.artists[0]);
      }
    }
  }
  std::printf(
      "judge: %u generated pairs: %u asymmetric, %u versions accepted, %u refused for noise\n",
      pairs, asymmetric, accepted, refused);
  CHECK(asymmetric == 0);
  CHECK(accepted == 0);
  CHECK(refused == 0);
}

TEST_CASE("every generated song is the same as itself") {
  const auto versions = phrases(false);
  generator make;
  for (unsigned i = 0; i < 2000; ++i) {
    auto source = make.song();
    if (make.coin())
      source.title = make.with(source.title, make.one_of(versions), 5);
    INFO(source.title);
    CHECK(judge(source, source) == verdict::sure);
  }
}

} // namespace musiclink::test
