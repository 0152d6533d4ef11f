#include "core/match/words.hpp"

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"
#include "core/text/unicode.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace musiclink::match {

bool is_number(std::string_view word) noexcept {
  return consists_of(word, is_digit);
}

namespace {

using pair = std::pair<std::string_view, std::string_view>;

/// What stands before the number of a part, however it is spelt.
constexpr std::array counters{
    pair{"pt", "pt"},
    pair{"part", "pt"},
    pair{"parte", "pt"},
    pair{"partie", "pt"},
    pair{"teil", "pt"},
    pair{"pts", "pt"},
    pair{"parts", "pt"},
    pair{"часть", "pt"},
    pair{"vol", "vol"},
    pair{"volume", "vol"},
    pair{"volumen", "vol"},
    pair{"no", "no"},
    pair{"nr", "no"},
    pair{"num", "no"},
    pair{"number", "no"},
    pair{"chapter", "chapter"},
    pair{"act", "act"},
    pair{"book", "book"},
    pair{"side", "side"},
    pair{"disc", "disc"},
    // "#12", "Ep. 12", "Folge 12"
    pair{"ep", "no"},
    pair{"episode", "no"},
    pair{"episodio", "no"},
    pair{"folge", "no"},
    pair{"aflevering", "no"},
    pair{"odcinek", "no"},
    pair{"выпуск", "no"},
    pair{"kapitel", "chapter"},
    pair{"chapitre", "chapter"},
    pair{"capitulo", "chapter"},
    pair{"capitolo", "chapter"},
    pair{"hoofdstuk", "chapter"},
    pair{"rozdzial", "chapter"},
    pair{"глава", "chapter"},
    pair{"disk", "disc"},
    pair{"cd", "disc"},
};
constexpr std::array numbers{
    pair{"i", "1"},   pair{"ii", "2"},    pair{"iii", "3"},   pair{"iv", "4"},   pair{"v", "5"},
    pair{"vi", "6"},  pair{"vii", "7"},   pair{"viii", "8"},  pair{"ix", "9"},   pair{"x", "10"},
    pair{"one", "1"}, pair{"two", "2"},   pair{"three", "3"}, pair{"four", "4"}, pair{"five", "5"},
    pair{"six", "6"}, pair{"seven", "7"}, pair{"eight", "8"}, pair{"nine", "9"}, pair{"ten", "10"},
};

std::string_view translated(const auto& table, std::string_view word) {
  const auto found = std::ranges::find(table, word, &pair::first);
  return found == table.end() ? std::string_view{} : found->second;
}

/// "Part Two", "Pt. II" and "Pt. 2" are one. Numerals elsewhere stay.
void spell_numbers(words& list) {
  for (std::size_t i = 0; i + 1 < list.size(); ++i) {
    const auto counter = translated(counters, list[i]);
    if (counter.empty())
      continue;
    const auto number = translated(numbers, list[i + 1]);
    if (number.empty() && !is_number(list[i + 1]))
      continue;
    list[i] = counter;
    if (!number.empty())
      list[i + 1] = number;
  }
}

bool is_letter_or_other(char c) noexcept {
  return is_letter(c) || !is_ascii(c);
}

/// A mark that stands for a letter inside a word, or 0.
char letter_for(char mark, char before, char after) noexcept {
  switch (mark) {
  case '$':
    return is_letter(before) || is_letter(after) || before == 's' ? 's' : '\0';
  case '!':
    return is_letter(before) && is_letter(after) ? 'i' : '\0';
  case '*':
    return is_letter_or_other(before) || before == '*' ? '*' : '\0';
  case '#':
    return is_letter(before) && is_letter(after) ? '*' : '\0';
  default:
    return '\0';
  }
}

/// "Knockin'" is "Knocking".
void end_word(words& list, std::string& word, bool elided) {
  if (elided && word.size() > 3 && word.ends_with("in"))
    word += 'g';
  if (!word.empty())
    list.push_back(std::exchange(word, {}));
}

/// "Rock 'n' Roll", "Guns N' Roses"; "M/V"; "Mister", "Saint".
void spell_short_forms(words& list) {
  constexpr std::array long_forms{pair{"mister", "mr"}, pair{"saint", "st"},  pair{"doctor", "dr"},
                                  pair{"okay", "ok"},   pair{"versus", "vs"}, pair{"till", "til"}};
  for (auto& word : list)
    if (const auto found = translated(long_forms, word); !found.empty())
      word = found;
  for (std::size_t i = 1; i + 1 < list.size(); ++i)
    if (list[i] == "n")
      list[i] = "and";
  for (std::size_t i = 1; i < list.size(); ++i)
    if (list[i - 1] == "m" && list[i] == "v") {
      list[i] = "mv";
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(i) - 1);
    }
}

bool matches_stars(std::string_view starred, std::string_view plain) {
  return starred.find('*') != std::string_view::npos && starred.size() == plain.size() &&
         std::ranges::equal(starred, plain, [](char s, char p) { return s == '*' || s == p; });
}

std::string without_stars(std::string_view word) {
  std::string result;
  std::ranges::copy_if(word, std::back_inserter(result), [](char c) { return c != '*'; });
  return result;
}

