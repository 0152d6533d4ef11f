#include "core/match/artists.hpp"

#include "core/match/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace musiclink::match {
namespace {

constexpr std::array<std::string_view, 30> conjunctions{
    "and", "x",  "vs",  "versus", "feat", "ft", "featuring", "with", "y",        "et",
    "und", "e",  "con", "mit",    "och",  "og", "ja",        "i",    "и",        "та",
    "και", "ve", "w",   "meets",  "pres", "і",  "presents",  "avec", "starring", "introducing"};
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

constexpr std::array<std::string_view, 6> honorifics{"ms", "mr", "mrs", "miss", "sir", "dame"};
/// Not "experience" and "orchestra": tributes call themselves so.
constexpr std::array<std::string_view, 7> ensembles{"trio", "quartet",  "quintet", "sextet",
                                                    "band", "ensemble", "combo"};

/// What channels add to a name. "The Beatles" are "Beatles".
words without_trappings(words name) {
  constexpr std::array<std::string_view, 5> trappings{"topic", "official", "vevo", "channel",
                                                      "youtube"};
  const auto is_trapping = [&](const std::string& word) {
    return std::ranges::find(trappings, word) != trappings.end();
  };
  while (name.size() > 1 && is_trapping(name.back()))
    name.pop_back();
  if (name.size() > 1 && name.front() == "official")
    name.erase(name.begin());
  if (name.size() > 1 && name.front() == "the")
    name.erase(name.begin());
  if (name.size() > 1 && name.back() == "the") // "Cranberries, The"
    name.pop_back();
  // "Ms. Lauryn Hill", but "Mr. Big" and "Dr. Dre" are called so.
  if (name.size() > 2 && std::ranges::find(honorifics, name.front()) != honorifics.end())
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

/// A cast is named in any order: "Rent - Original Broadway Cast".
std::string cast_key(words name) {
  if (std::ranges::find(name, "cast") == name.end())
    return {};
  std::erase_if(name, [](const std::string& word) { return word == "of" || word == "the"; });
  std::ranges::sort(name);
  return key(name);
}

/// "KateBushMusic", "officialpsy"
std::string owner_of_channel(const words& name) {
  if (name.size() != 1 || name.front().size() < 9)
    return {};
  constexpr std::array<std::string_view, 5> affixes{"music", "official", "tv", "videos", "channel"};
  const std::string_view handle = name.front();
  for (const auto affix : affixes) {
    if (handle.ends_with(affix))
      return std::string(handle.substr(0, handle.size() - affix.size()));
    if (handle.starts_with(affix))
      return std::string(handle.substr(affix.size()));
  }
  return {};
}

/// "CHVRCHES" are churches, "Café Tacvba" is Tacuba: a v between consonants is a u.
std::string u_for_v(std::string name) {
  constexpr std::string_view consonants = "bcdfghjklmnpqrstvwxz";
  const auto is_consonant = [&](char c) { return consonants.find(c) != std::string_view::npos; };
  for (std::size_t i = 1; i + 1 < name.size(); ++i)
    if (name[i] == 'v' && is_consonant(name[i - 1]) && is_consonant(name[i + 1]))
      name[i] = 'u';
  return name;
}

/// A name and what it is in another script: "BTS (방탄소년단)", "周杰倫 Jay Chou".
artist spelt(const words& name) {
  if (name.empty())
    return {};
  artist result{spaced(name), {name_key(name)}, {}, {}, false};
  if (const auto loose = u_for_v(loose_key(without_trappings(name))); loose.size() > 3)
    result.spellings.push_back("~ " + loose);
  if (script_of(spaced(name)) == script::mixed) {
    for (const auto one : {script::latin, script::other})
      if (const auto part = name_key(only(one, name)); !part.empty() && !is_generic(part))
        result.spellings.push_back(part);
  }
  if (const auto cast = cast_key(name); !cast.empty())
    result.spellings.push_back(cast);
  // "SUGA of BTS"
  if (const auto of = std::ranges::find(name, "of"); of == name.begin() + 1 && name.size() == 3)
    result.spellings.push_back(name.front());
  for (const auto& each : {name, without_trappings(name)})
    if (const auto known = known_as(each); !known.empty())
      result.spellings.push_back("= " + std::string(known));
  if (const auto owner = owner_of_channel(name); !owner.empty())
    result.spellings.push_back(owner);
  // A person has two names: "The Eagles Band" are not the Eagles.
  if (const auto bare = without_trappings(name);
      bare.size() > 2 && std::ranges::find(ensembles, bare.back()) != ensembles.end())
    result.leader = name_key(words(bare.begin(), bare.end() - 1));
  return result;
}

words words_with_commas(std::string name);

/// "Tyler, The Creator" and "HUNTR/X" in a list look like two.
std::string in_list(words name) {
  std::erase(name, "and");
  return name.empty() ? std::string{} : " " + spaced(without_trappings(name)) + " ";
}

/// The same, of a name as it was written: "A.A.L (Against All Logic)" is both.
artist spelt_name(const std::string& name) {
  auto result = spelt(words_of(name));
  result.in_list = in_list(words_with_commas(name));
  const auto open = name.find('(');
  const auto close = name.find(')', open);
  if (open == std::string::npos || close != name.size() - 1)
    return result;
  for (const auto& part : {name.substr(0, open), name.substr(open + 1, close - open - 1)})
    if (const auto one = spelt(words_of(part));
        !one.spellings.empty() && one.spellings.front().size() > 2)
      std::ranges::copy(one.spellings, std::back_inserter(result.spellings));
  return result;
}

words words_with_commas(std::string name) {
  for (const std::string_view junior : {", jr", ", sr"})
    if (const auto at = name.find(junior); at != std::string::npos)
      name[at] = ' ';
  std::ranges::replace_if(
      name, [](char c) { return c == ',' || c == ';' || c == '/' || c == '|'; }, '&');
  for (const std::string_view mark : {"、", "・", "،"})
    for (auto at = name.find(mark); at != std::string::npos; at = name.find(mark))
      name.replace(at, mark.size(), " & ");
  return words_of(name);
}

bool holds(const std::vector<artist>& list, const artist& one) {
  return std::ranges::any_of(list, [&](const artist& each) { return same(each, one); });
}

bool is_conjunction(const std::string& word) {
  return std::ranges::find(conjunctions, word) != conjunctions.end();
}

/// A name of several words that the other side has too, and where it ends: "Lil Nas X" in
/// "Lil Nas X & Jack Harlow".
struct known_name {
  const artist* who = nullptr;
  std::size_t end = 0;
};

known_name known_at(const words& all, std::size_t at, const std::vector<artist>& known) {
  for (auto end = std::min(all.size(), at + 7); end > at + 1; --end) {
    if (end < all.size() && (!is_conjunction(all[end]) || all[end - 1] == "the"))
      continue;
    const auto name = in_list(words(all.begin() + static_cast<std::ptrdiff_t>(at),
                                    all.begin() + static_cast<std::ptrdiff_t>(end)));
    for (const auto& each : known)
      if (!name.empty() && each.in_list == name)
        return {&each, end};
  }
  return {};
}

std::vector<artist> split(const std::string& name, const std::vector<artist>& known) {
  std::vector<artist> result;
  words one;
  const auto end_one = [&] {
    if (!one.empty())
      result.push_back(spelt(one));
    if (result.size() > 1 && one.size() > 1)
      result.back().backing = one.front() == "the" || one.front() == "his" || one.front() == "her";
    one.clear();
  };
  const auto all = words_with_commas(name);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (const auto found = one.empty() ? known_at(all, i, known) : known_name{}; found.who) {
      result.push_back(*found.who);
      i = found.end;
      continue;
    }
    // At either end it is a name: "X Ambassadors", "Sheila E.", "The E Street Band"
    const bool joins = is_conjunction(all[i]) && i > 0 && i + 1 < all.size() && one != words{"the"};
    if (joins)
      end_one();
    else
      one.push_back(all[i]);
  }
  end_one();
  return result;
}

} // namespace

