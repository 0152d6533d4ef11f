#include "core/text/url.hpp"

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <charconv>

namespace musiclink {
namespace {

struct scheme {
  std::string_view prefix;
  std::string_view port;
};

constexpr scheme schemes[] = {{"https://", "443"}, {"http://", "80"}};

constexpr bool is_host_character(char c) noexcept {
  return is_alphanumeric(c) || c == '-' || c == '.';
}

bool is_plain_host(std::string_view host) {
  return consists_of(host, is_host_character) && host.front() != '.' && host.back() != '.';
}

std::optional<url> split_after_scheme(std::string_view text, std::string_view default_port) {
  const auto host_end = std::min(text.find_first_of("/?#"), text.size());
  const auto [host, port, has_port] = split_first(text.substr(0, host_end), ":");
  if (!is_plain_host(host) || (has_port && port != default_port))
    return std::nullopt;
  const auto without_fragment = split_first(text.substr(host_end), "#").before;
  const auto [path, query, has_query] = split_first(without_fragment, "?");
  url result{std::string(host), path, query};
  std::ranges::transform(result.host, result.host.begin(), to_lower);
  return result;
}

template<class Predicate>
std::string encoded(std::string_view text, char mark, Predicate stays) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (stays(c)) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += {mark, hex[byte >> 4], hex[byte & 0xf]};
  }
  return result;
}

} // namespace

std::optional<url> split_url(std::string_view text) {
  for (const auto& [prefix, port] : schemes)
    if (equals_ignoring_case(text.substr(0, prefix.size()), prefix))
      return split_after_scheme(text.substr(prefix.size()), port);
  return std::nullopt;
}

std::optional<std::string_view> query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto [parameter, rest, more] = split_first(query, "&");
    const auto [key, value, has_value] = split_first(parameter, "=");
    if (key == name)
      return value;
    query = rest;
  }
  return std::nullopt;
}

std::string percent_decoded(std::string_view text) {
  return percent_decoded(text, '%');
}

std::string percent_decoded(std::string_view text, char mark) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const auto digits = text.substr(i + 1, 2);
    if (text[i] == mark && digits.size() == 2 && consists_of(digits, is_hex_digit)) {
      std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      result += static_cast<char>(byte);
      i += digits.size();
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string plain_path_of(std::string_view base_url) {
  const auto after_scheme = split_first(base_url, "://");
  const auto rest = after_scheme.found ? after_scheme.after : base_url;
  auto result = percent_decoded(rest.substr(std::min(rest.find('/'), rest.size())));
  std::ranges::transform(result, result.begin(), to_lower);
  return without_trailing_slashes(result);
}

std::string without_trailing_slashes(std::string_view base_url) {
  return std::string(base_url.substr(0, base_url.find_last_not_of('/') + 1));
}

std::string percent_encoded(std::string_view text) {
  return percent_encoded(text, '%');
}

std::string percent_encoded(std::string_view text, char mark) {
  return encoded(text, mark, [mark](char c) {
    const bool is_unreserved = is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
    return is_unreserved && c != mark;
  });
}

std::string with_encoded_non_ascii(std::string_view text) {
  return encoded(text, '%', is_ascii);
}

} // namespace musiclink
