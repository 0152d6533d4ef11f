#include "core/json/syntax.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace musiclink::json {
namespace {

constexpr auto nowhere = std::string_view::npos;

/// Behind the string that begins at `begin`.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
  for (auto at = begin + 1; at < text.size(); ++at) {
    if (text[at] == '"')
      return at + 1;
    if (text[at] == '\\')
      ++at;
  }
  return nowhere;
}

std::size_t end_of_comment(std::string_view text, std::size_t begin) {
  const std::string_view closing = text[begin + 1] == '*' ? "*/" : "\n";
  const auto at = text.find(closing, begin + 2);
  return at == nowhere ? nowhere : at + closing.size();
}

/// Where the string or comment begins that holds this place, or the place itself.
std::size_t begin_of_part(std::string_view text, std::size_t place) {
  std::size_t at = 0;
  while (at < place) {
    auto end = at + 1;
    if (const auto two = text.substr(at, 2); two.starts_with('"'))
      end = end_of_string(text, at);
    else if (two == "/*" || two == "//")
      end = end_of_comment(text, at);
    if (end > place)
      return at;
    at = end;
  }
  return place;
}

} // namespace

syntax_error error_at(std::string message, std::size_t offset, std::string_view text) {
  const auto before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto line_start = before.rfind('\n');
  const auto column = line_start == std::string_view::npos ? offset : offset - line_start - 1;
  return {std::move(message), offset, static_cast<unsigned>(lines + 1),
          static_cast<unsigned>(column + 1)};
}

syntax_error explain_syntax(std::string_view text, std::size_t stopped_at,
                            std::string_view otherwise) {
  if (stopped_at == 0 || stopped_at > text.size())
    return error_at(std::string(otherwise), stopped_at, text);
  const auto begin = begin_of_part(text, stopped_at);
  const auto part = text.substr(begin, stopped_at - begin);
  const auto next = text.substr(stopped_at, 1);
  if (part.starts_with("/*"))
    return error_at("This comment is never closed; write */ at its end.", begin, text);
  if (part.starts_with('"') && (next.empty() || next == "\n" || next == "\r"))
    return error_at("This text has no closing quotation mark on its line.", begin, text);
  if (part.starts_with('"') && next == "\t")
    return error_at("A text cannot hold a tab; write \\t.", stopped_at, text);
  if (text[stopped_at - 1] == '/' && begin_of_part(text, stopped_at - 1) == stopped_at - 1)
    return error_at("A comment begins with // or /*.", stopped_at - 1, text);
  return error_at(std::string(otherwise), stopped_at, text);
}

std::optional<std::uint32_t> code_unit(std::string_view digits) {
  if (digits.size() != 4 || !consists_of(digits, is_hex_digit))
    return std::nullopt;
  std::uint32_t unit = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  return unit;
}

} // namespace musiclink::json
