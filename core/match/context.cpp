#include "core/match/context.hpp"

#include "core/match/vocabulary.hpp"
#include "core/text/text.hpp"
#include "core/text/unicode.hpp"

#include <algorithm>
#include <cstdlib>

namespace musiclink::match {
namespace {

constexpr unsigned most_of_single = 3;

words album_words(const facts& of) {
  return words_of(folded(one_line(of.album, 300)));
}

/// What the service says, or else the end of the title: "Hello - Single".
album_kind kind_of(const side& one) {
  if (one.given.issued_as != album_kind::unknown)
    return one.given.issued_as;
  return one.reads.single ? album_kind::single
         : one.reads.ep   ? album_kind::ep
                          : album_kind::unknown;
}

void weigh_kinds(opinion& of, const side& left, const side& right) {
  const auto one = kind_of(left);
  const auto two = kind_of(right);
  const auto clash = [](album_kind a, album_kind b) {
    return a == album_kind::single && (b == album_kind::album || b == album_kind::compilation);
  };
  if (clash(one, two) || clash(two, one))
    of.against(cause::kind, "single");
  const auto many = [](album_kind kind, const side& other) {
    return kind == album_kind::single && other.given.tracks && *other.given.tracks > most_of_single;
  };
  if (many(one, right) || many(two, left))
    of.against(cause::tracks, "single");
}

bool is_self_titled(const side& one) {
  return one.by.include_whole(spaced(one.reads.whole));
}

void weigh_albums(opinion& of, const side& left, const side& right) {
  weigh_kinds(of, left, right);
  const auto& one = left.given;
  const auto& two = right.given;
  const bool same_tracks = one.tracks && two.tracks && *one.tracks == *two.tracks;
  const bool same_year = one.year && two.year && std::abs(*one.year - *two.year) <= 1;
  const bool editions = left.reads.edition || right.reads.edition;
  if (one.tracks && two.tracks && !same_tracks && !editions)
    of.doubt(cause::tracks, std::to_string(*one.tracks) + " and " + std::to_string(*two.tracks));
  if (!is_self_titled(left) && !is_used_again(left.reads.whole))
    return;
  if (one.year && two.year && !same_year)
    of.doubt(cause::year, std::to_string(*one.year) + " and " + std::to_string(*two.year));
  else if (!same_year && !same_tracks)
    of.doubt(cause::used_again, spaced(left.reads.whole));
}

/// "Use Your Illusion I" and "II"
bool differ_in_number(const words& left, const words& right) {
  if (left.empty() || left.size() != right.size() || left == right)
    return false;
  const auto counts = [](const std::string& word) {
    return is_number(word) || word.find_first_not_of("ivx") == std::string::npos;
  };
  for (std::size_t i = 0; i < left.size(); ++i)
    if (left[i] != right[i] && !(counts(left[i]) && counts(right[i])))
      return false;
  return true;
}

void weigh_track(opinion& of, const side& left, const side& right) {
  const auto one = album_words(left.given);
  const auto two = album_words(right.given);
  const bool same = !one.empty() && same_words(one, two);
  if (differ_in_number(one, two))
    of.doubt(cause::album, spaced(one));
  else if (!same && is_used_again(left.reads.whole))
    of.doubt(cause::used_again, spaced(left.reads.whole));
}

} // namespace

void weigh_context(opinion& of, const side& left, const side& right, bool albums) {
  if (albums)
    weigh_albums(of, left, right);
  else
    weigh_track(of, left, right);
}

} // namespace musiclink::match
