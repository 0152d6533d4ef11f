#include "core/match/title_fit.hpp"

#include "core/match/classical.hpp"
#include "core/match/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iterator>

namespace musiclink::match {
namespace {

void append(words& to, const words& more) {
  std::ranges::copy(more, std::back_inserter(to));
}

bool is_version(const words& of) {
  return version_in(of).means != nullptr;
}

/// The same words, but for their order behind the title and for words that mean the
/// same: "Live - Remastered" and "(Ao Vivo)".
bool same_in_any_order(const reading& left, const reading& right) {
  const auto of_side = [](const reading& one) {
    std::vector<std::string> result;
    // In the title itself "Karaoke" is not "Karaoke Version".
    for (const auto& piece : one.pieces)
      std::ranges::copy(&piece == &one.pieces.front() ? piece.spelt : canonical(piece.spelt),
                        std::back_inserter(result));
    std::ranges::sort(result);
    return result;
  };
  if (left.pieces.empty() || right.pieces.empty() || of_side(left) != of_side(right))
    return false;
  // The title itself has an order: "Girls Like Boys".
  const auto one = key(left.pieces.front().spelt);
  const auto two = key(right.pieces.front().spelt);
  return one.starts_with(two) || two.starts_with(one);
}

/// Where nothing separates them from a title, one such word may belong to it:
/// "Digital Love", "Radio Video".
bool is_plainly_noise(const words& around) {
  constexpr std::array<std::string_view, 8> alone{"hd", "hq",         "4k", "remaster",
                                                  "ep", "remastered", "lp", "single"};
  return is_noise(around) && (around.size() > 1 || label_in(around).marked ||
                              std::ranges::find(alone, around.front()) != alone.end());
}

/// Whether the words around a title name artists or say nothing.
bool is_explained(const words& around, const artists& known) {
  if (around.empty() || is_plainly_noise(around))
    return true;
  const bool by = around.front() == "by" && around.size() > 1;
  const words rest(around.begin() + (by ? 1 : 0), around.end());
  if (is_version(rest))
    return false;
  for (auto length = rest.size(); length > 0; --length) {
    const auto end = rest.begin() + static_cast<std::ptrdiff_t>(length);
    if (known.include_all(artists({spaced(words(rest.begin(), end))})))
      return is_explained(words(end, rest.end()), known);
  }
  return false;
}

/// The other's title inside a longer one that nothing separates: "Adele Hello HD".
bool is_inside(const words& inner, const words& outer, const artists& known) {
  for (std::size_t at = 0; at + inner.size() <= outer.size(); ++at) {
    const auto begin = outer.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(inner.size());
    if (same_words(inner, words(begin, end)) && is_explained(words(outer.begin(), begin), known) &&
        is_explained(words(end, outer.end()), known))
      return true;
  }
  return false;
}

/// Whether words behind the title of an official video tell of no other part or version.
bool tells_nothing(const words& of) {
  return std::ranges::none_of(spoken_in(of), [](const spoken& each) {
    const bool counts = each.text == "pt" || each.text == "no" || each.text == "vol" ||
                        (is_number(each.text) && !is_year(each.text));
    const bool other = each.means != nullptr && !each.means->is_noise() &&
                       each.means->group != "contest"; // a song's video shows its contest
    return counts || other || each.text == "version" || each.text == "ver";
  });
}

bool has_piece(const reading& of, const segment& wanted) {
  return std::ranges::any_of(
      of.pieces, [&](const segment& each) { return same_words(each.spelt, wanted.spelt); });
}

/// What a title of an official video may be without what is written around it: the
/// album behind a bar, a year, the title in another script; of `NewJeans "Ditto" x Levi's`
/// what stands in quotes.
std::vector<words> ways_to_read(const reading& upload, const reading& other) {
  words bare;
  words fitting;
  const auto& front = upload.pieces.front();
  bool only_front = front.quoted;
  for (const auto& piece : upload.pieces) {
    const bool itself = &piece == &front;
    const bool says = !tells_nothing(piece.spelt);
    if (itself || !piece.bracketed || says)
      append(bare, piece.spelt);
    if (itself || !piece.bracketed || says || has_piece(other, piece))
      append(fitting, piece.spelt);
    only_front = only_front && (itself || !says);
  }
  std::vector<words> result{upload.whole, bare, fitting};
  if (only_front)
    result.push_back(front.spelt);
  for (const auto& all : {upload.whole, bare})
    for (const auto wanted : {script::latin, script::other}) {
      const auto rest = only(wanted == script::latin ? script::other : script::latin, all);
      if (const auto some = only(wanted, all); !some.empty() && tells_nothing(rest))
        result.push_back(some);
    }
  return result;
}

/// And what it may leave out: "(I Think It's Going to Be a Long, Long Time)".
words without_long_subtitles(const reading& of) {
  words result;
  for (const auto& piece : of.pieces)
    if (!piece.bracketed || piece.spelt.size() < 4 || !tells_nothing(piece.spelt))
      append(result, piece.spelt);
  return result;
}

bool is_in_upload(const reading& upload, const reading& other) {
  const auto wanted = without_long_subtitles(other);
  return std::ranges::any_of(ways_to_read(upload, other), [&](const words& way) {
    return same_words(way, other.whole) || same_words(way, wanted);
  });
}

/// "봄날 (Spring Day)" and "Spring Day".
bool is_translated(const reading& both, const reading& one) {
  if (both.pieces.size() != 2 || !both.pieces.back().bracketed)
    return false;
  const auto& original = both.pieces.front().spelt;
  const auto& translation = both.pieces.back().spelt;
  return is_east_asian(original) && script_of(spaced(translation)) == script::latin &&
         same_words(translation, one.whole) && !is_version(both.whole);
}

/// An episode without the number that a podcast puts in front: "#158 The Case of the
/// Missing Hit".
words without_number(const words& of) {
  const std::size_t counted = !of.empty() && of.front() == "no" ? 2 : 1;
  if (of.size() < counted + 3 || !is_number(of[counted - 1]))
    return {};
  return {of.begin() + static_cast<std::ptrdiff_t>(counted), of.end()};
}

bool is_same_episode(const side& left, const side& right) {
  return left.given.type == item_type::episode &&
         (without_number(left.reads.whole) == right.reads.whole ||
          without_number(right.reads.whole) == left.reads.whole);
}

/// "Fools Gold 9.53" is 9:53 long.
bool is_its_length(const words& more, const facts& of) {
  if (more.size() != 2 || !is_number(more[0]) || !is_number(more[1]) || more[0].size() > 2 ||
      more[1].size() != 2 || !of.duration)
    return false;
  const auto said =
      std::chrono::minutes(std::stoi(more[0])) + std::chrono::seconds(std::stoi(more[1]));
  return std::chrono::abs(*of.duration - said) <= std::chrono::seconds(1);
}

words unmatched(const words& some, words others) {
  words result;
  for (const auto& word : some)
    if (const auto found = std::ranges::find(others, word); found != others.end())
      others.erase(found);
    else
      result.push_back(word);
  return result;
}

bool in_two_scripts(const words& left, const words& right) {
  const auto one = script_of(spaced(left));
  const auto two = script_of(spaced(right));
  return (one == script::latin && two == script::other) ||
         (one == script::other && two == script::latin);
}

/// Says which word was not accounted for.
void weigh_rest(opinion& of, const words& left, const words& right, bool any_shared) {
  for (const auto* rest : {&left, &right})
    if (const auto found = version_in(*rest); found.means != nullptr && any_shared)
      return of.against(cause::version, found.text);
  if (left.empty() || right.empty())
    return of.doubt(cause::word, spaced(left.empty() ? right : left));
  if (in_two_scripts(left, right))
    return of.doubt(cause::script, spaced(left));
  of.against(any_shared ? cause::word : cause::title, spaced(left));
}

bool names_composer(const side& one) {
  return std::ranges::any_of(one.by.names(),
                             [](const std::string& name) { return is_composer(words_of(name)); });
}

/// Where only one service writes the catalogue number, the lengths have to tell.
bool weigh_works(opinion& of, const side& left, const side& right) {
  const auto one = work_of(left.reads.whole);
  const auto two = work_of(right.reads.whole);
  const bool catalogued = one.is_catalogued() || two.is_catalogued();
  if ((!is_classical(left.reads.whole) || !is_classical(right.reads.whole)) &&
      !(catalogued && (names_composer(left) || names_composer(right))))
    return false;
  const bool both = one.is_catalogued() && two.is_catalogued();
  const auto found = compare(one, two);
  if (found.how == difference::other && both)
    of.against(cause::work, found.about);
  else if (found.how == difference::other)
    of.doubt(cause::work, found.about);
  else if (found.how == difference::unclear && !found.about.empty())
    of.doubt(cause::word, found.about);
  else if (found.how == difference::unclear)
    of.need_length();
  return true;
}

artists everybody(const side& left, const side& right) {
  auto all = left.by;
  for (const auto* one : {&left, &right}) {
    all.add(one->by);
    all.add(one->reads.named);
    all.add(artists(one->apart.guests));
  }
  return all;
}

} // namespace

void weigh_titles(opinion& of, const side& left, const side& right, trusted_sides trusted) {
  const auto& one = left.reads;
  const auto& two = right.reads;
  if (one.whole.empty() || two.whole.empty())
    return of.doubt(cause::no_title);
  // "Radio / Video" and "Radio/Video"
  if (same_words(one.whole, two.whole) || same_words(one.everything, two.everything) ||
      same_words(one.whole, two.everything) || same_words(one.everything, two.whole) ||
      same_in_any_order(one, two))
    return;
  if (weigh_works(of, left, right))
    return;
  const auto known = everybody(left, right);
  if (is_inside(two.whole, one.whole, known) || is_inside(one.whole, two.whole, known))
    return;
  if ((trusted.left && is_in_upload(one, two)) || (trusted.right && is_in_upload(two, one)))
    return;
  if (is_translated(one, two) || is_translated(two, one) || is_same_episode(left, right) ||
      same_in_any_spelling(one.whole, two.whole))
    return of.need_length();
  const auto here = unmatched(one.whole, two.whole);
  const auto there = unmatched(two.whole, one.whole);
  if ((there.empty() && is_its_length(here, left.given)) ||
      (here.empty() && is_its_length(there, right.given)))
    return of.need_length();
  weigh_rest(of, here, there, here.size() < one.whole.size());
}

} // namespace musiclink::match
