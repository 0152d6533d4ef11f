#include "core/match/judge.hpp"

#include "core/match/context.hpp"
#include "core/match/duration.hpp"
#include "core/match/opinion.hpp"
#include "core/match/players.hpp"
#include "core/match/reading.hpp"
#include "core/match/title_fit.hpp"
#include "core/match/vocabulary.hpp"
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
  // Some services leave out the leading zeros of a UPC.
  return result.substr(std::min(result.find_first_not_of('0'), result.size()));
}

bool same_code(std::string_view left, std::string_view right) {
  const auto code = plain_code(left);
  return code.size() > 6 && code == plain_code(right);
}

void weigh_artists(opinion& of, const facts& source, const facts& candidate) {
  const artists left({prepared(source.title)});
  const artists right({prepared(candidate.title)});
  if (left.empty() || right.empty())
    return of.doubt(cause::no_artist);
  const auto these = left.people(right);
  if (left.include_all(right) && right.include_all(left))
    return;
  const auto one = script_of(these.front().name);
  const auto two = script_of(right.people(left).front().name);
  if (one != two)
    of.doubt(cause::script, these.front().name);
  else
    of.against(cause::artist, these.front().name);
}

/// Whether a video is the artist's or a label's own.
bool is_trusted(const side& one, const side& other) {
  if (!one.is_video() || one.given.known_music)
    return one.is_video();
  if (!is_by_stranger(one, other))
    return one.reads.of_video.marked;
  return one.reads.of_video.official && is_label(words_of(one.by.names().front()));
}

closeness compare_all_lengths(const side& left, const side& right, bool albums) {
  if (albums)
    return compare_album_lengths(left.given, right.given);
  auto of_video = left.reads.of_video;
  of_video.add(right.reads.of_video);
  // An "Artist - Topic" upload has the title alone, and is the recording.
  const auto is_upload = [](const side& one) {
    return one.is_video() && one.given.known_music && one.reads.named.empty();
  };
  of_video.audio = of_video.audio || (!of_video.marked && (is_upload(left) || is_upload(right)));
  return compare_lengths(left.given, right.given, of_video);
}

/// Returns whether the lengths agree.
bool weigh_works(opinion& of, const facts& source, const facts& candidate, bool albums) {
  side left{source, artists_of(source), take_apart(prepared(source.title)), {}};
  side right{candidate, artists_of(candidate), take_apart(prepared(candidate.title)), {}};
  left.reads = read(left.apart, left.by, right.by, left.is_video());
  right.reads = read(right.apart, right.by, left.by, right.is_video());
  if (albums && left.by.various() != right.by.various())
    of.against(cause::artist, "various artists");
  weigh_titles(of, left, right, {is_trusted(left, right), is_trusted(right, left)});
  weigh_players(of, left, right, albums);
  weigh_context(of, left, right, albums);
  const auto lengths = compare_all_lengths(left, right, albums);
  if (lengths == closeness::contradicts)
    of.against(cause::length);
  else if (lengths == closeness::questions)
    of.doubt(cause::length);
  return lengths == closeness::agrees;
}

} // namespace

judgement judge_with_reasons(const facts& source, const facts& candidate) {
  const auto one = kind_of(source.type);
  const auto two = kind_of(candidate.type);
  const bool unknown = one == kind::unknown || two == kind::unknown;
  if (!unknown && (one != two || (one == kind::other && source.type != candidate.type)))
    return {verdict::different, {{cause::kind, {}}}};
  const auto what = one == kind::unknown ? two : one;
  const bool proven = what == kind::recording
                          ? same_code(source.isrc, candidate.isrc)
                          : what == kind::album && same_code(source.upc, candidate.upc);
  if (proven)
    return {verdict::sure, {{cause::same_code, {}}}};
  opinion of;
  bool lengths_agree = false;
  if (what == kind::artist)
    weigh_artists(of, source, candidate);
  else
    lengths_agree = weigh_works(of, source, candidate, what == kind::album);
  if (unknown)
    of.doubt(cause::unknown_kind);
  // A playlist is somebody's own: two of the same name are two.
  if (source.type == item_type::playlist)
    of.doubt(cause::playlist);
  return of.end(lengths_agree);
}

verdict judge(const facts& source, const facts& candidate) {
  return judge_with_reasons(source, candidate).how;
}

} // namespace musiclink
