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
                          file.subject == "aliases" || file.subject == "spelling";
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
  explicit generator(std::uint32_t seed) : random_(seed) {}

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
  std::mt19937 random_;
};

struct broken_rules {
  unsigned asymmetric = 0;
  unsigned accepted = 0; ///< a version on one side only
  unsigned refused = 0;  ///< for noise
};

class checker {
public:
  explicit checker(std::uint32_t seed) : make_(seed) {}

  broken_rules check(unsigned pairs) {
    for (unsigned i = 0; i < pairs; ++i)
      if (make_.coin())
        check_version();
      else
        check_noise();
    return broken_;
  }

private:
  bool is_sure(const facts& left, const facts& right) {
    const bool sure = judge(left, right) == verdict::sure;
    if (sure != (judge(right, left) == verdict::sure)) {
      ++broken_.asymmetric;
      MESSAGE("asymmetric: ", left.title, " || ", right.title);
    }
    return sure;
  }

  void check_version() {
    const auto source = make_.song();
    auto other = source;
    other.title = make_.with(source.title, make_.one_of(versions_), 5);
    if (is_sure(source, other)) {
      ++broken_.accepted;
      MESSAGE("accepted: ", source.title, " || ", other.title, " / ", source.artists[0]);
    }
  }

  /// With a version on both sides, or none, and noise on one.
  void check_noise() {
    auto source = make_.song();
    if (make_.coin())
      source.title = make_.with(source.title, make_.one_of(versions_), 3);
    auto other = source;
    other.title = make_.with(source.title, make_.one_of(noises_), 3);
    if (!is_sure(source, other)) {
      ++broken_.refused;
      MESSAGE("refused: ", source.title, " || ", other.title, " / ", source.artists[0]);
    }
  }

  generator make_;
  std::vector<std::string> versions_ = phrases(false);
  std::vector<std::string> noises_ = phrases(true);
  broken_rules broken_;
};

/// A part of the 100,000, so that they are judged side by side.
void check_part(std::uint32_t seed) {
  constexpr unsigned pairs = 20000;
  const auto broken = checker(seed).check(pairs);
  std::printf("judge: %u generated pairs, part %u: %u asymmetric, %u versions accepted, "
              "%u refused for noise\n",
              pairs, seed, broken.asymmetric, broken.accepted, broken.refused);
  CHECK(broken.asymmetric == 0);
  CHECK(broken.accepted == 0);
  CHECK(broken.refused == 0);
}

} // namespace

TEST_CASE("the vocabulary has enough to make pairs of") {
  CHECK(phrases(false).size() > 1000);
  CHECK(phrases(true).size() > 400);
}

TEST_CASE("of 100,000 generated pairs none breaks a rule: part 1") {
  check_part(1);
}

TEST_CASE("of 100,000 generated pairs none breaks a rule: part 2") {
  check_part(2);
}

TEST_CASE("of 100,000 generated pairs none breaks a rule: part 3") {
  check_part(3);
}

TEST_CASE("of 100,000 generated pairs none breaks a rule: part 4") {
  check_part(4);
}

TEST_CASE("of 100,000 generated pairs none breaks a rule: part 5") {
  check_part(5);
}

TEST_CASE("every generated song is the same as itself") {
  const auto versions = phrases(false);
  generator make(6);
  for (unsigned i = 0; i < 2000; ++i) {
    auto source = make.song();
    if (make.coin())
      source.title = make.with(source.title, make.one_of(versions), 5);
    INFO(source.title);
    CHECK(judge(source, source) == verdict::sure);
  }
}

} // namespace musiclink::test
