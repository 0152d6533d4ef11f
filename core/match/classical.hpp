#pragma once

#include "core/match/words.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace musiclink::match {

/// A classical work or a movement of it, as its title tells. Services agree about
/// numbers, not about words: "Violin Concerto in G Minor, Op. 8 No. 2, RV 315 "Summer":
/// III. Presto" has many spellings.
struct work {
  std::map<std::string, std::string> catalogue; ///< "op" is "8 2", "rv" is "315"
  std::set<std::string> numbers;                ///< the other numbers, movements too
  std::set<std::string> words;                  ///< forms, keys, tempi, nicknames
  std::set<std::string> unknown;                ///< what else is said

  bool is_catalogued() const noexcept { return !catalogue.empty(); }
};
work work_of(const words& title);

/// Whether a title is that of a classical work, which many play and of which the
/// composer is often given as the artist.
bool is_classical(const words& title);

/// How two works differ; `about` is what.
enum class difference : std::uint8_t {
  none,
  unclear, ///< other words, or no catalogue number that both sides have
  other,   ///< another number, or another key
};
struct work_comparison {
  difference how = difference::none;
  std::string about;
};
work_comparison compare(const work& left, const work& right);

} // namespace musiclink::match
