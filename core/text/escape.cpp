#include "core/text/escape.hpp"

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

namespace musiclink {
namespace {

constexpr std::size_t longest_url = 512;

bool may_stand_in_url(char c) {
  constexpr std::string_view marks = "-._~:/?#@!$&'()*+,;=%"; // RFC 3986 section 2, no brackets
  return is_alphanumeric(c) || marks.find(c) != std::string_view::npos;
}

bool is_http(std::string_view url) {
  return equals_ignoring_case(url.substr(0, 8), "https://") ||
         equals_ignoring_case(url.substr(0, 7), "http://");
}

} // namespace

std::string html_escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      result += c;
    }
  }
  return result;
}

std::optional<std::string> postable_url(std::string_view url) {
  if (!is_http(url) || url.size() > longest_url)
    return std::nullopt;
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : url) {
    if (may_stand_in_url(c)) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result.append({'%', digits[byte >> 4], digits[byte & 0xf]});
  }
  return result.size() <= longest_url ? std::optional(result) : std::nullopt;
}

} // namespace musiclink
