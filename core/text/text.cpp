#include "core/text/text.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace musiclink {
namespace {

constexpr std::string_view ellipsis = "\xe2\x80\xa6";

bool is_space(char32_t c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

halves split_at(std::string_view text, std::size_t where, std::size_t length) noexcept {
  if (where == std::string_view::npos)
    return {text, {}, false};
  return {text.substr(0, where), text.substr(where + length), true};
}

} // namespace

char32_t take_character(std::string_view& utf8) noexcept {
  const auto first = static_cast<unsigned char>(utf8.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  char32_t character = length == 1 ? first : first & (0x7fU >> length);
  for (std::size_t i = 1; i < length && i < utf8.size(); ++i)
    character = (character << 6) | (static_cast<unsigned char>(utf8[i]) & 0x3fU);
  utf8.remove_prefix(std::min(length, utf8.size()));
  return character;
}

bool is_deceptive(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) // C0, DEL, C1
         || c == 0xad || c == 0x61c           // soft hyphen, Arabic letter mark
         || c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f); // tag characters
}

std::string one_line(std::string_view text, std::size_t most) {
  const auto valid = to_utf8(text);
  std::string_view rest = valid;
  std::string result;
  std::size_t characters = 0;
  std::size_t end_without_last = 0; // where the last character that fits begins
  bool space_waits = false;
  while (!rest.empty()) {
    const auto whole = rest;
    const auto character = take_character(rest);
    if (is_space(character)) {
      space_waits = !result.empty();
      continue;
    }
    if (is_deceptive(character))
      continue;
    const std::size_t more = space_waits ? 2 : 1;
    if (characters + more > most) {
      if (characters == most)
        result.resize(end_without_last);
      return most == 0 ? std::string{} : result.append(ellipsis);
    }
    if (space_waits)
      result += ' ';
    space_waits = false;
    characters += more;
    end_without_last = result.size();
    result += whole.substr(0, whole.size() - rest.size());
  }
  return result;
}

std::string spelled_out(std::string_view text) {
  const auto valid = to_utf8(text);
  std::string_view rest = valid;
  std::string result;
  while (!rest.empty()) {
    const auto whole = rest;
    const auto character = take_character(rest);
    if (character == '\n') {
      result += "\\n";
    } else if (is_deceptive(character)) {
      std::array<char, 16> code{};
      std::snprintf(code.data(), code.size(), "\\u{%x}", static_cast<unsigned>(character));
      result += code.data();
    } else {
      result += whole.substr(0, whole.size() - rest.size());
    }
  }
  return result;
}

halves split_first(std::string_view text, std::string_view separator) noexcept {
  return split_at(text, text.find(separator), separator.size());
}

halves split_last(std::string_view text, std::string_view separator) noexcept {
  return split_at(text, text.rfind(separator), separator.size());
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string result;
  for (const auto& part : parts)
    result.append(result.empty() ? "" : separator).append(part);
  return result;
}

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept {
  return std::ranges::equal(left, right, {}, to_lower, to_lower);
}

} // namespace musiclink
