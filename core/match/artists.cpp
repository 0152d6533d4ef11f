#include "core/match/artists.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace musiclink::match {
namespace {

constexpr std::array<std::string_view, 15> conjunctions{
    "and", "x",  "vs",  "versus", "feat",  "ft",  "featuring", "with",
    "y",   "et", "und", "e",      "meets", "con", "mit"};
constexpr std::array<std::string_view, 17> various_artists{"various artists",
                                                           "various",
                                                           "va",
                                                           "v a",
                                                           "varios artistas",
                                                           "varios",
                                                           "verschiedene interpreten",
                                                           "verschiedene kunstler",
                                                           "artistes varies",
                                                           "multi interpretes",
                                                           "artisti vari",
                                                           "diverse artister",
                                                           "разные артисты",
                                                           "сборник",
                                                           "群星",
                                                           "ヴァリアスアーティスト",
                                                           "varios interpretes"};

std::string spaced(const words& of) {
  std::string result;
  for (const auto& word : of)
    result.append(result.empty() ? "" : " ").append(word);
  return result;
}

/// What channels add to a name. "The Beatles" are "Beatles".
words without_trappings(words name) {
  constexpr std::array<std::string_view, 4> trappings{"topic", "official", "vevo", "channel"};
  const auto is_trapping = [&](const std::string& word) {
    return std::ranges::find(trappings, word) != trappings.end();
  };
  while (name.size() > 1 && is_trapping(name.back()))
    name.pop_back();
  if (name.size() > 1 && name.front() == "official")
    name.erase(name.begin());
  if (name.size() > 1 && name.front() == "the")
    name.erase(name.begin());
  if (auto& last = name.back(); last.size() > 4 && last.ends_with("vevo"))
    last.resize(last.size() - 4);
  return name;
}

std::string name_key(const words& name) {
  return name.empty() ? std::string{} : key(without_trappings(name));
}

/// What many names in other scripts have in Latin letters: "DJ Грув".
bool is_generic(const std::string& name) {
  constexpr std::array<std::string_view, 9> generic{
      "dj", "mc", "mr", "band", "orchestra", "trio", "project", "channel", "music"};
  return std::ranges::find(generic, name) != generic.end();
}

/// A name and what it is in another script: "BTS (방탄소년단)", "周杰倫 Jay Chou".
artist spellings(const words& name) {
  artist result{name_key(name)};
  if (script_of(spaced(name)) == script::mixed) {
    for (const auto one : {script::latin, script::other})
      if (const auto part = name_key(only(one, name)); !part.empty() && !is_generic(part))
        result.push_back(part);
  }
  return result;
}

words words_with_commas(std::string name) {
  for (const std::string_view junior : {", jr", ", sr"})
    if (const auto at = name.find(junior); at != std::string::npos)
      name[at] = ' ';
  std::ranges::replace_if(
      name, [](char c) { return c == ',' || c == ';' || c == '/' || c == '|'; }, '&');
  return words_of(name);
}

std::vector<artist> split(const std::string& name) {
  std::vector<artist> result;
  words one;
  const auto end_one = [&] {
    if (!one.empty())
      result.push_back(spellings(one));
    one.clear();
  };
  const auto all = words_with_commas(name);
  for (std::size_t i = 0; i < all.size(); ++i) {
    // At either end it is a name: "X Ambassadors", "Sheila E."
    const bool joins = std::ranges::find(conjunctions, all[i]) != conjunctions.end() && i > 0 &&
                       i + 1 < all.size();
    if (joins)
      end_one();
    else
      one.push_back(all[i]);
  }
  end_one();
  return result;
}

bool same(const artist& left, const artist& right) {
  return std::ranges::find_first_of(left, right) != left.end();
}

bool holds(const std::vector<artist>& list, const artist& one) {
  return std::ranges::any_of(list, [&](const artist& each) { return same(each, one); });
}

bool all_in(const std::vector<artist>& some, const std::vector<artist>& list) {
  return std::ranges::all_of(some, [&](const artist& one) { return holds(list, one); });
}

script script_of_all(const artists& of) {
  std::string all;
  for (const auto& name : of.names())
    all += name;
  return script_of(all);
}

bool can_compare(const artists& left, const artists& right) {
  const auto one = script_of_all(left);
  const auto two = script_of_all(right);
  return !((one == script::latin && two == script::other) ||
           (one == script::other && two == script::latin));
}

} // namespace

artists::artists(const std::vector<std::string>& folded_names) {
  for (const auto& name : folded_names) {
    const auto spelt = words_of(name);
    if (spelt.empty())
      continue;
    if (std::ranges::find(various_artists, spaced(spelt)) != various_artists.end())
      various_ = true;
    else
      names_.push_back(name);
  }
}

bool artists::include(const std::string& folded_name) const {
  const artists one({folded_name});
  if (one.empty() || empty())
    return false;
  return holds(people(one), one.people(*this).front());
}

bool artists::include_whole(const std::string& folded_name) const {
  const auto wanted = name_key(words_of(folded_name));
  return std::ranges::any_of(
      names_, [&](const std::string& name) { return name_key(words_of(name)) == wanted; });
}

void artists::add(const artists& more) {
  std::ranges::copy(more.names_, std::back_inserter(names_));
}

std::vector<artist> artists::people(const artists& other) const {
  artist whole_there;
  for (const auto& name : other.names_)
    std::ranges::copy(spellings(words_of(name)), std::back_inserter(whole_there));
  std::vector<artist> result;
  for (const auto& name : names_) {
    const auto whole = spellings(words_of(name));
    if (same(whole, whole_there))
      result.push_back(whole);
    else
      std::ranges::copy(split(name), std::back_inserter(result));
  }
  return result;
}

agreement compare(const artists& left, const artists& right) {
  if (left.empty() || right.empty())
    return agreement::unknown;
  const auto these = left.people(right);
  const auto those = right.people(left);
  const bool left_in_right = all_in(these, those);
  const bool right_in_left = all_in(those, these);
  if (left_in_right && right_in_left)
    return agreement::same;
  if (left_in_right || right_in_left)
    return holds(those, these.front()) && holds(these, those.front()) ? agreement::main_only
                                                                      : agreement::fewer;
  if (std::ranges::any_of(these, [&](const artist& one) { return holds(those, one); }))
    return agreement::some;
  return can_compare(left, right) ? agreement::none : agreement::incomparable;
}

} // namespace musiclink::match
