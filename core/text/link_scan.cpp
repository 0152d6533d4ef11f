#include "core/text/link_scan.hpp"

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace musiclink {
namespace {

struct range {
  char32_t first;
  char32_t last;
};

/// What ends a link outside ASCII, in order. CJK letters within the punctuation
/// block (々 〆 〇, numerals, repeat marks) are not punctuation.
constexpr range ends[] = {
    {0x0080, 0x00a0}, // C1 controls, no-break space
    {0x00ab, 0x00ab}, // «
    {0x00ad, 0x00ad}, // soft hyphen
    {0x00bb, 0x00bb}, // »
    {0x034f, 0x034f}, // combining grapheme joiner
    {0x061c, 0x061c}, // Arabic letter mark
    {0x1680, 0x1680}, // Ogham space
    {0x180e, 0x180e}, // Mongolian vowel separator
    {0x2000, 0x200f}, // spaces, zero width, direction marks
    {0x2018, 0x201f}, // typographic quotes
    {0x2026, 0x2026}, // …
    {0x2028, 0x202f}, // separators, embeddings, narrow space
    {0x2039, 0x203a}, // ‹ ›
    {0x205f, 0x206f}, // mathematical space, invisible operators, isolates
    {0x275b, 0x275e}, // ornamental quotes
    {0x3000, 0x3004}, // ideographic space, 、 。 〃
    {0x3008, 0x3020}, // CJK brackets
    {0x3030, 0x3030}, // wavy dash
    {0x303d, 0x303d}, // part alternation mark
    {0x30a0, 0x30a0}, // ゠
    {0x30fb, 0x30fb}, // ・
    {0xfe10, 0xfe1f}, // vertical forms
    {0xfe30, 0xfe6f}, // CJK compatibility and small forms
    {0xfeff, 0xfeff}, // zero-width no-break space
    {0xff01, 0xff0f}, // fullwidth punctuation
    {0xff1a, 0xff20}, {0xff3b, 0xff40},
    {0xff5b, 0xff65}, {0xfff9, 0xfffb}, // interlinear annotation
};

/// The same for ASCII: controls, space and these.
constexpr auto ascii_ends = [] {
  std::array<bool, 0x80> result{};
  std::fill_n(result.begin(), ' ' + 1, true);
  for (const char c : std::string_view("<>\"`|\\^{}[]\x7f"))
    result[static_cast<unsigned char>(c)] = true;
  return result;
}();

/// The bytes at the front that would be one character, if they are one at all.
std::string_view first_non_ascii(std::string_view text) noexcept {
  std::size_t length = 1;
  while (length < std::min<std::size_t>(text.size(), 4) &&
         (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
    ++length;
  return text.substr(0, length);
}

bool ends_link(std::string_view non_ascii) noexcept {
  if (!is_utf8(non_ascii))
    return true;
  const auto character = take_character(non_ascii);
  const auto* found = std::ranges::lower_bound(ends, character, {}, &range::last);
  return found != std::end(ends) && character >= found->first;
}

/// Exactly the characters that may not stand before a link (core/links/RULES.md 3).
constexpr bool is_scheme_character(char c) noexcept {
  return is_alphanumeric(c) || c == '+' || c == '-' || c == '.';
}

} // namespace

bool starts_link(std::string_view text) noexcept {
  constexpr std::string_view starts[] = {"http://", "https://", "spotify:"};
  return std::ranges::any_of(starts, [text](std::string_view start) {
    return equals_ignoring_case(text.substr(0, start.size()), start);
  });
}

std::size_t link_extent(std::string_view text) noexcept {
  std::size_t end = 0;
  while (end < text.size()) {
    if (is_ascii(text[end])) {
      if (ascii_ends[static_cast<unsigned char>(text[end])])
        break;
      ++end;
    } else {
      const auto character = first_non_ascii(text.substr(end));
      if (ends_link(character))
        break;
      end += character.size();
    }
  }
  return end;
}

std::string_view without_trailing_punctuation(std::string_view link) noexcept {
  auto unopened = std::ranges::count(link, ')') - std::ranges::count(link, '(');
  while (!link.empty()) {
    const char last = link.back();
    if (last == ')' && unopened > 0)
      --unopened;
    else if (std::string_view(".,;:!?'*~").find(last) == std::string_view::npos)
      break;
    link.remove_suffix(1);
  }
  return link;
}

std::optional<std::string_view> link_scanner::next() noexcept {
  for (;;) {
    const auto colon = text_.find(':', at_);
    if (colon == std::string_view::npos)
      return std::nullopt;
    auto begin = colon;
    while (begin > at_ && is_scheme_character(text_[begin - 1]))
      --begin;
    at_ = colon + 1;

    const auto scheme = text_.substr(begin, colon - begin);
    const auto after = text_.substr(colon + 1);
    const bool is_spotify = equals_ignoring_case(scheme, "spotify");
    if (scheme.empty() || (!is_spotify && !after.starts_with("//")))
      continue;
    if (is_spotify && starts_link(after))
      continue; // "Spotify:https://…" is a label glued to a link

    const auto found = text_.substr(begin, link_extent(text_.substr(begin)));
    at_ = begin + found.size();
    if (starts_link(found))
      return without_trailing_punctuation(found);
  }
}

} // namespace musiclink
