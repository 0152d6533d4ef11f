#include "core/match/reading.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

namespace musiclink::match {
namespace {

enum class role : std::uint8_t { title, artist, noise };

words without_by(const words& of) {
  return of.size() > 1 && of.front() == "by" ? words(of.begin() + 1, of.end()) : of;
}

/// Whether all who are named here are known, or, in front of a title, one of them:
/// "Calvin Harris, Dua Lipa - One Kiss". "YOASOBI 歌ってみた" says that somebody else plays.
bool names_artist(const segment& piece, bool first, const artists& own, const artists& theirs) {
  // "Black Magic - Little Mix", but "Lightning Crashes (Live)"
  if (theirs.include_whole(piece.text) && (first || piece.spelt.size() > 1))
    return true;
  if (first && own.include_whole(piece.text))
    return true;
  if (version_in(piece.spelt).means != nullptr)
    return false;
  const artists named({spaced(without_by(piece.spelt))});
  const artists as_written({piece.text});
  auto known = own;
  known.add(theirs);
  if (known.include_all(named) || known.include_all(as_written))
    return true;
  return first && known.include(piece.text);
}

std::string without_quotes(const std::string& text) {
  const auto open = text.find('"');
  const auto close = text.find('"', open == std::string::npos ? open : open + 1);
  if (close == std::string::npos)
    return open == std::string::npos ? text : text.substr(0, open);
  return text.substr(0, open) + text.substr(close + 1);
}

/// "BTS (방탄소년단)", "TWICE(트와이스)": the artist's name in another script.
bool is_other_script(std::string_view left, std::string_view right) {
  const auto one = script_of(left);
  const auto two = script_of(right);
  return (one == script::latin && two == script::other) ||
         (one == script::other && two == script::latin);
}

bool repeats_name(const segment& piece, const segment& before) {
  return is_other_script(piece.text, before.text) && version_in(piece.spelt).means == nullptr;
}

/// The last name of somebody known, as in "Ravel: Boléro".
bool is_last_name(const segment& piece, const artists& own, const artists& theirs) {
  return piece.spelt.size() == 1 && !piece.bracketed &&
         (own.include_last_name(piece.spelt.front()) ||
          theirs.include_last_name(piece.spelt.front()));
}

role role_of(const title& from, std::size_t at, const std::vector<role>& before, bool titled,
             const artists& own, const artists& theirs) {
  const auto& piece = from.segments[at];
  const bool first = before.empty();
  if (names_artist(piece, first, own, theirs))
    return role::artist;
  if (first && from.segments.size() > 1 && is_last_name(piece, own, theirs))
    return role::artist;
  if (!titled && !first && piece.bracketed && before.back() == role::artist &&
      repeats_name(piece, from.segments[at - 1]))
    return role::artist;
  if (is_noise(piece.spelt) || (piece.tag && version_in(piece.spelt).means == nullptr))
    return role::noise;
  const bool origin = titled && names_origin(piece.spelt, words_of(without_quotes(piece.text)));
  return origin ? role::noise : role::title;
}

/// Which piece is the title where no other reads as one: "Drake - Karaoke", "Iron
/// Maiden - Iron Maiden", "Video (Live)".
std::optional<std::size_t> title_among(const std::vector<role>& roles, const title& from) {
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (roles[i] == role::noise && !from.segments[i].bracketed)
      return i;
  for (auto i = roles.size(); i > 0; --i)
    if (roles[i - 1] == role::artist && !from.segments[i - 1].bracketed)
      return i - 1;
  return roles.empty() ? std::nullopt : std::optional<std::size_t>(0);
}

std::vector<role> roles_of(const title& from, const artists& own, const artists& theirs,
                           bool is_video) {
  std::vector<role> roles;
  bool titled = false;
  for (std::size_t i = 0; i < from.segments.size(); ++i) {
    roles.push_back(role_of(from, i, roles, titled, own, theirs));
    titled = titled || (roles.back() == role::title && (is_video || !from.segments[i].bracketed));
  }
  const bool any = std::ranges::find(roles, role::title) != roles.end();
  if (!titled && (!is_video || !any))
    if (const auto at = title_among(roles, from))
      roles[*at] = role::title;
  return roles;
}

/// What an upload says of itself without anything between it and the title: "New Rules
/// Official Music Video", "Sultans Of Swing HQ".
label label_inside(const words& of) {
  label result;
  const auto all = spoken_in(of);
  for (const auto& each : all)
    if (each.text.find(' ') != std::string::npos || &each == &all.back())
      result.add(label_in(words_of(each.text)));
  return result;
}

} // namespace

reading read(const title& from, const artists& own, const artists& theirs, bool is_video) {
  const auto roles = roles_of(from, own, theirs, is_video);
  reading result;
  std::vector<std::string> named;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const auto& piece = from.segments[i];
    std::ranges::copy(piece.spelt, std::back_inserter(result.everything));
    if (roles[i] == role::artist) {
      const auto name = piece.spelt.front() == "by" ? spaced(without_by(piece.spelt)) : piece.text;
      const bool repeats = !named.empty() && is_other_script(named.back(), name);
      if (repeats)
        named.back() += " " + name;
      else if (!is_last_name(piece, own, theirs) || own.include_whole(name) ||
               theirs.include_whole(name))
        named.push_back(name);
    } else if (roles[i] == role::noise) {
      result.of_video.add(label_in(piece.spelt));
      result.single = result.single || piece.spelt == words{"single"};
      result.ep = result.ep || piece.spelt == words{"ep"};
      result.edition = result.edition || !label_in(piece.spelt).marked;
    } else {
      if (is_video && piece.spelt.size() > 1)
        result.of_video.add(label_inside(piece.spelt));
      result.pieces.push_back(piece);
      std::ranges::copy(piece.spelt, std::back_inserter(result.whole));
    }
  }
  result.named = artists(named);
  // A leading bracket is part of the title: "(I Can't Get No) Satisfaction".
  const auto itself =
      std::ranges::find_if(result.pieces, [](const segment& each) { return !each.bracketed; });
  if (itself != result.pieces.end())
    std::rotate(result.pieces.begin(), itself, itself + 1);
  return result;
}

} // namespace musiclink::match
