#include "core/match/reasons.hpp"

#include <array>
#include <cstddef>

namespace musiclink {
namespace {

struct cause_row {
  std::string_view key;
  std::string_view text;
};

/// In the order of `cause`.
constexpr std::array<cause_row, 20> causes{{
    {"same_code", "the same ISRC or UPC"},
    {"kind", "another kind of item"},
    {"unknown_kind", "what kind of item it is is not known"},
    {"playlist", "playlists of one name are two"},
    {"no_title", "one side has no title"},
    {"title", "other titles"},
    {"word", "a word that only one side has"},
    {"version", "another version"},
    {"script", "titles in two scripts"},
    {"length", "the lengths differ"},
    {"no_length", "only equal lengths would tell"},
    {"artist", "an artist that only one side names"},
    {"no_artist", "one side names no artist"},
    {"uploader", "uploaded by a stranger"},
    {"player", "a classical work without its players"},
    {"used_again", "a title that is used again, without its album"},
    {"album", "they stand on different albums"},
    {"year", "albums of different years"},
    {"tracks", "albums with different numbers of tracks"},
    {"work", "another work or movement"},
}};

} // namespace

std::string_view to_key(verdict how) noexcept {
  return how == verdict::sure ? "sure" : how == verdict::doubtful ? "doubtful" : "different";
}

std::string_view to_key(cause of) noexcept {
  return causes[static_cast<std::size_t>(of)].key;
}

std::vector<cause> all_causes() {
  std::vector<cause> result;
  for (std::size_t i = 0; i < causes.size(); ++i)
    result.push_back(static_cast<cause>(i));
  return result;
}

std::string to_text(const reason& why) {
  std::string result(causes[static_cast<std::size_t>(why.of)].text);
  return why.about.empty() ? result : result + ": " + why.about;
}

} // namespace musiclink
