#include "core/match/vocabulary.hpp"

#include "core/match/vocabulary_files.hpp"
#include "core/text/text.hpp"
#include "core/text/unicode.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace musiclink::test {
using namespace match;

namespace {

/// The file that knows the first version word, or nothing.
std::string subject(std::string_view text) {
  const auto found = version_in(words_of(folded(text)));
  return found.means == nullptr ? "" : std::string(found.means->subject);
}

} // namespace

TEST_CASE("version words of many languages are known") {
  CHECK(subject("live at wembley") == "live");
  CHECK(subject("na żywo") == "live");
  CHECK(subject("ремикс") == "remix");
  CHECK(subject("ピアノ") == "arrangement");
  CHECK(subject("slowed + reverb") == "speed");
  CHECK(subject("taylor's version") == "cover");
  CHECK(subject("Inst.") == "instrumental");
  CHECK(subject("伴奏版") == "instrumental");
  CHECK(subject("커버곡") == "cover");
}

TEST_CASE("languages are known by the names that ICU has, in all of them") {
  for (const auto* text :
       {"Svenska", "Español", "français", "ไทย", "Українська", "ภาษาไทย", "Esperanto"}) {
    INFO(text);
    CHECK(subject(text) == "language");
  }
}

TEST_CASE("thirty languages at least stand in the vocabulary") {
  std::set<std::string> languages;
  for (const auto& file : all_vocabulary())
    for (auto rest = split_first(file.lines, "\n"); rest.found;
         rest = split_first(rest.after, "\n"))
      languages.emplace(split_first(rest.before, " ").before);
  CHECK(languages.size() >= 30 + 3); // "#", "-" and "=" are none
}

TEST_CASE("what every edition may say is noise") {
  for (const auto* text : {"remastered 2011", "2009 digital remaster", "deluxe edition",
                           "original mix", "single version", "album version", "official video",
                           "50th anniversary", "4k", "explicit", "stereo mix", "公式"}) {
    INFO(text);
    CHECK(is_noise(words_of(folded(text))));
    CHECK(subject(text).empty());
  }
}

TEST_CASE("years, numbers, mixes and unknown words are not noise") {
  for (const auto* text : {"1999", "the one", "blue album", "2019 mix", "new mix", "full show",
                           "video edit", "maxi-single", "tv version", "version"}) {
    INFO(text);
    CHECK_FALSE(is_noise(words_of(text)));
  }
}

TEST_CASE("films are an origin, places are none") {
  const auto origin = [](std::string_view text, std::string_view beside) {
    return names_origin(words_of(text), words_of(beside));
  };
  CHECK(origin("from \"frozen\"", "from"));
  CHECK(origin("from titanic soundtrack", "from titanic soundtrack"));
  CHECK_FALSE(origin("from the basement", "from the basement"));
  CHECK_FALSE(origin("from folsom prison", "from folsom prison"));
  CHECK_FALSE(origin("live from \"wembley\"", "live from"));
}

TEST_CASE("titles that many records use") {
  for (const auto* text : {"intro", "track 1", "kapitel 3", "untitled", "folge 12", "глава 2"}) {
    INFO(text);
    CHECK(is_used_again(words_of(folded(text))));
  }
  for (const auto* text : {"intro to love", "99", "untitled 02 06.23.2014."}) {
    INFO(text);
    CHECK_FALSE(is_used_again(words_of(text)));
  }
}

} // namespace musiclink::test
