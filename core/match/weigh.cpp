#include "core/match/weigh.hpp"

#include "core/match/classical.hpp"
#include "core/match/duration.hpp"

#include <algorithm>
#include <cstdlib>

namespace musiclink::match {
namespace {

using namespace std::chrono_literals;

enum class opinion : std::uint8_t {
  fine,
  needs_length, ///< fine if the lengths agree
  doubt,
  against,
};

opinion worse(opinion left, opinion right) {
  return std::max(left, right);
}

artists with_guests(const side& of) {
  auto all = of.by;
  all.add(artists(of.apart.guests));
  return all;
}

artists everybody(const side& of) {
  auto all = with_guests(of);
  all.add(of.reads.named);
  return all;
}

/// Who plays. `stranger`: a side is by somebody else, and its title names the
/// artist, as where a fan or a label uploads.
struct players {
  agreement how = agreement::unknown;
  bool stranger = false;
  bool stranger_named = false; ///< in the title too, so that it may be who plays
};

bool settled(agreement how) {
  return how <= agreement::main_only;
}

players compare_players(const side& left, const side& right) {
  const auto listed = compare(left.by, right.by);
  const auto given = std::min(listed, compare(with_guests(left), with_guests(right)));
  if (settled(given) || (left.reads.named.empty() && right.reads.named.empty()))
    return {given, false, false};
  const auto& left_named = left.reads.named.empty() ? left.by : left.reads.named;
  const auto& right_named = right.reads.named.empty() ? right.by : right.reads.named;
  const auto named = compare(left_named, right_named);
  if (named >= given)
    return {given, false, false};
  const auto is_named = [](const side& one, const side& other) {
    return !one.by.empty() && compare(one.reads.named, one.by) < agreement::incomparable &&
           compare(one.by, other.by) == agreement::none;
  };
  return {named, listed == agreement::none, is_named(left, right) || is_named(right, left)};
}

/// Videos are uploaded by labels and fans. A track of a catalogue is by whom it
/// names, and "Creep - Radiohead" by others is their cover.
opinion of_stranger(const players& found, const side& left, const side& right) {
  const auto is_video = [](const side& one) { return one.given.type == item_type::video; };
  const auto trusts = [&](const side& one) {
    return is_video(one) && (one.given.known_music || one.reads.of_video.marked);
  };
  if (found.stranger_named || (!is_video(left) && !is_video(right)))
    return opinion::doubt;
  return trusts(left) || trusts(right) ? opinion::fine : opinion::needs_length;
}

/// A title that many songs share says little without an artist.
bool is_telling(const words& of) {
  std::size_t length = 0;
  bool latin = true;
  for (const auto& word : of) {
    length += word.size();
    latin = latin && script_of(word) != script::other;
  }
  return latin ? of.size() > 1 && length >= 12 : length >= 18;
}

opinion of_players(const players& found, const side& left, const side& right) {
  const bool classical = is_classical(left.reads.whole) || is_classical(right.reads.whole);
  switch (found.how) {
  case agreement::same: {
    if (found.stranger)
      return of_stranger(found, left, right);
    // The composer alone leaves open who plays.
    return classical && left.by.people(right.by).size() < 2 ? opinion::needs_length : opinion::fine;
  }
  case agreement::main_only:
    if (found.stranger)
      return of_stranger(found, left, right);
    return classical ? opinion::needs_length : opinion::fine;
  case agreement::fewer:
    return opinion::needs_length;
  case agreement::some:
    return classical ? opinion::against : opinion::doubt;
  case agreement::unknown:
    // Compilations hold covers too; two of the same long name are the same.
    if (left.by.various() || right.by.various())
      return left.by.various() && right.by.various() && is_telling(left.reads.whole)
                 ? opinion::fine
                 : opinion::doubt;
    return is_telling(left.reads.whole) ? opinion::needs_length : opinion::doubt;
  case agreement::incomparable:
    return opinion::doubt;
  case agreement::none:
    break;
  }
  return opinion::against;
}

opinion of_title(fit found) {
  switch (found) {
  case fit::equal:
    return opinion::fine;
  case fit::shorter:
    return opinion::needs_length;
  case fit::unclear:
    return opinion::doubt;
  case fit::different:
    break;
  }
  return opinion::against;
}

/// Whose remix, or which concert: the same words, fewer of them, or others.
opinion of_details(const version& left, const version& right) {
  if (left.details == right.details)
    return opinion::fine;
  const bool nested = std::ranges::includes(left.details, right.details) ||
                      std::ranges::includes(right.details, left.details);
  if (!nested)
    return opinion::against;
  // Of these there are many, and all as long as a radio plays.
  const bool made_by_many = left.kinds.contains("remix") || left.kinds.contains("edit");
  return made_by_many ? opinion::doubt : opinion::needs_length;
}

opinion of_versions(const version& left, const version& right) {
  if (left.kinds == right.kinds)
    return of_details(left, right);
  const bool some_same = std::ranges::any_of(
      left.kinds, [&](const std::string& each) { return right.kinds.contains(each); });
  return some_same ? opinion::doubt : opinion::against;
}

version version_of(const side& of) {
  auto result = of.reads.recording;
  for (const auto& name : of.by.names())
    result.kinds.merge(version_in_name(words_of(name)).kinds);
  return result;
}

/// Guests in a title of which the other side knows nothing make another recording
/// as often as not ("Levitating (feat. DaBaby)").
opinion of_guests(const side& one, const side& other) {
  const artists guests(one.apart.guests);
  if (guests.empty())
    return opinion::fine;
  const artists others(other.apart.guests);
  switch (compare(guests, everybody(other))) {
  case agreement::same:
  case agreement::main_only:
  case agreement::fewer:
    return opinion::fine;
  case agreement::some: // fine if the other only names fewer of them
    return others.empty() || compare(others, everybody(one)) <= agreement::fewer ? opinion::fine
                                                                                 : opinion::doubt;
  case agreement::none:
    return others.empty() ? opinion::doubt : opinion::against;
  default:
    return opinion::doubt;
  }
}

opinion of_length(closeness found) {
  switch (found) {
  case closeness::questions:
    return opinion::doubt;
  case closeness::contradicts:
    return opinion::against;
  default:
    return opinion::fine;
  }
}

/// A single is often called as the album that it is taken from.
opinion of_edition(const side& left, const side& right) {
  return left.reads.single == right.reads.single ? opinion::fine : opinion::needs_length;
}

closeness compare_all_lengths(const side& left, const side& right, bool albums) {
  if (albums)
    return compare_album_lengths(left.given, right.given);
  auto of_video = left.reads.of_video;
  of_video.add(right.reads.of_video);
  // An "Artist - Topic" upload has the title alone, and is the recording.
  const auto is_upload = [](const side& one) {
    return one.given.type == item_type::video && one.given.known_music && one.reads.named.empty();
  };
  of_video.audio = of_video.audio || (!of_video.marked && (is_upload(left) || is_upload(right)));
  return compare_lengths(left.given, right.given, of_video);
}

} // namespace

verdict weigh(side& left, side& right, bool albums) {
  auto known = everybody(left);
  known.add(everybody(right));
  const auto titles = compare(left.reads, right.reads, known);
  const auto found = compare_players(left, right);
  const auto length = compare_all_lengths(left, right, albums);

  auto result = of_title(titles);
  result = worse(result, of_versions(version_of(left), version_of(right)));
  result = worse(result, of_players(found, left, right));
  result = worse(result, of_guests(left, right));
  result = worse(result, of_guests(right, left));
  result = worse(result, of_length(length));
  if (albums)
    result = worse(result, of_edition(left, right));

  if (result == opinion::against)
    return verdict::different;
  if (result == opinion::doubt || (result == opinion::needs_length && length != closeness::agrees))
    return verdict::doubtful;
  return verdict::sure;
}

} // namespace musiclink::match
