#include "core/reply/safe_text.hpp"

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace musiclink {
namespace {

constexpr std::size_t most_characters = 300;
constexpr std::string_view zero_width_space = "\xe2\x80\x8b";

/// What a host name may hold; letters of any script, as clients link those too. Not "_": there
/// clients end a link that began before it.
constexpr bool is_label_character(char c) noexcept {
  return is_alphanumeric(c) || c == '-' || !is_ascii(c);
}

/// "com", "example", "xn--p1ai", "рф": letters that follow a dot. Which of them exist today is for
/// a list that clients have and that grows; a break where there was no need is not seen.
bool resembles_top_level_domain(std::string_view label) noexcept {
  return label.size() >= 2 && (label.starts_with("xn--") || consists_of(label, [](char c) {
                                 return is_letter(c) || !is_ascii(c);
                               }));
}

bool resembles_number(std::string_view label) noexcept {
  return label.size() <= 3 && consists_of(label, is_digit);
}

std::string_view take_label(std::string_view text, std::size_t& at) noexcept {
  const auto begin = at;
  while (at < text.size() && is_label_character(text[at]))
    ++at;
  const auto label = text.substr(begin, at - begin);
  return label.substr(0, label.find_last_not_of('-') + 1); // a link ends before these
}

/// The dots inside a word like "evil.example" or "192.0.2.1": where it is to be broken. `at` is the
/// first character of the word's first label, and then the one behind its last. What follows a
/// domain does not matter: of "evil.example.1" clients link what they understand.
void find_host_breaks(std::string_view text, std::size_t& at, std::vector<std::size_t>& breaks) {
  const auto first = breaks.size();
  bool all_numbers = resembles_number(take_label(text, at));
  bool is_domain = false;
  while (at + 1 < text.size() && text[at] == '.' && is_label_character(text[at + 1])) {
    breaks.push_back(++at);
    const auto label = take_label(text, at);
    all_numbers = all_numbers && resembles_number(label);
    is_domain = is_domain || resembles_top_level_domain(label);
  }
  const bool is_address = all_numbers && breaks.size() - first >= 3;
  if (!is_address && !is_domain)
    breaks.resize(first);
}

/// Schemes that clients link without slashes.
bool is_linked_scheme(std::string_view word) noexcept {
  constexpr std::string_view schemes[] = {"bitcoin", "geo", "magnet", "mailto", "matrix",
                                          "sip",     "sms", "tel",    "urn",    "xmpp"};
  return std::ranges::any_of(
      schemes, [word](std::string_view each) { return equals_ignoring_case(word, each); });
}

/// "@room", or an identifier or alias of Matrix: "@user:server", "#room:server".
bool resembles_mention(std::string_view word) noexcept {
  const auto name = word.substr(1);
  if (word.front() == '@' && equals_ignoring_case(name.substr(0, 4), "room") &&
      (name.size() == 4 || !(is_label_character(name[4]) || name[4] == '_')))
    return true;
  const auto [local, server, has_server] = split_first(name, ":");
  return has_server && !local.empty() && !server.empty();
}

/// Where the text, which is one line, is to be broken, in order.
std::vector<std::size_t> find_breaks(std::string_view text) {
  std::vector<std::size_t> breaks;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_label_character(c)) {
      const auto begin = at;
      find_host_breaks(text, at, breaks);
      const bool has_more = at + 1 < text.size() && text[at] == ':' && text[at + 1] != ' ';
      if (has_more && is_linked_scheme(text.substr(begin, at - begin)))
        breaks.push_back(at + 1);
      continue;
    }
    ++at;
    const auto word = text.substr(at - 1, text.find(' ', at) - (at - 1));
    if (std::string_view("@#!+").find(c) != std::string_view::npos && resembles_mention(word))
      breaks.push_back(at);
  }
  return breaks;
}

} // namespace

std::string safe_text(std::string_view text) {
  auto line = one_line(text, most_characters);
  for (std::size_t at = 0; (at = line.find("://", at)) != std::string::npos; at += 4)
    line.insert(at + 1, " ");
  const auto breaks = find_breaks(line);
  for (auto at = breaks.rbegin(); at != breaks.rend(); ++at)
    line.insert(*at, zero_width_space);
  return line;
}

} // namespace musiclink