bool same_word(const std::string& left, const std::string& right) {
  return left == right || matches_stars(left, right) || matches_stars(right, left) ||
         without_stars(left) == without_stars(right);
}

/// Whether a comma stands before three digits and behind others.
bool is_thousand(std::string_view word, std::string_view rest, char mark) {
  return mark == ',' && is_number(word) && rest.size() > 2 && is_number(rest.substr(0, 3)) &&
         (rest.size() == 3 || !is_digit(rest[3]));
}

/// Marks that stand alone are a name: "Die drei ???" are not "Die drei !!!".
std::size_t marks_alone(std::string_view rest, char before) {
  if (before != ' ')
    return 0;
  const auto end = std::min(rest.find_first_not_of("?!"), rest.size());
  const bool alone = end == rest.size() || rest[end] == ' ' || rest[end] == ')' || rest[end] == ',';
  return end > 1 && alone ? end : 0;
}

} // namespace

words words_of(std::string_view folded) {
  words list;
  std::string word;
  std::string leftovers;
  auto rest = folded;
  for (char before = ' '; !rest.empty();) {
    if (const auto marks = marks_alone(rest, before); marks > 0) {
      list.emplace_back(rest.substr(0, marks));
      before = '!';
      rest.remove_prefix(marks);
      continue;
    }
    const auto whole = rest;
    const auto character = take_character(rest);
    const auto bytes = whole.substr(0, whole.size() - rest.size());
    const char mark = bytes.front();
    const char after = rest.empty() ? ' ' : rest.front();
    const char letter = letter_for(mark, before, after);
    before = letter == '\0' ? mark : letter;
    if (is_word_character(character)) {
      word += bytes;
    } else if (is_thousand(word, rest, mark)) {
      // "10,000 Hours"
    } else if (letter != '\0') {
      word += letter;
    } else if (whole.starts_with("'n'") || whole.starts_with("'n ")) {
      end_word(list, word, false);
      list.emplace_back("and");
      before = 'n';
      rest.remove_prefix(std::min<std::size_t>(rest.size(), 2));
    } else if (mark == '\'' && is_word_character(static_cast<unsigned char>(after))) {
      // Inside a word: "don't".
    } else {
      const bool opus = mark == '/' && is_number(word) && is_digit(after) && !list.empty() &&
                        list.back() == "op"; // "Op. 27/2"
      end_word(list, word, mark == '\'');
      if (opus)
        list.emplace_back("no");
      if (mark == '&' || mark == '+')
        list.emplace_back("and");
      else if (mark == '#' && is_digit(after))
        list.emplace_back("no");
      else if (mark == '@' && after == ' ')
        list.emplace_back("at");
      if (mark != ' ')
        leftovers += bytes;
    }
  }
  end_word(list, word, false);
  if (list.empty() && !leftovers.empty())
    list.push_back(leftovers == "÷" ? "divide" : leftovers == "=" ? "equals" : leftovers);
  spell_numbers(list);
  spell_short_forms(list);
  return list;
}

std::string key(const words& of) {
  std::string result;
  for (const auto& word : of) {
    if (!result.empty() && is_digit(result.back()) && is_digit(word.front()))
      result += ' ';
    result += without_stars(word).empty() ? word : without_stars(word);
  }
  return result;
}

std::string loose_key(const words& of) {
  words result;
  for (const auto& word : of) {
    std::string loose;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char last = loose.empty() ? ' ' : loose.back();
      // "Héroe" is not "Hero": at the end of a word it is no umlaut.
      const bool umlaut =
          word[i] == 'e' && i + 1 < word.size() && (last == 'a' || last == 'o' || last == 'u');
      const bool stroke = word[i] == 'j' && last == 'd';
      if (!umlaut && !stroke && !(word[i] == 'a' && last == 'a'))
        loose += word[i];
    }
    result.push_back(loose);
  }
  return key(result);
}

bool same_words(const words& left, const words& right) {
  return key(left) == key(right) || loose_key(left) == loose_key(right) ||
         std::ranges::equal(left, right, same_word);
}

script script_of(std::string_view folded) {
  bool latin = false;
  bool other = false;
  while (!folded.empty()) {
    const auto character = take_character(folded);
    if (character < 0x80)
      latin = latin || is_letter(static_cast<char>(character));
    else
      other = other || is_word_character(character);
  }
  return latin && other ? script::mixed
         : latin        ? script::latin
         : other        ? script::other
                        : script::none;
}

bool is_east_asian(const words& of) {
  if (of.empty())
    return false;
  std::string_view first = of.front();
  return take_character(first) >= 0x2e80;
}

words only(script wanted, const words& of) {
  words result;
  for (const auto& word : of) {
    const auto has = script_of(word);
    if (has == wanted || has == script::none)
      result.push_back(word);
    if (has != script::mixed)
      continue;
    std::string part;
    for (std::string_view rest = word; !rest.empty();) {
      const auto whole = rest;
      take_character(rest);
      const auto bytes = whole.substr(0, whole.size() - rest.size());
      if (is_ascii(bytes.front()) == (wanted == script::latin))
        part += bytes;
    }
    if (!part.empty())
      result.push_back(part);
  }
  return result;
}

} // namespace musiclink::match
