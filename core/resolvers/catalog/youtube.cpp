#include "core/json/json.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

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

struct named {
  std::string artist;
  std::string title;
};

/// "ARTIST 'TITLE' Official MV", as labels in Korea and Japan write: what stands behind the title
/// is kept in brackets, for it may make another recording.
std::optional<named> split_at_quotes(std::string_view text) {
  struct quotes {
    std::string_view opening;
    std::string_view closing;
  };
  constexpr quotes known[] = {{" '", "'"},
                              {" \"", "\""},
                              {" \xe2\x80\x98", "\xe2\x80\x99"}, // single and
                              {" \xe2\x80\x9c", "\xe2\x80\x9d"}, // double curved ones
                              {"\xe3\x80\x8c", "\xe3\x80\x8d"},  // corner brackets
                              {"\xe3\x80\x8e", "\xe3\x80\x8f"}}; // and white ones
  for (const auto& each : known) {
    const auto opened = split_first(text, each.opening);
    const auto closed = split_first(opened.after, std::string(each.closing) + " ");
    const bool at_end = !closed.found && opened.after.ends_with(each.closing);
    if (!opened.found || opened.before.empty() || !(closed.found || at_end))
      continue;
    auto title = closed.before;
    if (at_end)
      title.remove_suffix(each.closing.size());
    auto whole = std::string(title);
    if (closed.after.starts_with('(') || closed.after.starts_with('['))
      whole.append(" ").append(closed.after);
    else if (closed.found)
      whole.append(" (").append(closed.after).append(")");
    return named{std::string(opened.before), std::move(whole)};
  }
  return std::nullopt;
}

/// The channel of a topic is the artist; elsewhere a title tells who it is by, and
/// the channel only where the title does not.
named read_credits(const channel& by, std::string_view title) {
  if (!by.is_topic) {
    if (const auto parts = split_at_dash(title))
      return {std::string(parts->artist), std::string(parts->title)};
    if (auto parts = split_at_quotes(title))
      return std::move(*parts);
  }
  return {std::string(by.name), std::string(title)};
}

struct upload {
  std::string title;
  std::string author;
};

std::variant<upload, trouble> read_upload(const std::string& body) {
  const auto document = json::parsed(body);
  if (!document)
    return nonsense("not JSON");
  upload result{plain(document->root()["title"].string_or({})),
                plain(document->root()["author_name"].string_or({}))};
  if (result.title.empty())
    return nonsense("not of the expected shape");
  return result;
}

/// A video is looked for as the track that it shows.
findings read(const std::string& body, const link& about) {
  const auto said = read_upload(body);
  if (const auto* const bad = std::get_if<trouble>(&said))
    return *bad;
  const auto& [title, author] = std::get<upload>(said);
  const auto by = read_channel(author);
  const bool is_album = about.type == item_type::album;
  constexpr std::string_view album_mark = "Album - ";
  std::string_view shown = title;
  if (is_album && shown.starts_with(album_mark))
    shown.remove_prefix(album_mark.size());
  const auto credits =
      is_album ? named{std::string(by.name), std::string(shown)} : read_credits(by, shown);
  candidate result;
  result.what.type = is_album ? item_type::album : item_type::track;
  result.what.title = plain(credits.title);
  result.what.artists = names(credits.artist);
  result.what.known_music = about.where == service::youtube_music || by.is_topic || by.is_vevo;
  if (!is_album && !by.is_topic) {
    facts uploaded;
    uploaded.type = item_type::video;
    uploaded.title = title;
    uploaded.artists = names(author);
    uploaded.known_music = by.is_vevo;
    result.as_uploaded = std::move(uploaded);
  }
  return std::vector<candidate>{std::move(result)};
}

/// music.youtube.com plays any video: only the channel tells whose it is.
findings read_as_uploaded(const std::string& body, const link&) {
  auto said = read_upload(body);
  if (const auto* const bad = std::get_if<trouble>(&said))
    return *bad;
  auto& [title, author] = std::get<upload>(said);
  const auto by = read_channel(author);
  candidate result;
  result.what.type = item_type::video;
  result.what.title = std::move(title);
  result.what.artists = names(author);
  result.what.known_music = by.is_topic || by.is_vevo;
  return std::vector<candidate>{std::move(result)};
}

std::vector<question> ask(const link& about, std::string_view) {
  const bool is_album = about.type == item_type::album && about.id && about.id->starts_with("OLAK");
  if (!about.id || (!is_album && about.type != item_type::video && about.type != item_type::track))
    return {};
  const auto page = std::string("https://www.youtube.com/") +
                    (is_album ? "playlist?list=" : "watch?v=") + *about.id;
  return {{endpoint::youtube, "/oembed?url=" + percent_encoded(page) + "&format=json", read}};
}

std::vector<question> ask_as_uploaded(const link& about, std::string_view country) {
  auto result = ask(about, country);
  if (about.type != item_type::album)
    for (auto& each : result)
      each.read = read_as_uploaded;
  return result;
}

} // namespace

const back_end youtube = {
    .absent_statuses = {401, 403}, // of videos that are private or may not be embedded
    .knows = service::youtube,
    .ask = ask,
    .ask_offered = ask_as_uploaded,
    .sample = "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
};

} // namespace musiclink::catalog
