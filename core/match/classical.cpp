#include "core/match/classical.hpp"

#include "core/match/vocabulary.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace musiclink::match {
namespace {

using pair = std::pair<std::string_view, std::string_view>;

/// What stands before a number of a catalogue, however it is written.
constexpr std::array catalogues{
    pair{"op", "op"},   pair{"opus", "op"}, pair{"bwv", "bwv"}, pair{"k", "k"},
    pair{"kv", "k"},    pair{"rv", "rv"},   pair{"d", "d"},     pair{"hob", "hob"},
    pair{"hwv", "hwv"}, pair{"woo", "woo"}, pair{"s", "s"},     pair{"l", "l"},
    pair{"cd", "cd"},   pair{"b", "b"},     pair{"bb", "bb"},   pair{"sz", "sz"},
    pair{"m", "m"},     pair{"trv", "trv"}, pair{"wwv", "wwv"}, pair{"twv", "twv"},
    pair{"wq", "wq"},   pair{"z", "z"},     pair{"ths", "ths"}, pair{"buxwv", "buxwv"},
};
constexpr std::array<std::string_view, 20> numerals{
    "i",  "ii",  "iii",  "iv",  "v",  "vi",  "vii",  "viii",  "ix",  "x",
    "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"};
constexpr std::array<std::string_view, 26> fillers{
    "in", "the", "a",  "for", "and", "no",  "nr",  "pt",  "mvt", "mov",  "fur", "und", "pour",
    "et", "de",  "la", "le",  "per", "der", "die", "das", "von", "from", "aus", "of",  "e"};

std::string_view catalogue_of(std::string_view word) {
  const auto found = std::ranges::find(catalogues, word, &pair::first);
  return found == catalogues.end() ? std::string_view{} : found->second;
}

bool begins_with_digit(const words& of, std::size_t at) {
  return at < of.size() && is_digit(of[at].front());
}

/// "bwv988" is "bwv" "988".
words apart(const words& title) {
  words result;
  for (const auto& word : title) {
    const auto digits = word.find_first_of("0123456789");
    if (digits != std::string::npos && digits > 0 &&
        !catalogue_of(std::string_view(word).substr(0, digits)).empty()) {
      result.push_back(word.substr(0, digits));
      result.push_back(word.substr(digits));
    } else {
      result.push_back(word);
    }
  }
  return result;
}

std::string joined(const std::set<std::string>& of) {
  std::string result;
  for (const auto& each : of)
    result.append(result.empty() ? "" : " ").append(each);
  return result;
}

std::set<std::string> without(const std::set<std::string>& some,
                              const std::set<std::string>& others) {
  std::set<std::string> result;
  std::ranges::set_difference(some, others, std::inserter(result, result.end()));
  return result;
}

} // namespace

work work_of(const words& title) {
  work result;
  const auto all = apart(title);
  for (std::size_t at = 0; at < all.size();) {
    const auto catalogue = catalogue_of(all[at]);
    if (!catalogue.empty() && begins_with_digit(all, at + 1)) {
      auto& number = result.catalogue[std::string(catalogue)];
      number = all[at + 1];
      at += 2;
      // "Op. 8 No. 2", "Op. 8/2"
      if (at < all.size() && all[at] == "no")
        ++at;
      if (catalogue == "op" && begins_with_digit(all, at) && all[at - 1] == "no")
        number += " " + all[at++];
    } else if (const auto found = classical_word_at(all, at); found.count > 0) {
      result.words.insert(found.text);
      at += found.count;
    } else {
      const auto numeral = std::ranges::find(numerals, all[at]);
      if (numeral != numerals.end())
        result.numbers.insert(std::to_string(numeral - numerals.begin() + 1));
      else if (is_digit(all[at].front()))
        result.numbers.insert(all[at]);
      else if (std::ranges::find(fillers, all[at]) == fillers.end())
        result.unknown.insert(all[at]);
      ++at;
    }
  }
  return result;
}

bool is_classical(const words& title) {
  const auto found = work_of(title);
  const auto telling = [](const std::string& word) {
    constexpr std::array<std::string_view, 12> common{"suite",  "trio",   "piano",  "violin",
                                                      "cello",  "finale", "spring", "summer",
                                                      "autumn", "winter", "flat",   "sharp"};
    return std::ranges::find(common, word) == common.end();
  };
  return found.is_catalogued() || std::ranges::any_of(found.words, telling);
}

work_comparison compare(const work& left, const work& right) {
  bool any = false;
  for (const auto& [catalogue, number] : left.catalogue)
    if (const auto other = right.catalogue.find(catalogue); other != right.catalogue.end()) {
      if (other->second != number)
        return {difference::other, catalogue + " " + number};
      any = true;
    }
  if (left.numbers != right.numbers) {
    const auto only_left = without(left.numbers, right.numbers);
    return {difference::other,
            joined(only_left.empty() ? without(right.numbers, left.numbers) : only_left)};
  }
  // A catalogue number says more than words; without one they have to agree.
  if (!any && left.words != right.words && !left.is_catalogued() && !right.is_catalogued()) {
    const auto only_left = without(left.words, right.words);
    return {difference::unclear,
            joined(only_left.empty() ? without(right.words, left.words) : only_left)};
  }
  if (left.unknown != right.unknown) {
    const auto only_left = without(left.unknown, right.unknown);
    return {difference::unclear,
            joined(only_left.empty() ? without(right.unknown, left.unknown) : only_left)};
  }
  return {any ? difference::none : difference::unclear, {}};
}

} // namespace musiclink::match
