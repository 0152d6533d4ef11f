#include "core/match/reading.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace musiclink::match {
namespace {

enum class role : std::uint8_t { title, artist, noise, version };

std::string spaced(const words& of) {
  std::string result;
  for (const auto& word : of)
    result.append(result.empty() ? "" : " ").append(word);
  return result;
}

words without_by(const words& of) {
  return of.size() > 1 && of.front() == "by" ? words(of.begin() + 1, of.end()) : of;
}

/// "YOASOBI 歌ってみた" names an artist and says that somebody else plays; the band
/// "Live" is named at the front only.
bool names_artist(const segment& piece, bool first, const artists& own, const artists& theirs) {
  if (first && (own.include_whole(piece.text) || theirs.include_whole(piece.text)))
    return true;
  if (!version_in(piece.spelt).kinds.empty())
    return false;
  if (piece.spelt.front() == "by") {
    const auto name = spaced(without_by(piece.spelt));
    return own.include(name) || theirs.include(name);
  }
  return own.include(piece.text) || theirs.include(piece.text);
}

std::vector<role> roles_of(const title& from, const artists& own, const artists& theirs) {
  std::vector<role> roles;
  bool title_seen = false;
  for (const auto& piece : from.segments) {
    const bool first = !title_seen && !piece.bracketed;
    const bool version = !first && !version_in(piece.spelt).kinds.empty();
    const bool origin = !first && !version && names_origin(piece.spelt);
    if (names_artist(piece, roles.empty() && !piece.bracketed, own, theirs))
      roles.push_back(role::artist);
    else if (is_noise(piece.spelt) || origin)
      roles.push_back(role::noise);
    else if (version)
      roles.push_back(role::version);
    else
      roles.push_back(role::title);
    title_seen = title_seen || (first && roles.back() == role::title);
  }
  return roles;
}

/// A title of nothing but such words is one all the same: "Drake - Karaoke",
/// "Iron Maiden - Iron Maiden".
void ensure_title(std::vector<role>& roles, const title& from) {
  const auto promote = [&](auto wanted) {
    for (std::size_t i = 0; i < roles.size(); ++i)
      if (wanted(i)) {
        roles[i] = role::title;
        return true;
      }
    return false;
  };
  if (std::ranges::find(roles, role::title) != roles.end() || roles.empty())
    return;
  if (promote([&](auto i) { return roles[i] != role::artist && !from.segments[i].bracketed; }))
    return;
  if (std::ranges::count(roles, role::artist) > 1)
    *(std::find(roles.rbegin(), roles.rend(), role::artist)) = role::title;
  else if (!promote([&](auto i) { return roles[i] == role::artist && roles.size() == 1; }) &&
           !promote([&](auto i) { return roles[i] == role::version; }))
    promote([](auto) { return true; });
}

void append(words& to, const words& more) {
  std::ranges::copy(more, std::back_inserter(to));
}

bool different_scripts(const words& left, const words& right) {
  const auto one = script_of(spaced(left));
  const auto two = script_of(spaced(right));
  return (one == script::latin && two == script::other) ||
         (one == script::other && two == script::latin);
}

/// Where nothing separates them from a title, one such word may belong to it:
/// "Digital Love", "Radio Video".
bool is_plainly_noise(const words& around) {
  constexpr std::array<std::string_view, 5> alone{"hd", "hq", "4k", "remaster", "remastered"};
  return is_noise(around) && (around.size() > 1 || label_in(around).marked ||
                              std::ranges::find(alone, around.front()) != alone.end());
}

/// Adds what the words around a title mean; false if they mean nothing known.
bool explain(const words& around, reading& of, const artists& known) {
  if (around.empty() || is_plainly_noise(around)) {
    of.of_video.add(label_in(around));
    return true;
  }
  const auto rest = without_by(around);
  for (auto length = rest.size(); length > 0; --length) {
    const auto end = rest.begin() + static_cast<std::ptrdiff_t>(length);
    const auto name = spaced(words(rest.begin(), end));
    if (known.include(name)) {
      of.named.add(artists({name}));
      return explain(words(end, rest.end()), of, known);
    }
  }
  const auto meant = version_in(around);
  of.recording.add(meant);
  return !meant.kinds.empty();
}

/// The other's title inside a longer one that nothing separates: "Adele Hello live".
bool is_inside(const words& inner, reading& outer, const artists& known) {
  for (std::size_t at = 0; at + inner.size() <= outer.whole.size(); ++at) {
    const auto begin = outer.whole.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(inner.size());
    if (!same_words(inner, words(begin, end)))
      continue;
    auto tried = outer;
    if (explain(words(outer.whole.begin(), begin), tried, known) &&
        explain(words(end, outer.whole.end()), tried, known)) {
      outer = tried;
      return true;
    }
  }
  return false;
}

/// One side has the title in two scripts: "봄날 (Spring Day)", "晴天 Sunny Day". In
/// Cyrillic and the like a Latin word beside others is part of the title.
bool is_translated(const reading& both, const words& one) {
  if (script_of(spaced(both.whole)) != script::mixed || script_of(spaced(one)) == script::mixed)
    return false;
  const auto latin = only(script::latin, both.whole);
  const auto other = only(script::other, both.whole);
  const bool apart = both.in_pieces || is_east_asian(other);
  const auto& left_out = same_words(latin, one) ? other : latin;
  return apart && version_in(left_out).kinds.empty() &&
         (same_words(latin, one) || same_words(other, one));
}

bool only_brackets_differ(const reading& left, const reading& right) {
  return same_words(left.main, right.main) || same_words(left.main, right.whole) ||
         same_words(left.whole, right.main);
}

/// A subtitle, or the year; but a single word may be any kind of version, and a
/// number another part.
bool may_be_left_out(const words& bracket) {
  const auto counts = [](const std::string& word) {
    return (is_digit(word.front()) && !is_year(word)) || word == "pt";
  };
  return bracket.size() == 1 ? is_year(bracket.front()) : std::ranges::none_of(bracket, counts);
}

fit compare_brackets(const reading& left, const reading& right) {
  if (!left.brackets.empty() && !right.brackets.empty())
    return fit::unclear;
  const auto& longer = left.brackets.empty() ? right : left;
  return std::ranges::all_of(longer.brackets, may_be_left_out) ? fit::shorter : fit::unclear;
}

} // namespace

