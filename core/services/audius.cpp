#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

namespace musiclink::services {
namespace {

constexpr std::string_view canonical_host = "audius.co";

constexpr kind collections[] = {{"album", item_type::album}, {"playlist", item_type::playlist}};

bool owns(std::string_view host) {
  return host == canonical_host;
}

/// First segments that are Audius' own pages and no user.
bool is_reserved(std::string_view word) {
  return is_any_of_ignoring_case(
      word,
      {"explore",   "trending", "search",        "feed",   "favorites", "history", "dashboard",
       "settings",  "upload",   "messages",      "signin", "signup",    "rewards", "legal",
       "embed",     "download", "library",       "oauth",  "audio",     "tracks",  "albums",
       "playlists", "users",    "notifications", "check",  "developers"});
}

/// Second segments that are tabs of a profile and no track.
bool is_tab(std::string_view word) {
  return is_any_of_ignoring_case(word, {"tracks", "albums", "playlists", "reposts", "collectibles",
                                        "followers", "following", "album", "playlist"});
}

/// Old titles were cut at no slash, but end in the track's number: "ac/dc-1234".
bool ends_in_number(std::string_view slug) {
  return is_digits(split_last(slug, "-").after);
}

/// user/track, user/album/slug, user/playlist/slug or tracks/ID
std::optional<link> classify_page(const page& at) {
  const auto& path = at.path;
  if (path.size() < 2)
    return std::nullopt;
  if (path[0] == "tracks") {
    auto by_id = path;
    by_id.end_at_text();
    if (by_id.size() != 2 || !is_base62(by_id[1]))
      return std::nullopt;
    return item(service::audius, item_type::track, by_id[1], {canonical_host, by_id.joined()});
  }
  if (is_reserved(path[0]))
    return std::nullopt;
  auto type = path.size() == 3 ? type_of(path[1], collections) : std::nullopt;
  if (!type && !is_tab(path[1]) && (path.size() == 2 || ends_in_number(path.back())))
    type = item_type::track;
  if (!type)
    return std::nullopt;
  return path_item(service::audius, *type, {canonical_host, path.joined()});
}

} // namespace

const description audius = {owns, classify_page};

} // namespace musiclink::services
