#include "core/services/shapes.hpp"

#include "core/ascii.hpp"
#include "core/text.hpp"

namespace musiclink::services {
namespace {

constexpr bool is_code_character(char c) noexcept {
  return is_alphanumeric(c) || c == '-' || c == '_';
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
  const auto [language, region, has_region] = split_first(text, "-");
  return is_country(language) && (!has_region || is_country(region));
}

} // namespace musiclink::services