bool same(const artist& left, const artist& right) {
  return std::ranges::find_first_of(left.spellings, right.spellings) != left.spellings.end();
}

bool loosely_same(const artist& left, const artist& right) {
  const auto leads = [](const artist& one, const artist& other) {
    return !one.leader.empty() &&
           std::ranges::find(other.spellings, one.leader) != other.spellings.end();
  };
  return leads(left, right) || leads(right, left);
}

artists::artists(const std::vector<std::string>& folded_names) {
  for (const auto& name : folded_names) {
    const auto all = words_of(name);
    if (all.empty())
      continue;
    if (std::ranges::find(various_artists, spaced(all)) != various_artists.end())
      various_ = true;
    else {
      names_.push_back(name);
      wholes_.push_back(spelt_name(name));
    }
  }
}

bool artists::include(const std::string& folded_name) const {
  const artists one({folded_name});
  if (one.empty() || empty())
    return false;
  return holds(people(one), one.people(*this).front());
}

bool artists::include_all(const artists& others) const {
  if (others.empty() || empty())
    return false;
  const auto these = people(others);
  return std::ranges::all_of(others.people(*this),
                             [&](const artist& one) { return holds(these, one); });
}

bool artists::include_last_name(const std::string& word) const {
  return word.size() > 2 && std::ranges::any_of(names_, [&](const std::string& name) {
           const auto all = words_of(name);
           return all.size() > 1 && all.back() == word;
         });
}

bool artists::include_whole(const std::string& folded_name) const {
  const auto wanted = name_key(words_of(folded_name));
  return std::ranges::any_of(
      names_, [&](const std::string& name) { return name_key(words_of(name)) == wanted; });
}

void artists::add(const artists& more) {
  std::ranges::copy(more.names_, std::back_inserter(names_));
  std::ranges::copy(more.wholes_, std::back_inserter(wholes_));
}

std::vector<artist> artists::people(const artists& other) const {
  std::vector<artist> result;
  const auto add = [&](const artist& one) {
    if (!holds(result, one))
      result.push_back(one);
  };
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const auto& whole = wholes_[i];
    // "HUNTR/X" beside "HUNTR/X & EJAE"
    const bool is_part = std::ranges::any_of(other.wholes_, [&](const artist& longer) {
      return !whole.in_list.empty() && longer.in_list.find(whole.in_list) != std::string::npos;
    });
    if (is_part || holds(other.wholes_, whole) || !known_as(words_of(names_[i])).empty())
      add(whole);
    else
      std::ranges::for_each(split(names_[i], other.wholes_), add);
  }
  return result;
}

} // namespace musiclink::match
