#pragma once

#include "core/match/words.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace musiclink::match {

/// One artist by all spellings that were given at once: "IU(아이유)" is both.
using artist = std::vector<std::string>;

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
  /// Whether one of the names is this one, with nothing before or after it.
  bool include_whole(const std::string& folded_name) const;
  void add(const artists& more);

  /// All names split into people and bands, except those that `other` has whole.
  std::vector<artist> people(const artists& other) const;

private:
  std::vector<std::string> names_;
  bool various_ = false;
};

/// Best first.
enum class agreement : std::uint8_t {
  same,         ///< the same ones, in any order
  main_only,    ///< one side names fewer; the main artist is the same
  fewer,        ///< one side names fewer, and not the main artist
  some,         ///< some are the same, and each side names others
  incomparable, ///< written in different scripts
  unknown,      ///< one side names nobody
  none,
};

agreement compare(const artists& left, const artists& right);

} // namespace musiclink::match
