#include "core/match/players.hpp"

#include "core/match/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace musiclink::match {
namespace {

using people = std::vector<artist>;

artists everybody(const side& of) {
  auto all = of.by;
  all.add(artists(of.apart.guests));
  all.add(of.reads.named);
  return all;
}

bool any_same(const people& left, const people& right) {
  return std::ranges::any_of(left, [&](const artist& one) {
    return std::ranges::any_of(right, [&](const artist& other) { return same(one, other); });
  });
}

bool has(const people& list, const artist& one) {
  return std::ranges::any_of(list, [&](const artist& each) { return same(each, one); });
}

/// Who plays on this side. The channel of a video only counts where the title names
/// nobody, but tells how else they are written.
people players_of(const side& one, const side& other) {
  const auto others = everybody(other);
  artists all(one.apart.guests);
  const bool title_tells = !one.reads.named.empty();
  artists who = title_tells ? one.reads.named : one.by;
  if (title_tells && !one.is_video() && !is_by_stranger(one, other))
    who.add(one.by);
  who.add(all);
  auto result = who.people(others);
  // "Light [bitbird]" by bitbird
  if (is_by_stranger(one, other))
    std::erase_if(result, [&](const artist& each) { return one.by.include_whole(each.name); });
  for (auto& player : result)
    for (const auto& listed : one.by.people(others))
      if (same(player, listed))
        std::ranges::copy(listed.spellings, std::back_inserter(player.spellings));
  return result;
}

/// Whether the title says the name: "Lane 8 Remix".
bool is_said_by(const artist& who, const side& other) {
  const auto name = words_of(who.name);
  return !name.empty() && std::ranges::all_of(name, [&](const std::string& word) {
    return word == "the" || std::ranges::find(other.reads.whole, word) != other.reads.whole.end();
  });
}

/// Those of one side whom the other does not name.
people only_here(const people& these, const people& those, const side& other) {
  people result;
  std::ranges::copy_if(these, std::back_inserter(result), [&](const artist& one) {
    return !has(those, one) && !is_said_by(one, other);
  });
  return result;
}

void leave_out(people& list, auto whom) {
  std::erase_if(list, whom);
}

bool composes(const artist& one) {
  return is_composer(words_of(one.name));
}

/// Takes out what may be one act under two names, which the lengths have to tell: "The
/// Dave Brubeck Quartet", "Bob Marley & The Wailers".
bool take_bands(people& left, people& right, bool any_shared) {
  bool found = false;
  const auto take = [&](people& from, auto whom) {
    const auto before = from.size();
    leave_out(from, whom);
    found = found || from.size() != before;
  };
  const auto before = left;
  const auto same_band = [](const people& others) {
    return [&others](const artist& one) {
      return std::ranges::any_of(others,
                                 [&](const artist& each) { return loosely_same(one, each); });
    };
  };
  take(left, same_band(right));
  take(right, same_band(before));
  if (any_shared) {
    take(left, [](const artist& one) { return one.backing; });
    take(right, [](const artist& one) { return one.backing; });
  }
  return found;
}

/// "Pharrell" and "Pharrell Williams".
bool is_shortened(const artist& brief, const artist& whole) {
  const auto one = words_of(brief.name);
  const auto other = words_of(whole.name);
  constexpr std::size_t telling = 5; // letters
  return one.size() == 1 && other.size() > 1 && one.front() == other.front() &&
         one.front().size() >= telling;
}

/// Takes out guests of whom one side gives only the first name. Returns whether it did.
bool take_shortened(people& left, people& right) {
  for (std::size_t i = 0; i < left.size(); ++i)
    for (std::size_t j = 0; j < right.size(); ++j)
      if (is_shortened(left[i], right[j]) || is_shortened(right[j], left[i])) {
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        right.erase(right.begin() + static_cast<std::ptrdiff_t>(j));
        return true;
      }
  return false;
}

/// "Original Broadway Cast of Hamilton", "London Philharmonic Orchestra": services list
/// its members or do not.
bool is_ensemble(const artist& one) {
  constexpr std::array<std::string_view, 12> ensembles{
      "cast",         "orchestra", "philharmonic", "symphony", "choir",    "chorus",
      "philharmonia", "orchester", "orchestre",    "chor",     "ensemble", "philharmoniker"};
  const auto name = words_of(one.name);
  return std::ranges::find_first_of(name, ensembles) != name.end();
}

script script_of_all(const people& of) {
  std::string all;
  for (const auto& one : of)
    all += one.name;
  return script_of(all);
}

bool in_two_scripts(const people& left, const people& right) {
  const auto one = script_of_all(left);
  const auto two = script_of_all(right);
  return one != two && one != script::mixed && two != script::mixed;
}

/// A title that many songs share says little without an artist.
bool is_telling(const words& of) {
  std::size_t length = 0;
  bool latin = true;
  for (const auto& word : of) {
    length += word.size();
    latin = latin && script_of(word) != script::other;
  }
  return latin ? of.size() > 1 && length >= 11 : length >= 18;
}

void weigh_nobody(opinion& of, const side& left, const side& right) {
  const bool telling = is_telling(left.reads.whole);
  for (const auto* one : {&left, &right})
    for (const auto& name : one->by.names())
      if (version_in(words_of(name)).means != nullptr)
        return of.doubt(cause::uploader, name);
  // Compilations hold covers too; two of the same long name are the same.
  if (left.by.various() && right.by.various() && telling)
    return;
  if (telling && !left.by.various() && !right.by.various())
    of.need_length();
  else
    of.doubt(cause::no_artist);
}

void weigh_uploader(opinion& of, const side& one, const side& other) {
  if (!is_by_stranger(one, other))
    return;
  const auto& name = one.by.names().front();
  const auto spelt = words_of(name);
  const bool label = is_label(spelt);
  if (!label && version_in(spelt).means != nullptr)
    of.doubt(cause::uploader, name);
  else if (one.is_video() && (one.given.known_music || one.reads.of_video.marked))
    return;
  else if (label || (one.is_video() && one.reads.of_video.shown))
    of.need_length();
  else
    of.doubt(cause::uploader, name);
}

/// A work of a composer is played by somebody, who is not named here.
void weigh_composers(opinion& of, const people& these, const people& those) {
  const auto all_are_played = [](const people& names) {
    return std::ranges::all_of(
        names, [](const artist& one) { return is_played_by_others(words_of(one.name)); });
  };
  if (all_are_played(these) || all_are_played(those))
    of.doubt(cause::player, these.front().name);
}

/// What two lists say of each other: who is on both, and who on one only.
struct overlap {
  people shared;
  people here;
  people there;
};

void weigh_overlap(opinion& of, const overlap& lists, bool albums) {
  const auto& [shared, here, there] = lists;
  if (here.empty() && there.empty())
    return;
  const auto& about = here.empty() ? there.front().name : here.front().name;
  const bool one_says_less = here.empty() != there.empty();
  if (one_says_less && shared.size() > 1 && std::ranges::any_of(shared, is_ensemble) && !albums)
    of.need_length();
  else if (one_says_less || !shared.empty() || in_two_scripts(here, there))
    of.doubt(cause::artist, about);
  else
    of.against(cause::artist, about);
}

} // namespace

