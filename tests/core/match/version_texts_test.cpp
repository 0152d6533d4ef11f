#include "core/match/judge.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>

namespace musiclink::test {
namespace {

using namespace std::chrono_literals;

struct song_of_script {
  const char* script;
  const char* title;
  const char* artist;
};
constexpr std::array<song_of_script, 4> songs{{{"Latin", "Glass Harbour", "Mona Lind"},
                                               {"Cyrillic", "Тихая гавань", "Мона Линд"},
                                               {"Japanese", "静かな港", "港一郎"},
                                               {"Korean", "조용한 항구", "한나래"}}};

struct place {
  const char* name;
  const char* before;
  const char* after;
};
constexpr std::array<place, 4> places{{{"in brackets", " (", ")"},
                                       {"behind a dash", " - ", ""},
                                       {"behind a bar", " | ", ""},
                                       {"bare", " ", ""}}};

facts track(std::string title, const char* artist, bool with_length) {
  facts result;
  result.type = item_type::track;
  result.title = std::move(title);
  result.artists = {artist};
  if (with_length)
    result.duration = 215s;
  return result;
}

} // namespace

TEST_CASE("a text that makes another recording is never sure, in any script or place") {
  for (const auto& song : songs)
    for (const auto& where : places) {
      unsigned passed = 0;
      unsigned all = 0;
      std::ifstream lines(MUSICLINK_VERSION_TEXTS);
      for (std::string text; std::getline(lines, text);)
        for (const bool with_length : {true, false}) {
          const auto source = track(song.title, song.artist, with_length);
          const auto other =
              track(song.title + (where.before + text) + where.after, song.artist, with_length);
          INFO(other.title);
          const auto found = judge_with_reasons(source, other);
          CHECK(found.how != verdict::sure);
          CHECK_FALSE(found.reasons.empty());
          ++all;
          passed += found.how == verdict::sure ? 1 : 0;
        }
      std::printf("judge: version texts %s, %s: %u of %u accepted\n", where.name, song.script,
                  passed, all);
      CHECK(all > 800);
    }
}

} // namespace musiclink::test
