#include "core/match/vocabulary.hpp"

#include "core/match/version_words.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <span>

namespace musiclink::match {
namespace {

std::string spaced(const words& of) {
  std::string result = " ";
  for (const auto& word : of)
    result.append(word).append(" ");
  return result;
}

bool listed(std::string_view list, std::string_view word) {
  return list.find(" " + std::string(word) + " ") != std::string_view::npos;
}

/// "2", "50th"
bool is_ordinal(std::string_view word) {
  const auto end = std::min(word.find_first_not_of("0123456789"), word.size());
  const auto rest = word.substr(end);
  return end > 0 && end < 3 && (rest.empty() || listed(" st nd rd th ", rest));
}

/// Scripts without spaces: the phrase is looked for inside words too.
bool speaks_of(const std::string& text, std::string_view phrase) {
  const bool has_spaces = is_ascii(phrase.front()) || (phrase.front() & 0xf0) == 0xd0;
  return text.find(has_spaces ? " " + std::string(phrase) + " " : std::string(phrase)) !=
         std::string::npos;
}

/// "Live" is a verb too: it counts at either end or before a place, a time or
/// another version word, not in "Live Your Life".
bool is_live(const words& of) {
  for (std::size_t i = 0; i < of.size(); ++i)
    if (of[i] == "live" && (i + 1 == of.size() || is_number(of[i + 1]) ||
                            listed(after_live, of[i + 1]) || is_noise({of[i + 1]})))
      return true;
  return false;
}

/// "Original mix" and "album version" are what is meant without any such words.
bool is_plain(const words& of) {
  const auto text = spaced(of);
  return std::ranges::any_of(plain_phrases,
                             [&](std::string_view phrase) { return speaks_of(text, phrase); });
}

version phrases_in(const words& of, std::span<const version_word> table) {
  version result;
  const auto text = spaced(of);
  for (const auto& [kind, phrases] : table)
    for (auto rest = split_first(phrases, ", "); !rest.before.empty();
         rest = split_first(rest.after, ", "))
      if (speaks_of(text, rest.before))
        result.kinds.emplace(kind);
  return result;
}

} // namespace

bool is_year(std::string_view word) noexcept {
  return word.size() == 4 && is_number(word) && (word.starts_with("19") || word.starts_with("20"));
}

bool names_origin(const words& of) {
  const auto has = [&](std::string_view word) { return std::ranges::find(of, word) != of.end(); };
  return of.size() > 1 && (of.front() == "from" || (of.front() == "theme" && of[1] == "from") ||
                           has("soundtrack") || has("ost"));
}

void version::add(const version& more) {
  kinds.insert(more.kinds.begin(), more.kinds.end());
  details.insert(more.details.begin(), more.details.end());
}

version version_in(const words& of) {
  auto result = phrases_in(of, version_words);
  if (is_live(of))
    result.kinds.emplace("live");
  if (is_plain(of) && std::ranges::find(of, "remix") == of.end())
    result.kinds.erase("remix");
  // Only what has no better name is told apart by its words alone.
  if (result.kinds.empty() && !is_noise(of) && !names_origin(of))
    result = phrases_in(of, weak_version_words);
  if (result.kinds.empty())
    return {};
  const auto names = spaced(of);
  for (const auto& word : of) {
    const auto means_itself = phrases_in({word}, version_words).kinds;
    if (means_itself.empty() && phrases_in({word}, weak_version_words).kinds.empty() &&
        !listed(filler, word) && !listed(noise, word) && word != "live")
      result.details.insert(word);
  }
  return result;
}

version version_in_name(const words& of) {
  return phrases_in(of, version_names);
}

bool is_noise(const words& of) {
  bool any = false;
  for (const auto& word : of) {
    const bool one =
        listed(noise, word) || std::ranges::any_of(noise_inside, [&](std::string_view part) {
          return word.find(part) != std::string::npos;
        });
    if (!one && !listed(filler, word) && !is_year(word) && !is_ordinal(word))
      return false;
    any = any || one;
  }
  // "From" names a film, a series or an album.
  return any || is_plain(of);
}

label label_in(const words& of) {
  label result;
  for (const auto& word : of) {
    result.marked = result.marked || listed(marks, word);
    result.audio = result.audio || listed(audio_marks, word);
  }
  return result;
}

} // namespace musiclink::match
