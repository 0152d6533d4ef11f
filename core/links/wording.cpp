#include "core/links/wording.hpp"

#include "core/json/json.hpp"
#include "core/links/detect.hpp"
#include "core/model/link.hpp"
#include "core/text/link_scan.hpp"
#include "core/text/text.hpp"
#include "core/text/unicode.hpp"

#include <algorithm>
#include <optional>

namespace musiclink {
namespace {

constexpr auto npos = std::string_view::npos;

/// Replies are short, and what a relay puts in front of them too.
constexpr std::size_t most_bytes = 4096;
/// A nick, a room and the like, beside our own words.
constexpr std::size_t most_foreign_words = 4;
/// One word alone ("Intro") is no headline that could not be a person's.
constexpr std::size_t fewest_headline_words = 2;
constexpr std::size_t most_headline_words = 16;
constexpr std::size_t most_words_read = 40;

/// The longest service name has two words.
constexpr std::size_t most_name_bytes = 16;

std::string words_in(std::string_view text) {
  const auto plain = folded(text);
  std::string words;
  bool in_word = false;
  for (std::string_view rest = plain; !rest.empty();) {
    const auto at = rest;
    const bool is_word = is_word_character(take_character(rest));
    if (is_word && !in_word && !words.empty())
      words += ' ';
    if (is_word)
      words += at.substr(0, at.size() - rest.size());
    in_word = is_word;
  }
  return words;
}

void append_words(std::string& to, std::string_view text) {
  const auto more = words_in(text);
  if (!to.empty() && !more.empty())
    to += ' ';
  to += more;
}

std::size_t count_words(std::string_view words) {
  return words.empty() ? 0
                       : static_cast<std::size_t>(std::ranges::count(words, ' ')) + std::size_t{1};
}

/// Whether these words stand in the text in this order, one behind the other.
bool contains_words(std::string_view text, std::string_view words) {
  const auto at_edge = [&](std::size_t at) { return at == 0 || text[at - 1] == ' '; };
  if (words.empty())
    return false;
  for (auto at = text.find(words); at != npos; at = text.find(words, at + 1)) {
    const auto end = at + words.size();
    if (at_edge(at) && (end == text.size() || text[end] == ' '))
      return true;
  }
  return false;
}

std::string_view without_end(std::string_view text, std::string_view characters) {
  return text.substr(0, text.find_last_not_of(characters) + 1);
}

bool ends_with_name(std::string_view text) {
  for (auto length = std::min(text.size(), most_name_bytes); length > 0; --length)
    if (is_display_name(text.substr(text.size() - length)))
      return true;
  return false;
}

/// "Deezer: " or, as Markdown has links, "[Deezer](" before a URL, in bold or not.
bool ends_with_label(std::string_view before) {
  constexpr std::string_view around = " \t\r\n*_~\"'\x02";
  before = without_end(before, " \t\r\n*_~\"'(<\x02");
  if (!before.ends_with(':') && !before.ends_with(']'))
    return false;
  before.remove_suffix(1);
  return ends_with_name(without_end(before, around));
}

/// The next URL. "Spotify:", as our replies have it, begins like a link and is none.
std::optional<std::string_view> next_url(link_scanner& scanner) {
  constexpr std::size_t scheme = std::string_view("spotify:").size();
  auto url = scanner.next();
  while (url && url->size() <= scheme)
    url = scanner.next();
  return url;
}

/// The words of a reply's body between two links: of a song's first link, its headline.
std::string headline_in(std::string_view before) {
  // The service's name is the last line's only word.
  const auto label = before.rfind('\n');
  return label == npos ? std::string() : words_in(before.substr(0, label));
}

} // namespace

wording wording_of(std::string_view body) {
  body = body.substr(0, most_bytes);
  wording result;
  bool any = false;
  bool all_labelled = true;
  std::size_t behind = 0;
  link_scanner scanner(body);
  while (const auto url = next_url(scanner)) {
    const auto at = static_cast<std::size_t>(url->data() - body.data());
    const auto before = body.substr(behind, at - behind);
    any = true;
    all_labelled = all_labelled && ends_with_label(before);
    append_words(result.words, before);
    behind = at + url->size();
  }
  append_words(result.words, body.substr(behind));
  result.labelled = any && all_labelled;
  return result;
}

// A reply's body is written by us: a headline, then a line for each service.
std::vector<spoken_link> spoken_in_body(std::string_view body) {
  std::vector<spoken_link> result;
  std::string headline;
  const char* behind = body.data();
  link_scanner scanner(body);
  while (const auto url = next_url(scanner)) {
    const std::string_view before(behind, static_cast<std::size_t>(url->data() - behind));
    behind = url->data() + url->size();
    const bool new_song = result.empty() || before.find("\n\n") != npos;
    if (new_song)
      headline = headline_in(before);
    if (auto what = classify(*url))
      result.push_back({std::move(*what), headline});
  }
  return result;
}

std::vector<spoken_link> spoken_in(std::string_view content) {
  const auto document = json::parsed(std::string(content));
  if (!document)
    return {};
  const auto root = document->root();
  const auto edited = root["m.new_content"]["body"].string();
  return spoken_in_body(edited ? *edited : root["body"].string_or(""));
}

bool is_own_wording(const wording& text, std::span<const spoken_link> said) {
  bool all_told = !said.empty();
  std::size_t own_words = 0;
  std::string_view headline;
  for (const auto& one : said) {
    const auto name = words_in(display_name(one.what.where));
    const bool is_headed = count_words(one.headline) >= fewest_headline_words &&
                           contains_words(text.words, one.headline);
    all_told = all_told && is_headed && contains_words(text.words, name);
    own_words += count_words(name);
    if (is_headed && one.headline != headline)
      own_words += count_words(one.headline);
    headline = one.headline;
  }
  if (all_told)
    return true;
  return text.labelled && count_words(text.words) <= own_words + most_foreign_words;
}

std::vector<std::string_view> possible_headlines(const wording& text) {
  const std::string_view words = text.words;
  std::vector<std::string_view> result;
  std::size_t begin = 0;
  for (std::size_t first = 0; first < most_words_read && begin < words.size(); ++first) {
    auto end = begin;
    for (std::size_t count = 1; count <= most_headline_words && end < words.size(); ++count) {
      end = std::min(words.find(' ', end == begin ? end : end + 1), words.size());
      if (count >= fewest_headline_words)
        result.push_back(words.substr(begin, end - begin));
    }
    begin = std::min(words.find(' ', begin), words.size()) + 1;
  }
  return result;
}

} // namespace musiclink
