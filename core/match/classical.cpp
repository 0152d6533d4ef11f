#include "core/match/classical.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace musiclink::match {
namespace {

constexpr std::array<std::string_view, 44> marks{
    "op",         "opus",     "bwv",      "kv",        "hob",         "hwv",        "rv",
    "woo",        "symphony", "sinfonie", "symphonie", "sinfonia",    "concerto",   "konzert",
    "sonata",     "sonate",   "nocturne", "etude",     "prelude",     "fugue",      "mazurka",
    "impromptu",  "quartet",  "quintet",  "requiem",   "allegro",     "adagio",     "andante",
    "allegretto", "largo",    "presto",   "moderato",  "moll",        "dur",        "gymnopedie",
    "gnossienne", "cantata",  "partita",  "toccata",   "sinfonietta", "symphonies", "lento",
    "vivace",     "scherzo"};

} // namespace

bool is_classical(const words& title) {
  for (std::size_t i = 0; i < title.size(); ++i) {
    if (std::ranges::find(marks, title[i]) != marks.end())
      return true;
    // "in C minor", "in E flat major"
    if (i > 0 && (title[i] == "major" || title[i] == "minor") &&
        (title[i - 1].size() == 1 || title[i - 1] == "flat" || title[i - 1] == "sharp"))
      return true;
  }
  return false;
}

} // namespace musiclink::match
