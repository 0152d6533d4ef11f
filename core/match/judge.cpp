#include "core/match/judge.hpp"

#include "core/match/duration.hpp"
#include "core/match/reading.hpp"
#include "core/match/weigh.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"
#include "core/text/unicode.hpp"

#include <algorithm>

namespace musiclink {
namespace {

using namespace match;

/// More of a title than this tells nothing, and whoever wrote it is not to be
/// waited for.
constexpr std::size_t most_characters = 300;
constexpr std::size_t most_artists = 20;

enum class kind : std::uint8_t { recording, album, artist, other, unknown };

kind kind_of(item_type type) {
  switch (type) {
  case item_type::track:
  case item_type::video:
    return kind::recording;
  case item_type::album:
    return kind::album;
  case item_type::artist:
    return kind::artist;
  case item_type::short_code:
  case item_type::unknown:
    return kind::unknown;
  default:
    return kind::other;
  }
}

std::string prepared(std::string_view text) {
  return folded(one_line(text, most_characters));
}

artists artists_of(const facts& from) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(from.artists.size(), most_artists); ++i)
    names.push_back(prepared(from.artists[i]));
  return artists(names);
}

std::string plain_code(std::string_view code) {
  std::string result;
  for (const char c : code)
    if (is_alphanumeric(c))
      result += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  // Of a UPC some services leave out the leading zeros of the EAN.
  return result.substr(std::min(result.find_first_not_of('0'), result.size()));
}

bool same_code(std::string_view left, std::string_view right) {
  const auto code = plain_code(left);
  return code.size() > 6 && code == plain_code(right);
}

verdict judge_artists(const facts& source, const facts& candidate) {
  const artists left({prepared(source.title)});
  const artists right({prepared(candidate.title)});
  switch (compare(left, right)) {
  case agreement::same:
    return verdict::sure;
  case agreement::none:
    return verdict::different;
  default:
    return verdict::doubtful;
  }
}

verdict judge_works(const facts& source, const facts& candidate, bool albums) {
  side left{source, artists_of(source), take_apart(prepared(source.title)), {}};
  side right{candidate, artists_of(candidate), take_apart(prepared(candidate.title)), {}};
  if (albums && left.by.various() != right.by.various())
    return verdict::different;
  left.reads = read(left.apart, left.by, right.by);
  right.reads = read(right.apart, right.by, left.by);
  return weigh(left, right, albums);
}

} // namespace

verdict judge(const facts& source, const facts& candidate) {
  const auto one = kind_of(source.type);
  const auto two = kind_of(candidate.type);
  const bool unknown = one == kind::unknown || two == kind::unknown;
  if (!unknown && (one != two || (one == kind::other && source.type != candidate.type)))
    return verdict::different;
  const auto what = one == kind::unknown ? two : one;
  if (what == kind::recording && same_code(source.isrc, candidate.isrc))
    return verdict::sure;
  if (what == kind::album && same_code(source.upc, candidate.upc))
    return verdict::sure;
  const auto found = what == kind::artist ? judge_artists(source, candidate)
                                          : judge_works(source, candidate, what == kind::album);
  // A playlist is somebody's own: two of the same name are two.
  const bool never_sure = unknown || source.type == item_type::playlist;
  return never_sure && found == verdict::sure ? verdict::doubtful : found;
}

} // namespace musiclink
