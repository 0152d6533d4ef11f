#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/text.hpp"

namespace musiclink::services {
namespace {

constexpr kind kinds[] = {
    {"track", item_type::track},       {"album", item_type::album},
    {"playlist", item_type::playlist}, {"artist", item_type::artist},
    {"episode", item_type::episode},   {"show", item_type::show},
};

constexpr std::string_view share_host = "link.deezer.com";
constexpr std::string_view widget_host = "widget.deezer.com";

bool is_firebase_host(std::string_view host) {
  return is_any_of(host, {"deezer.page.link", "dzr.page.link"});
}

bool owns(std::string_view host) {
  return is_any_of(host,
                   {"www.deezer.com", "deezer.com", "m.deezer.com", share_host, widget_host}) ||
         is_firebase_host(host);
}

/// s/CODE
std::optional<link> classify_share(const page& at) {
  auto path = at.path;
  path.end_at_text();
  if (path.size() != 2 || path[0] != "s" || !is_code(path[1]))
    return std::nullopt;
  return path_item(service::deezer, item_type::short_code, {share_host, "/s/", path[1]});
}

std::optional<link> classify_page(const page& at) {
  if (is_firebase_host(at.host))
    return short_link(service::deezer, at);
  if (at.host == share_host)
    return classify_share(at);
  auto path = at.path;
  if (at.host != widget_host)
    path.take_if(is_locale);
  else if (!path.take("widget") || !path.take_if(is_code)) // its theme
    return std::nullopt;
  path.end_at_text();
  if (!path.empty() && path[0] == "artist")
    path.take_artist_view();
  const auto type = path.size() == 2 ? type_of(path[0], kinds) : std::nullopt;
  if (!type || !(is_digits(path[1]) || (type == item_type::playlist && is_prefixed_uuid(path[1]))))
    return std::nullopt;
  return item(service::deezer, *type, path[1], {"www.deezer.com/", path[0], "/", path[1]});
}

constexpr followed_host followed_hosts[] = {
    {share_host, {share_host, "www.deezer.com"}, "dest"},
    {"deezer.page.link", {"www.deezer.com"}},
    {"dzr.page.link", {"www.deezer.com"}},
};

/// idonthavespotify has no kind for episodes and shows.
std::optional<std::string> asked_form(const link& about) {
  return canonical_of(about,
                      {item_type::track, item_type::album, item_type::playlist, item_type::artist});
}

/// "Artist - song - year".
credits page_credits(std::string_view title, std::string_view text) {
  const auto first = split_first(text, " - ");
  return {title, first.found ? first.before : std::string_view{}};
}

} // namespace

const description deezer = {
    .owns = owns,
    .classify = classify_page,
    .followed_hosts = followed_hosts,
    .read_credits = page_credits,
    .idonthavespotify = {"deezer", asked_form},
    .songlink = {"d", "https://www.deezer.com/track/", "https://www.deezer.com/album/"},
};

} // namespace musiclink::services