bool is_by_stranger(const side& one, const side& other) {
  if (one.by.empty() || one.reads.named.empty())
    return false;
  const auto others = everybody(other);
  if (any_same(one.by.people(others), others.people(one.by)))
    return false;
  return !any_same(one.by.people(one.reads.named), one.reads.named.people(one.by)) ||
         is_label(words_of(one.by.names().front()));
}

void weigh_players(opinion& of, const side& left, const side& right, bool albums) {
  auto these = players_of(left, right);
  auto those = players_of(right, left);
  if (these.empty() || those.empty())
    return weigh_nobody(of, left, right);
  weigh_uploader(of, left, right);
  weigh_uploader(of, right, left);
  if (!albums)
    weigh_composers(of, these, those);

  // Beside players, a composer is one whom some services name and others do not.
  if (!std::ranges::all_of(these, composes) && !std::ranges::all_of(those, composes)) {
    leave_out(these, composes);
    leave_out(those, composes);
  }
  overlap lists{{}, only_here(these, those, right), only_here(those, these, left)};
  std::ranges::copy_if(these, std::back_inserter(lists.shared),
                       [&](const artist& one) { return has(those, one); });
  const bool any_shared = !lists.shared.empty();
  if (take_bands(lists.here, lists.there, any_shared))
    of.need_length();
  if (any_shared && take_shortened(lists.here, lists.there))
    of.need_length();
  weigh_overlap(of, lists, albums);
}

} // namespace musiclink::match
