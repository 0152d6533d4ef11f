#include "core/match/vocabulary.hpp"

#include "core/match/vocabulary_files.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"
#include "core/text/unicode.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace musiclink::match {
namespace {

constexpr std::size_t longest_phrase = 6;

/// Phrases by their folded words with spaces between.
using phrases = std::unordered_map<std::string, term>;

/// The languages whose names are known, each in all of them.
constexpr std::array<const char*, 62> languages{
    "en", "de", "fr", "es", "pt", "it",  "ca", "nl", "sv", "nb",  "da", "fi", "is",
    "pl", "cs", "sk", "hu", "ro", "bg",  "ru", "uk", "be", "sr",  "hr", "sl", "mk",
    "el", "tr", "ar", "he", "fa", "hi",  "bn", "ta", "te", "kn",  "ml", "mr", "pa",
    "ur", "th", "vi", "id", "ms", "tl",  "ja", "ko", "zh", "yue", "et", "lv", "lt",
    "ga", "cy", "eu", "gl", "mi", "haw", "la", "sq", "ka", "hy"};

/// Everything that stands in the files, and which file speaks of what.
struct vocabulary {
  phrases of_recordings; ///< versions and noise
  phrases used_again;
  phrases labels;
  phrases composers;
  phrases aliases; ///< by their keys: "(여자)아이들" is one word
  phrases classical;
  phrases spellings;

  vocabulary() {
    for (const auto& file : all_vocabulary())
      read(file);
    for (const auto* language : languages)
      for (const auto* in : languages)
        // Where a language has no name for another, its code comes.
        if (const auto name = folded(language_name(language, in)); name != language)
          of_recordings.try_emplace(spaced(words_of(name)), term{"language", "language", false});
    of_recordings.erase("");
  }

  phrases& of_file(std::string_view subject) {
    return subject == "again"       ? used_again
           : subject == "labels"    ? labels
           : subject == "composers" ? composers
           : subject == "aliases"   ? aliases
           : subject == "classical" ? classical
           : subject == "spelling"  ? spellings
                                    : of_recordings;
  }

  void read(const vocabulary_file& file) {
    auto& into = of_file(file.subject);
    term means{file.subject, {}, false};
    for (auto rest = split_first(file.lines, "\n"); rest.found || !rest.before.empty();
         rest = split_first(rest.after, "\n")) {
      const auto line = split_first(rest.before, " ");
      if (line.before == "=" || line.before == "-") {
        means.group = line.after;
        means.same = line.before == "=";
      } else if (line.before != "#" && line.found) {
        // What one language overlooks may tell of a version in another.
        const auto phrase = words_of(folded(line.after));
        auto& entry = into[&into == &aliases ? key(phrase) : spaced(phrase)];
        if (entry.subject.empty() || (entry.is_noise() && !means.is_noise()))
          entry = means;
      }
    }
  }
};

const vocabulary& known() {
  static const vocabulary all;
  return all;
}

const term* find(const phrases& in, const std::string& phrase) {
  const auto found = in.find(phrase);
  return found == in.end() ? nullptr : &found->second;
}

/// The longest phrase at a place, and how many words it takes.
struct match_at {
  const term* means = nullptr;
  std::size_t count = 1;
};

match_at longest_at(const phrases& in, const words& of, std::size_t at) {
  std::string text;
  match_at best;
  for (std::size_t i = at; i < std::min(of.size(), at + longest_phrase); ++i) {
    text.append(i == at ? "" : " ").append(of[i]);
    if (const auto* found = find(in, text))
      best = {found, i - at + 1};
  }
  return best;
}

/// Scripts that put no spaces between words, or do not have to.
bool is_unspaced(std::string_view word) {
  const auto first = take_character(word);
  return first >= 0x2e80 || (first >= 0x0e00 && first < 0x0e80);
}

/// The phrases inside a word of such a script.
void spell_inside(const std::string& word, std::vector<spoken>& into) {
  std::string unknown;
  const auto end_unknown = [&] {
    if (!unknown.empty())
      into.push_back({unknown, nullptr});
    unknown.clear();
  };
  for (std::size_t at = 0; at < word.size();) {
    const term* means = nullptr;
    auto length = word.size() - at;
    for (; length > 0; --length)
      if ((means = find(known().of_recordings, word.substr(at, length))) != nullptr)
        break;
    if (means != nullptr) {
      end_unknown();
      into.push_back({word.substr(at, length), means});
      at += length;
    } else {
      auto rest = std::string_view(word).substr(at);
      take_character(rest);
      const auto next = word.size() - rest.size();
      unknown.append(word, at, next - at);
      at = next;
    }
  }
  end_unknown();
}

/// "50th"
bool is_ordinal(std::string_view word) {
  const auto end = std::min(word.find_first_not_of("0123456789"), word.size());
  const auto rest = word.substr(end);
  return end > 0 && end < 3 && (rest == "st" || rest == "nd" || rest == "rd" || rest == "th");
}

bool holds(const words& of, std::string_view word) {
  return std::ranges::find(of, word) != of.end();
}

} // namespace

std::string spaced(const words& of) {
  std::string result;
  for (const auto& word : of)
    result.append(result.empty() ? "" : " ").append(word);
  return result;
}

bool is_year(std::string_view word) noexcept {
  return word.size() == 4 && is_number(word) && (word.starts_with("19") || word.starts_with("20"));
}

