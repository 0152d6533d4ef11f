#pragma once

#include <algorithm>
#include <string_view>

namespace musiclink {

// Character classes of URLs and identifiers. Unlike <cctype> they know no locale
// and take any byte.

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_upper(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}

constexpr bool is_lower(char c) noexcept {
  return c >= 'a' && c <= 'z';
}

constexpr bool is_letter(char c) noexcept {
  return is_upper(c) || is_lower(c);
}

constexpr bool is_alphanumeric(char c) noexcept {
  return is_letter(c) || is_digit(c);
}

constexpr bool is_hex_digit(char c) noexcept {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr bool is_ascii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}

constexpr char to_lower(char c) noexcept {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr char to_upper(char c) noexcept {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Whether the text is not empty and every character is of the class.
template<class Predicate>
constexpr bool consists_of(std::string_view text, Predicate of_class) noexcept {
  return !text.empty() && std::ranges::all_of(text, of_class);
}

} // namespace musiclink
