#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

constexpr std::string_view canonical_host = "www.mixcloud.com";

bool owns(std::string_view host) {
  return is_any_of(host, {canonical_host, "mixcloud.com", "m.mixcloud.com", "beta.mixcloud.com"});
}

/// First segments that are Mixcloud's own pages and no user.
bool is_reserved(std::string_view word) {
  return is_any_of_ignoring_case(
      word, {"developers", "widget",   "oauth",  "discover",   "search",   "live",
             "upload",     "settings", "genres", "categories", "tag",      "tags",
             "player",     "about",    "jobs",   "pro",        "premium",  "login",
             "signup",     "logout",   "terms",  "privacy",    "messages", "notifications",
             "dashboard",  "select",   "charts", "popular",    "help",     "oembed"});
}

/// Second segments that are tabs of a profile and no show.
bool is_tab(std::string_view word) {
  return is_any_of_ignoring_case(
      word, {"stream", "uploads", "favorites", "listens", "followers", "following", "playlists"});
}

/// user, user/show or user/playlists/name; slugs may hold letters of any script.
std::optional<link> classify_page(const page& at) {
  const auto& path = at.path;
  if (path.empty() || is_reserved(path[0]))
    return std::nullopt;
  std::optional<item_type> type;
  if (path.size() == 1)
    type = item_type::artist;
  else if (path.size() == 2 && !is_tab(path[1]))
    type = item_type::track;
  else if (path.size() == 3 && path[1] == "playlists")
    type = item_type::playlist;
  if (!type)
    return std::nullopt;
  return path_item(service::mixcloud, *type, {canonical_host, path.joined()});
}

} // namespace

const description mixcloud = {owns, classify_page};

} // namespace musiclink::services
