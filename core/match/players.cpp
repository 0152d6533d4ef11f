#include "core/match/players.hpp"

#include "core/match/classical.hpp"
#include "core/match/vocabulary.hpp"

#include <algorithm>
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

  const bool only_composers =
      std::ranges::all_of(these, composes) || std::ranges::all_of(those, composes);
  const auto played_by_others = [](const artist& one) {
    return is_played_by_others(words_of(one.name));
  };
  if (!albums && (std::ranges::all_of(these, played_by_others) ||
                  std::ranges::all_of(those, played_by_others)))
    of.doubt(cause::player, these.front().name);

  auto here = only_here(these, those, right);
  auto there = only_here(those, these, left);
  const auto shared = static_cast<std::size_t>(
      std::ranges::count_if(
      these, [&](const artist& one) { return has(those, one) && (only_composers || !composes(one)); }));
  if (take_bands(here, there, shared > 0))
    of.need_length();
  if (shared > 0 && take_shortened(here, there))
    of.need_length();
  if (!only_composers) {
    leave_out(here, composes);
    leave_out(there, composes);
  }
  if (here.empty() && there.empty())
    return;
  const auto& about = here.empty() ? there.front().name : here.front().name;
  if (here.empty() != there.empty() && shared > 1 && !albums)
    of.need_length(); // an ensemble of which one service lists some
  else if (here.empty() != there.empty() || shared > 0 || in_two_scripts(here, there))
    of.doubt(cause::artist, about);
  else
    of.against(cause::artist, about);
}

} // namespace musiclink::match
