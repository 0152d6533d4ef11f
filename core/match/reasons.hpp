#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// Whether two services speak of the same recording, album or artist. Only what
/// is `sure` may be posted (conf/CONTRACT.md 5.10).
enum class verdict : std::uint8_t { sure, doubtful, different };

std::string_view to_key(verdict how) noexcept;

/// What an opinion of the judge rests on.
enum class cause : std::uint8_t {
  same_code,    ///< ISRC or UPC: proves
  kind,         ///< a track and an album
  unknown_kind, ///< a page that does not say what it is
  playlist,     ///< of the same name: somebody else's
  no_title,
  title,      ///< other words altogether
  word,       ///< one word that only one side has, and that nothing explains
  version,    ///< a word that only one side has, and that makes another recording
  script,     ///< titles in scripts that cannot be compared
  length,     ///< too far apart
  no_length,  ///< everything else fits if the lengths agree, and they do not
  artist,     ///< somebody who is named on one side only
  no_artist,  ///< one side names nobody
  uploader,   ///< a stranger's upload
  player,     ///< a classical work by its composer alone
  used_again, ///< "Intro", without an album that tells which
  album,      ///< the albums that they stand on
  year,
  tracks, ///< how many an album has
  work,   ///< catalogue number, movement or key of a classical work
};

std::string_view to_key(cause of) noexcept;

std::vector<cause> all_causes();

/// A reason, with the word or name that it is about where there is one.
struct reason {
  cause of = cause::title;
  std::string about;

  bool operator==(const reason&) const = default;
};

/// For people: "a word that only one side has: cercle".
std::string to_text(const reason& why);

struct judgement {
  verdict how = verdict::doubtful;
  std::vector<reason> reasons; ///< those of the verdict; of `sure` none but a code
};

} // namespace musiclink
