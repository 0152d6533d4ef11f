#include "core/json.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/text.hpp"
#include "core/url.hpp"

#include <utility>

namespace musiclink::catalog {
namespace {

/// A channel's name without what YouTube or a record company put at its end.
struct channel {
  std::string_view name;
  bool is_topic = false; ///< "Artist - Topic": the record company's own uploads
  bool is_vevo = false;
};

channel read_channel(std::string_view name) {
  constexpr std::string_view topic = " - Topic";
  constexpr std::string_view vevo = "VEVO";
  if (name.ends_with(topic))
    return {name.substr(0, name.size() - topic.size()), true, false};
  if (!name.ends_with(vevo))
    return {name, false, false};
  name.remove_suffix(vevo.size());
  while (name.ends_with(' ') || name.ends_with('-'))
    name.remove_suffix(1);
  return {name, false, true};
}

/// The channel of a topic is the artist; elsewhere a title tells who it is by, and
/// the channel only where the title does not.
credited read_credits(const channel& by, std::string_view title) {
  if (by.is_topic)
    return {by.name, title};
  return split_at_dash(title).value_or(credited{by.name, title});
}

/// A video is looked for as the track that it shows.
findings read(const std::string& body, const link& about) {
  const auto parsed = json::document::parse(body);
  const auto* const document = std::get_if<json::document>(&parsed);
  if (document == nullptr)
    return nonsense("not JSON");
  const auto title = plain(document->root()["title"].string_or({}));
  const auto author = plain(document->root()["author_name"].string_or({}));
  if (title.empty())
    return nonsense("not of the expected shape");
  const auto by = read_channel(author);
  const bool is_album = about.type == item_type::album;
  constexpr std::string_view album_mark = "Album - ";
  std::string_view named = title;
  if (is_album && named.starts_with(album_mark))
    named.remove_prefix(album_mark.size());
  const auto credits = is_album ? credited{by.name, named} : read_credits(by, named);
  candidate result;
  result.what.type = is_album ? item_type::album : item_type::track;
  result.what.title = plain(credits.title);
  result.what.artists = names(credits.artist);
  result.what.known_music = about.where == service::youtube_music || by.is_topic || by.is_vevo;
  return std::vector<candidate>{std::move(result)};
}

} // namespace

std::vector<question> ask_youtube(const link& about) {
  const bool is_album = about.type == item_type::album && about.id && about.id->starts_with("OLAK");
  if (!about.id || (!is_album && about.type != item_type::video && about.type != item_type::track))
    return {};
  const auto page = std::string("https://www.youtube.com/") +
                    (is_album ? "playlist?list=" : "watch?v=") + *about.id;
  return {{endpoint::youtube, "/oembed?url=" + percent_encoded(page) + "&format=json", read}};
}

} // namespace musiclink::catalog
