#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <algorithm>

namespace musiclink::services {
namespace {

constexpr kind kinds[] = {
    {"track", item_type::track},       {"album", item_type::album},
    {"playlist", item_type::playlist}, {"artist", item_type::artist},
    {"episode", item_type::episode},   {"show", item_type::show},
};

bool is_player_host(std::string_view host) {
  return is_any_of(host, {"open.spotify.com", "play.spotify.com"});
}

constexpr followed_host followed_hosts[] = {
    {"spotify.link", {"spotify.app.link", "open.spotify.com"}},
    {"spotify.app.link", {"open.spotify.com"}},
    {"link.tospotify.com", {"spotify.link", "spotify.app.link", "open.spotify.com"}},
    {"spoti.fi", {"open.spotify.com", "play.spotify.com", "spotify.link"}},
};

bool is_short_host(std::string_view host) {
  return std::ranges::find(followed_hosts, host, &followed_host::host) != std::end(followed_hosts);
}

bool owns(std::string_view host) {
  return is_player_host(host) || host == "embed.spotify.com" || is_short_host(host);
}

/// "intl-de", "intl-zh-Hant-TW": behind the prefix whatever BCP 47 may come to hold.
bool is_marked_locale(std::string_view segment) {
  constexpr std::string_view prefix = "intl-";
  if (!segment.starts_with(prefix))
    return false;
  auto rest = segment.substr(prefix.size());
  const auto language = split_first(rest, "-").before;
  if (language.size() > 3 || !consists_of(language, is_letter))
    return false;
  for (bool has_more = true; has_more;) {
    const auto part = split_first(rest, "-");
    if (part.before.size() < 2 || part.before.size() > 8 || !is_base62(part.before))
      return false;
    rest = part.after;
    has_more = part.found;
  }
  return true;
}

/// kind/ID, also as user/NAME/playlist/ID.
std::optional<link> classify_item(segments path) {
  if (path.size() > 2 && path.take("user")) {
    path.drop_first();
    if (path[0] != "playlist")
      return std::nullopt;
  }
  path.end_at_text();
  if (path.size() != 2 || path[1].size() != 22 || !is_base62(path[1]))
    return std::nullopt;
  const auto type = type_of(path[0], kinds);
  if (!type)
    return std::nullopt;
  return item(service::spotify, *type, path[1], {"open.spotify.com/", path[0], "/", path[1]});
}

std::optional<link> classify_page(const page& at) {
  if (is_short_host(at.host))
    return short_link(service::spotify, at);
  auto path = at.path;
  if (!is_player_host(at.host)) {
    const auto uri = identity_parameter(at, "uri");
    return path.empty() && uri ? classify_spotify_uri(*uri) : std::nullopt;
  }
  if (!path.take_if(is_marked_locale))
    path.take_if(is_locale);
  if (!path.take("embed"))
    path.take("embed-podcast");
  if (!path.empty() && path[0] == "artist")
    path.take_artist_view();
  return classify_item(path);
}

std::optional<std::string> asked_form(const link& about) {
  return canonical_of(about, {item_type::track, item_type::album, item_type::playlist,
                              item_type::artist, item_type::episode, item_type::show});
}

/// "Bob Dylan · Highway 61 Revisited · Song · 1965".
std::string_view artist_in(std::string_view text) {
  constexpr std::string_view dot = " \xc2\xb7 ";
  const auto is_kind = [](std::string_view word) {
    return is_any_of_ignoring_case(word,
                                   {"song", "single", "album", "ep", "compilation", "episode"});
  };
  const auto first = split_first(text, dot);
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
credits page_credits(std::string_view title, std::string_view text) {
  const auto artist = artist_in(text);
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

} // namespace

std::optional<link> classify_spotify_uri(std::string_view uri) {
  const auto [scheme, rest, is_uri] = split_first(uri, ":");
  if (!is_uri || !equals_ignoring_case(scheme, "spotify") || rest.starts_with(':'))
    return std::nullopt;
  const auto path = segments::of(rest.substr(0, rest.find_first_of("?#")), ':');
  return path ? classify_item(*path) : std::nullopt;
}

const description spotify = {
    .owns = owns,
    .classify = classify_page,
    .followed_hosts = followed_hosts,
    .read_credits = page_credits,
    .idonthavespotify = {"spotify", asked_form},
    .songlink = {"s", "https://open.spotify.com/track/", "https://open.spotify.com/album/"},
};

} // namespace musiclink::services
