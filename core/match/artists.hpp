#pragma once

#include "core/match/words.hpp"

#include <string>
#include <vector>

namespace musiclink::match {

/// One artist by all spellings that were given at once: "IU(아이유)" is both.
struct artist {
  std::string name; ///< as written, folded
  std::vector<std::string> spellings;
  std::string in_list;  ///< how the name reads in a list, without what joins names
  std::string leader;   ///< "Dave Brubeck" of "The Dave Brubeck Quartet", or empty
  bool backing = false; ///< "The Wailers" behind "Bob Marley &"
};

/// Whether two are the same; `loosely`: one of them with the band.
bool same(const artist& left, const artist& right);
bool loosely_same(const artist& left, const artist& right);

/// Those who are named by one side, the main artist first.
class artists {
public:
  artists() = default;
  /// From names as services write them, folded: "Simon & Garfunkel", "Adele - Topic".
  explicit artists(const std::vector<std::string>& folded_names);

  bool empty() const noexcept { return names_.empty(); }
  bool various() const noexcept { return various_; }
  const std::vector<std::string>& names() const noexcept { return names_; }

  /// Whether somebody of these is named so, alone or at the front of a list.
  bool include(const std::string& folded_name) const;
  /// Whether all of the others are among these; not if there are none.
  bool include_all(const artists& others) const;
  /// Whether this is the last word of a name: "ravel".
  bool include_last_name(const std::string& word) const;
  /// Whether one of the names is this one, with nothing before or after it.
  bool include_whole(const std::string& folded_name) const;
  void add(const artists& more);

  /// All names split into people and bands, except those that `other` has whole.
  std::vector<artist> people(const artists& other) const;

private:
  std::vector<std::string> names_;
  std::vector<artist> wholes_; ///< the names as if each were one artist
  bool various_ = false;
};

} // namespace musiclink::match