std::vector<spoken> spoken_in(const words& of) {
  std::vector<spoken> result;
  for (std::size_t at = 0; at < of.size();) {
    const auto found = longest_at(known().of_recordings, of, at);
    if (found.means == nullptr && is_unspaced(of[at])) {
      spell_inside(of[at], result);
    } else {
      const auto begin = of.begin() + static_cast<std::ptrdiff_t>(at);
      result.push_back(
          {spaced(words(begin, begin + static_cast<std::ptrdiff_t>(found.count))), found.means});
    }
    at += found.count;
  }
  return result;
}

version version_in(const words& of) {
  for (const auto& each : spoken_in(of))
    if (each.means != nullptr && !each.means->is_noise())
      return {each.text, each.means};
  return {};
}

bool is_noise(const words& of) {
  bool any = false;
  for (const auto& each : spoken_in(of)) {
    if (each.means == nullptr ? !is_year(each.text) && !is_ordinal(each.text)
                              : !each.means->is_noise())
      return false;
    any = any || (each.means != nullptr && !each.means->is_filler());
  }
  return any;
}

bool names_origin(const words& of, const words& beside) {
  const bool quoted = beside.size() < of.size();
  if (of.size() < 2 || version_in(beside).means != nullptr)
    return false;
  if (std::ranges::any_of(spoken_in(of), [](const spoken& each) {
        return each.means != nullptr && each.means->group == "soundtrack";
      }))
    return true;
  constexpr std::array<std::string_view, 10> from{"from", "aus", "из", "de",   "do",
                                                  "dal",  "du",  "з",  "fran", "fra"};
  const auto at = std::ranges::find_first_of(of, from);
  const bool in_front = at == of.begin() || holds(words(of.begin(), at), "theme");
  if (at == of.end() || !in_front)
    return false;
  constexpr std::array<std::string_view, 8> works{"film",    "movie",  "musical", "series",
                                                  "netflix", "фильма", "filme",   "pelicula"};
  // "From Barbie The Album"
  return quoted || (of.back() == "album" && of.size() > 2) ||
         std::ranges::find_first_of(of, works) != of.end();
}

/// "Japanese Ver." is "Japanese"; a filler alone stays.
words without_fillers(words of) {
  if (of.size() > 1)
    std::erase_if(of, [](const std::string& word) {
      const auto* means = find(known().of_recordings, word);
      return means != nullptr && means->is_filler();
    });
  return of;
}

std::vector<std::string> canonical(const words& of) {
  const auto all = spoken_in(of);
  const bool is_version = version_in(of).means != nullptr;
  std::vector<std::string> result;
  for (const auto& each : all) {
    if (each.means != nullptr && each.means->is_filler() && is_version)
      continue;
    result.push_back(
        each.means != nullptr && each.means->same
            ? "=" + std::string(each.means->group)
            : key(is_version ? without_fillers(words_of(each.text)) : words_of(each.text)));
  }
  return result;
}

bool same_in_any_spelling(const words& left, const words& right) {
  const auto spelt_alike = [](const words& of) {
    words result;
    for (std::size_t at = 0; at < of.size();) {
      const auto found = longest_at(known().spellings, of, at);
      result.push_back(found.means == nullptr ? of[at] : std::string(found.means->group));
      at += found.count;
    }
    return result;
  };
  return same_words(spelt_alike(left), spelt_alike(right));
}

bool is_used_again(const words& title) {
  bool any = false;
  std::size_t numbers = 0;
  for (std::size_t at = 0; at < title.size();) {
    const auto found = longest_at(known().used_again, title, at);
    // "pt" is how words_of spells every "part"
    const bool counter = title[at] == "pt" || title[at] == "no" || title[at] == "vol";
    const bool number = is_number(title[at]);
    if (found.means == nullptr && !counter && !number)
      return false;
    any = any || found.means != nullptr || counter;
    numbers += number ? 1 : 0;
    at += found.count;
  }
  return any && numbers < 2;
}

bool is_label(const words& name) {
  // "1theK (원더케이)"
  for (const auto& each : {name, only(script::latin, name)})
    if (find(known().labels, spaced(each)) != nullptr)
      return true;
  for (std::size_t at = 0; at < name.size(); ++at)
    if (const auto found = longest_at(known().labels, name, at);
        found.means != nullptr && (found.means->group == "label word" || found.count > 1))
      return true;
  return false;
}

bool is_composer(const words& name) {
  return find(known().composers, spaced(name)) != nullptr;
}

bool is_played_by_others(const words& name) {
  const auto* found = find(known().composers, spaced(name));
  return found != nullptr && found->group == "composer";
}

std::string_view known_as(const words& name) {
  const auto* found = find(known().aliases, key(name));
  return found == nullptr ? std::string_view{} : found->group;
}

classical_word classical_word_at(const words& of, std::size_t at) {
  const auto found = longest_at(known().classical, of, at);
  if (found.means == nullptr)
    return {};
  const auto begin = of.begin() + static_cast<std::ptrdiff_t>(at);
  return {found.means->same
              ? std::string(found.means->group)
              : spaced(words(begin, begin + static_cast<std::ptrdiff_t>(found.count))),
          found.count};
}

label label_in(const words& of) {
  label result;
  for (const auto& each : spoken_in(of)) {
    if (each.means == nullptr || each.means->subject != "upload")
      continue;
    const bool words_shown = each.means->group == "words";
    const bool official = each.means->group == "official";
    result.marked = result.marked || words_shown || official;
    result.official = result.official || official;
    result.shown = result.shown || each.means->group == "picture";
    const auto said = words_of(each.text);
    result.audio = result.audio || words_shown || holds(said, "audio");
  }
  return result;
}

} // namespace musiclink::match
