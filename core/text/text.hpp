#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// Takes one character off the front of a text that is valid UTF-8 and not
/// empty.
char32_t take_character(std::string_view& utf8) noexcept;

/// Whether a character shows nothing and can deceive: controls, line separators,
/// zero-width spaces and what turns the direction of text. Joiners are not among
/// them, since scripts and emoji need them.
bool is_deceptive(char32_t character) noexcept;

/// A text from outside as one line for people: valid UTF-8, without deceptive
/// characters, white space as single spaces, at most `most` characters, the last
/// of them an ellipsis if something was cut.
std::string one_line(std::string_view text, std::size_t most);

/// A text from outside as one line that hides nothing: deceptive characters and
/// line ends are written out ("\u{1b}", "\n").
std::string spelled_out(std::string_view text);

/// Splits around the first, or the last, occurrence of `separator`; without one,
/// `before` is the whole and `found` false.
struct halves {
  std::string_view before;
  std::string_view after;
  bool found = false;
};
halves split_first(std::string_view text, std::string_view separator) noexcept;
halves split_last(std::string_view text, std::string_view separator) noexcept;

/// The parts in a row, with the separator between them.
std::string joined(const std::vector<std::string>& parts, std::string_view separator = ", ");

/// Compares ignoring the case of ASCII letters.
bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept;

} // namespace musiclink
