#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text.hpp"

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

bool is_short_host(std::string_view host) {
  return is_any_of(host, {"spotify.link", "spotify.app.link", "link.tospotify.com", "spoti.fi"});
}

bool owns(std::string_view host) {
  return is_player_host(host) || host == "embed.spotify.com" || is_short_host(host);
}

/// "intl-de", "intl-pt-br"
bool is_locale_prefix(std::string_view segment) {
  constexpr std::string_view prefix = "intl-";
  return segment.starts_with(prefix) && is_locale(segment.substr(prefix.size()));
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
  path.take_if(is_locale_prefix);
  if (!path.take("embed"))
    path.take("embed-podcast");
  const bool is_discography =
      path.size() >= 3 && path.size() <= 4 && path[0] == "artist" && path[2] == "discography";
  while (is_discography && path.size() > 2)
    path.drop_last();
  return classify_item(path);
}

} // namespace

std::optional<link> classify_spotify_uri(std::string_view uri) {
  const auto [scheme, rest, is_uri] = split_first(uri, ":");
  if (!is_uri || !equals_ignoring_case(scheme, "spotify") || rest.starts_with(':'))
    return std::nullopt;
  const auto path = segments::of(rest.substr(0, rest.find_first_of("?#")), ':');
  return path ? classify_item(*path) : std::nullopt;
}

const rules spotify = {owns, classify_page};

} // namespace musiclink::services
