#include "core/matrix/identifiers.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace musiclink::matrix {
namespace {

constexpr std::size_t longest = 255;

/// Neither space nor control. Bytes of other alphabets pass.
bool is_visible(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
}

bool is_host(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) {
    text = text.substr(1, text.size() - 2);
    return text.size() >= 2 && std::all_of(text.begin(), text.end(), [](char c) {
             return is_digit(c) || c == ':' || c == '.' || (is_letter(c) && (c | 0x20) <= 'f');
           });
  }
  return !text.empty() && text.front() != '.' && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || is_letter(c) || c == '-' || c == '.';
  });
}

/// Sigil, a local part, ':' and a server name.
bool is_local_at_server(std::string_view text, char sigil) {
  if (text.size() > longest || !text.starts_with(sigil))
    return false;
  const auto colon = text.find(':');
  return colon != std::string_view::npos && colon > 1 &&
         std::all_of(text.begin(), text.end(), is_visible) &&
         is_server_name(text.substr(colon + 1));
}

} // namespace

bool is_port(std::string_view text) noexcept {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_server_name(std::string_view text) noexcept {
  if (text.size() > longest)
    return false;
  // The colons of an IPv6 address are inside brackets.
  const auto colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  if (colon == std::string_view::npos)
    return is_host(text);
  return is_host(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

bool is_user_id(std::string_view text) noexcept {
  return is_local_at_server(text, '@') && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x80;
         });
}

bool is_room_id(std::string_view text) noexcept {
  if (text.size() > longest || !text.starts_with('!'))
    return false;
  const auto colon = text.find(':');
  return colon != 1 && text.size() > 1 && std::all_of(text.begin(), text.end(), is_visible) &&
         (colon == std::string_view::npos || is_server_name(text.substr(colon + 1)));
}

bool is_room_alias(std::string_view text) noexcept {
  return is_local_at_server(text, '#');
}

std::string server_of(std::string_view user_id) {
  const auto colon = user_id.find(':');
  return colon == std::string_view::npos ? std::string() : std::string(user_id.substr(colon + 1));
}

} // namespace musiclink::matrix
