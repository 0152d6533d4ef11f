#include "core/resolvers/idonthavespotify_credits.hpp"

#include "core/text/text.hpp"

#include <algorithm>
#include <array>

namespace musiclink::idonthavespotify {
namespace {

constexpr std::size_t most_characters = 300;

/// Parts of the texts of the answer; nothing is copied before the end.
struct parts {
  std::string_view title;
  std::string_view artist;
};

/// Description "Bob Dylan · Highway 61 Revisited · Song · 1965".
std::string_view spotify_artist(std::string_view description) {
  constexpr std::string_view dot = " \xc2\xb7 ";
  constexpr std::array<std::string_view, 6> kinds{"song", "single",      "album",
                                                  "ep",   "compilation", "episode"};
  const auto is_kind = [&](std::string_view text) {
    return std::ranges::any_of(
        kinds, [&](std::string_view kind) { return equals_ignoring_case(kind, text); });
  };
  const auto first = split_first(description, dot);
  if (is_kind(first.before))
    return {};
  // Only a named kind behind it proves that the first part is a name.
  for (auto rest = first; rest.found;) {
    rest = split_first(rest.after, dot);
    if (is_kind(rest.before))
      return first.before;
  }
  return {};
}

/// Title "Stories", or that of the browser: "Stories - Album by Avicii | Spotify".
parts from_spotify(std::string_view title, std::string_view description) {
  const auto artist = spotify_artist(description);
  constexpr std::string_view mark = " | Spotify";
  if (!title.ends_with(mark))
    return {title, artist};
  title.remove_suffix(mark.size());
  for (const std::string_view phrase :
       {"song and lyrics by ", "song by ", "single by ", "album by ", "Album by ", "Single by ",
        "EP by ", "Compilation by "}) {
    for (const std::string_view dash : {" - ", " \xe2\x80\x93 "}) {
      const auto found = split_last(title, std::string(dash).append(phrase));
      if (found.found)
        return {found.before, artist.empty() ? found.after : artist};
    }
  }
  return {title, artist};
}

/// A text of two parts in one order or the other; without the separator, all of
/// it is the title.
parts artist_then_title(std::string_view text, std::string_view separator) {
  const auto found = split_first(text, separator);
  return found.found ? parts{found.after, found.before} : parts{text, {}};
}

parts title_then_artist(std::string_view text, std::string_view separator) {
  const auto found = split_last(text, separator);
  return found.found ? parts{found.before, found.after} : parts{text, {}};
}

/// Description "Title Artist", of which the title is known.
parts from_joined(std::string_view title, std::string_view description) {
  if (description.size() > title.size() + 1 && description.starts_with(title) &&
      description[title.size()] == ' ')
    return {title, description.substr(title.size() + 1)};
  return {title, {}};
}

/// Description "Artist - song - year".
parts from_deezer(std::string_view title, std::string_view description) {
  const auto first = split_first(description, " - ");
  return {title, first.found ? first.before : std::string_view{}};
}

/// Title "Title Artist", and the artist ends the description of a track
/// ("Album - Artist") or is that of an album.
parts from_qobuz(std::string_view title, std::string_view description) {
  const auto last = split_last(description, " - ");
  const auto artist = last.found ? last.after : description;
  if (!artist.empty() && title.size() > artist.size() + 1 && title.ends_with(artist) &&
      title[title.size() - artist.size() - 1] == ' ')
    return {title.substr(0, title.size() - artist.size() - 1), artist};
  return {title, {}};
}

/// The description of a record company's own upload: "Provided to YouTube by
/// Columbia\n\nTitle · Artist · Artist\n\n...". Its title is whole, whereas the
/// answer's has lost its punctuation (core/resolvers/UPSTREAMS.md 3).
parts from_youtube(std::string_view title, std::string_view description) {
  if (!description.starts_with("Provided to YouTube by "))
    return {title, {}};
  const auto line = split_first(split_first(description, "\n\n").after, "\n").before;
  const auto named = split_first(line, " \xc2\xb7 ");
  if (!named.found)
    return {title, {}};
  return {named.before, split_first(named.after, " \xc2\xb7 ").before};
}

parts find_parts(service source, std::string_view title, std::string_view description) {
  switch (source) {
  case service::spotify:
    return from_spotify(title, description);
  case service::apple_music:
  case service::pandora:
    return from_joined(title, description);
  case service::deezer:
    return from_deezer(title, description);
  case service::tidal:
    return artist_then_title(title, " - ");
  case service::bandcamp:
    return title_then_artist(title, ", by ");
  case service::qobuz:
    return from_qobuz(title, description);
  case service::youtube:
  case service::youtube_music:
    return from_youtube(title, description);
  default: // SoundCloud: the description is whatever its uploader wrote
    return {title, {}};
  }
}

bool has_artist(item_type type) {
  return type == item_type::track || type == item_type::video || type == item_type::album ||
         type == item_type::episode;
}

} // namespace

credits read_credits(service source, item_type type, std::string_view title,
                     std::string_view description) {
  const auto found = find_parts(source, title, description);
  auto cut = [](std::string_view text) { return one_line(text, most_characters); };
  if (source == service::spotify || has_artist(type))
    return {cut(found.title), has_artist(type) ? cut(found.artist) : std::string{}};
  return {cut(title), {}};
}

} // namespace musiclink::idonthavespotify
