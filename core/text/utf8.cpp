#include "core/text/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace musiclink {
namespace {

bool within(char byte, unsigned low, unsigned high) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= low && value <= high;
}

/// Length of the well-formed character at the front (RFC 3629 section 4), or 0.
std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80)
    return 1;
  const std::size_t length = first < 0xc2   ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length)
    return 0;
  // Only the second byte's range depends on the first: overlong forms,
  // surrogates and what lies above U+10FFFF show there.
  const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (!within(text[1], low, high))
    return 0;
  for (std::size_t i = 2; i < length; ++i)
    if (!within(text[i], 0x80, 0xbf))
      return 0;
  return length;
}

/// How many bytes at the front are ASCII, counted by eights.
std::size_t ascii_length(std::string_view text) {
  std::size_t length = 0;
  for (std::uint64_t eight = 0; text.size() - length >= sizeof eight; length += sizeof eight) {
    std::memcpy(&eight, text.data() + length, sizeof eight);
    if ((eight & 0x8080808080808080U) != 0)
      break;
  }
  return length;
}

} // namespace

std::size_t utf8_length(std::string_view bytes) noexcept {
  auto rest = bytes;
  for (;;) {
    rest.remove_prefix(ascii_length(rest));
    const auto length = rest.empty() ? 0 : character_length(rest);
    if (length == 0)
      return bytes.size() - rest.size();
    rest.remove_prefix(length);
  }
}

bool is_utf8(std::string_view bytes) noexcept {
  return utf8_length(bytes) == bytes.size();
}

std::string to_utf8(std::string_view bytes) {
  std::string result;
  result.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto length = character_length(bytes);
    if (length == 0)
      result += "\xef\xbf\xbd";
    else
      result += bytes.substr(0, length);
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

std::string_view without_byte_order_mark(std::string_view text) noexcept {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  if (text.starts_with(mark))
    text.remove_prefix(mark.size());
  return text;
}

} // namespace musiclink
