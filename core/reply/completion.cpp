#include "core/reply/completion.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace musiclink {
namespace {

/// What was said of a song stays; another song under the same link adds nothing.
void add(song& said, const song& later) {
  if (said.title.empty() && said.artist.empty()) { // only a page's address was known
    said.title = later.title;
    said.artist = later.artist;
  }
  const bool is_same =
      (said.title == later.title && said.artist == later.artist) || same_song(said, later);
  if (!is_same)
    return;
  for (const auto& each : later.links)
    if (std::ranges::find(said.links, each.where, &song_link::where) == said.links.end())
      said.links.push_back(each);
  said.known_music = said.known_music || later.known_music;
}

std::vector<resolved_link> merged(std::vector<resolved_link> said,
                                  std::span<const resolved_link> later) {
  for (const auto& each : later) {
    const auto at = std::ranges::find(said, each.source, &resolved_link::source);
    if (at == said.end())
      said.push_back(each);
    else
      add(at->found, each.found);
  }
  return said;
}

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Whether all lines of `before` are in `after`, in their order, with others in between.
bool only_adds_lines(std::string_view before, std::string_view after) {
  if (after.size() <= before.size())
    return false;
  while (!before.empty()) {
    const auto wanted = take_line(before);
    do {
      if (after.empty())
        return false;
    } while (take_line(after) != wanted);
  }
  return true;
}

} // namespace

std::optional<reply_text> completed(std::span<const link> all, const partial_reply& said,
                                    std::span<const resolved_link> later,
                                    const room_settings& settings) {
  auto composed = compose(all, merged(said.known, later), settings);
  auto* text = std::get_if<reply_text>(&composed);
  if (!text || !only_adds_lines(said.body, text->body))
    return std::nullopt;
  return std::move(*text);
}

} // namespace musiclink