reading read(const title& from, const artists& own, const artists& theirs) {
  auto roles = roles_of(from, own, theirs);
  ensure_title(roles, from);
  reading result;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const auto& piece = from.segments[i];
    switch (roles[i]) {
    case role::title:
      result.in_pieces = !result.whole.empty();
      append(result.whole, piece.spelt);
      if (piece.bracketed)
        result.brackets.push_back(piece.spelt);
      else
        append(result.main, piece.spelt);
      break;
    case role::artist:
      result.named.add(artists({piece.text}));
      break;
    case role::version:
      result.recording.add(version_in(piece.spelt));
      [[fallthrough]];
    case role::noise:
      result.of_video.add(label_in(piece.spelt));
      result.single = result.single || piece.spelt == words{"single"};
      break;
    }
  }
  if (result.main.empty()) {
    result.main = result.whole;
    result.brackets.clear();
  }
  return result;
}

fit compare(reading& left, reading& right, const artists& known) {
  if (left.whole.empty() || right.whole.empty())
    return fit::unclear;
  if (same_words(left.whole, right.whole) || is_translated(left, right.whole) ||
      is_translated(right, left.whole))
    return fit::equal;
  if (only_brackets_differ(left, right))
    return compare_brackets(left, right);
  if (is_inside(right.whole, left, known) || is_inside(left.whole, right, known))
    return fit::equal;
  return different_scripts(left.whole, right.whole) ? fit::unclear : fit::different;
}

} // namespace musiclink::match
