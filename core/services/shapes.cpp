#include "core/services/shapes.hpp"

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <iterator>

namespace musiclink::services {
namespace {

constexpr bool is_code_character(char c) noexcept {
  return is_alphanumeric(c) || c == '-' || c == '_';
}

/// A script, or a region in letters or digits.
bool is_part_of_locale(std::string_view text) noexcept {
  return ((text.size() == 2 || text.size() == 4) && consists_of(text, is_letter)) ||
         (text.size() == 3 && consists_of(text, is_digit));
}

} // namespace

bool is_digits(std::string_view text) noexcept {
  return consists_of(text, is_digit);
}

bool is_hex(std::string_view text) noexcept {
  return consists_of(text, is_hex_digit);
}

bool is_uuid(std::string_view text) noexcept {
  constexpr std::size_t lengths[] = {8, 4, 4, 4, 12};
  if (text.size() != 36)
    return false;
  for (const auto length : lengths) {
    const auto [group, rest, more] = split_first(text, "-");
    if (group.size() != length || !is_hex(group))
      return false;
    text = rest;
  }
  return text.empty();
}

bool is_prefixed_uuid(std::string_view text) noexcept {
  const auto [prefix, uuid, has_prefix] = split_first(text, ".");
  return has_prefix ? prefix.size() <= 4 && consists_of(prefix, is_lower) && is_uuid(uuid)
                    : is_uuid(text);
}

bool is_base62(std::string_view text) noexcept {
  return consists_of(text, is_alphanumeric);
}

bool is_code(std::string_view text) noexcept {
  return consists_of(text, is_code_character);
}

bool is_dotted_code(std::string_view text) noexcept {
  return consists_of(text, [](char c) { return is_code_character(c) || c == '.'; }) &&
         text.front() != '.' && text.back() != '.';
}

bool is_country(std::string_view text) noexcept {
  return text.size() == 2 && consists_of(text, is_letter);
}

bool is_locale(std::string_view text) noexcept {
  const auto [language, rest, has_more] = split_first(text, "-");
  const std::size_t longest = has_more ? 3 : 2;
  if (language.size() < 2 || language.size() > longest || !consists_of(language, is_letter))
    return false;
  if (!has_more)
    return true;
  const auto [second, third, has_third] = split_first(rest, "-");
  return is_part_of_locale(second) && (!has_third || is_part_of_locale(third));
}

bool is_artist_view(std::string_view word) noexcept {
  constexpr std::string_view views[] = {
      "about",
      "albums",
      "all-albums",
      "all-songs",
      "appears-on",
      "appears_on",
      "bio",
      "biography",
      "compilations",
      "discography",
      "eps",
      "featuring",
      "info",
      "music-videos",
      "overview",
      "playlists",
      "popular",
      "related",
      "related-artists",
      "related_artist",
      "related_artists",
      "releases",
      "see-all",
      "similar",
      "similar-artists",
      "singles",
      "songs",
      "top-songs",
      "top-tracks",
      "top_track",
      "top_tracks",
      "toptracks",
      "tracks",
      "videos",
  };
  return std::ranges::find(views, word) != std::end(views);
}

} // namespace musiclink::services
