#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/text.hpp"

#include <algorithm>

namespace musiclink::services {
namespace {

constexpr followed_host followed_hosts[] = {
    {"on.soundcloud.com", {"soundcloud.com", "m.soundcloud.com"}},
    {"soundcloud.app.goo.gl", {"soundcloud.com", "m.soundcloud.com"}},
    {"snd.sc", {"soundcloud.com"}},
};

bool is_short_host(std::string_view host) {
  return std::ranges::find(followed_hosts, host, &followed_host::host) != std::end(followed_hosts);
}

bool owns(std::string_view host) {
  return is_any_of(host, {"soundcloud.com", "www.soundcloud.com", "m.soundcloud.com"}) ||
         is_short_host(host);
}

/// First segments that are SoundCloud's own pages and no user.
bool is_reserved(std::string_view word) {
  return is_any_of_ignoring_case(
      word,
      {"discover", "stream",   "you",    "pages",   "tags",         "search",        "charts",
       "upload",   "settings", "groups", "people",  "stations",     "notifications", "messages",
       "popular",  "explore",  "jobs",   "imprint", "terms-of-use", "mobile",        "download",
       "login",    "signin",   "signup", "logout",  "connect",      "oauth",         "tracks",
       "oembed",   "feed",     "library"});
}

/// Second segments that are tabs of a profile and no track.
bool is_tab(std::string_view word) {
  return is_any_of_ignoring_case(word, {"tracks", "albums", "sets", "reposts", "likes", "following",
                                        "followers", "comments", "popular-tracks", "spotlight",
                                        "toptracks", "playlists"});
}

bool is_secret_token(std::string_view text) {
  return text.starts_with("s-") && is_base62(text.substr(2));
}

/// user, user/track or user/sets/set, and for private ones their secret token,
/// which belongs to the identity.
std::optional<link> classify_page(const page& at) {
  if (is_short_host(at.host))
    return short_link(service::soundcloud, at);
  auto path = at.path;
  path.end_at_text();
  for (std::size_t i = 0; i < path.size(); ++i)
    if (!is_code(path[i]))
      return std::nullopt;
  if (path.empty() || is_reserved(path[0]))
    return std::nullopt;
  if (path.size() == 1)
    return path_item(service::soundcloud, item_type::artist, {"soundcloud.com", path.joined()});

  const bool is_set = path.size() > 2 && path[1] == "sets";
  if (!is_set && is_tab(path[1]))
    return std::nullopt;
  const std::size_t length = is_set ? 3 : 2;
  auto token = identity_parameter(at, "secret_token").value_or("");
  if (path.size() == length + 1) {
    token = path.back();
    path.drop_last();
  }
  if (path.size() != length || (!token.empty() && !is_secret_token(token)))
    return std::nullopt;
  return path_item(service::soundcloud, is_set ? item_type::playlist : item_type::track,
                   {"soundcloud.com", path.joined(), token.empty() ? "" : "/", token});
}

bool has_token(const link& item) {
  const auto segments = std::ranges::count(item.canonical, '/') - 2; // two are the scheme's
  return (item.type == item_type::track && segments > 2) ||
         (item.type == item_type::playlist && segments > 3);
}

/// Tracks only, and of these none with a third segment: that is a secret token.
std::optional<std::string> asked_form(const link& about) {
  constexpr std::string_view host = "https://soundcloud.com/";
  const std::string_view canonical = about.canonical;
  if (about.type != item_type::track || !canonical.starts_with(host))
    return std::nullopt;
  const auto path = split_first(canonical.substr(host.size()), "/");
  return is_code(path.before) && is_code(path.after) ? std::optional(about.canonical)
                                                     : std::nullopt;
}

} // namespace

const description soundcloud = {
    .owns = owns,
    .classify = classify_page,
    .is_secret = has_token,
    .followed_hosts = followed_hosts,
    .idonthavespotify = {"soundCloud", asked_form},
};

} // namespace musiclink::services
