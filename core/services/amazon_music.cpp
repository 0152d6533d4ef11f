#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"

namespace musiclink::services {
namespace {

bool is_asin(std::string_view id) noexcept {
  return id.size() == 10 && consists_of(id, [](char c) { return is_upper(c) || is_digit(c); });
}

bool is_playlist_id(std::string_view id) noexcept {
  return is_asin(id) || is_prefixed_uuid(id);
}

/// 32 hex digits and the letters of a locale.
bool is_user_playlist_id(std::string_view id) noexcept {
  return (id.size() >= 32 && is_hex(id.substr(0, 32)) &&
          (id.size() == 32 || is_base62(id.substr(32)))) ||
         is_prefixed_uuid(id);
}

struct amazon_kind {
  std::string_view word;
  item_type type;
  bool (*is_id)(std::string_view) noexcept;
};

constexpr amazon_kind kinds[] = {
    {"albums", item_type::album, is_asin},
    {"tracks", item_type::track, is_asin},
    {"artists", item_type::artist, is_asin},
    {"playlists", item_type::playlist, is_playlist_id},
    {"user-playlists", item_type::playlist, is_user_playlist_id},
    {"podcasts", item_type::show, is_uuid},
};

constexpr std::string_view music_host = "music.amazon.";

/// The marketplace of a host, "co.uk", if it is one where music is.
std::optional<std::string_view> marketplace(std::string_view host) {
  for (const std::string_view prefix :
       {music_host, std::string_view("www.amazon."), std::string_view("amazon.")})
    if (host.starts_with(prefix)) {
      host.remove_prefix(prefix.size());
      if (is_any_of(host, {"com", "co.uk", "de", "fr", "it", "es", "ca", "in", "co.jp", "com.au",
                           "com.br", "com.mx"}))
        return host;
      return std::nullopt;
    }
  return std::nullopt;
}

bool owns(std::string_view host) {
  return marketplace(host).has_value();
}

/// [locale/]kind/ID[/slug][/view of an artist]; the retail shop has the player under music/player.
std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  if (!at.host.starts_with(music_host) && !(path.take("music") && path.take("player")))
    return std::nullopt;
  path.take_if(is_locale);
  if (!path.empty() && path[0] == "artists")
    path.take_artist_view();
  if (path.size() == 3)
    path.drop_last();
  path.end_at_text();
  if (path.size() != 2)
    return std::nullopt;
  const auto tld = *marketplace(at.host);
  const auto track = identity_parameter(at, "trackAsin");
  for (const auto& [word, type, is_id] : kinds) {
    if (path[0] != word || !is_id(path[1]))
      continue;
    if (!track)
      return item(service::amazon_music, type, path[1], {music_host, tld, "/", word, "/", path[1]});
    if (is_asin(*track))
      return item(service::amazon_music, item_type::track, *track,
                  {music_host, tld, "/tracks/", *track});
  }
  return std::nullopt;
}

} // namespace

const description amazon_music = {owns, classify_page};

} // namespace musiclink::services
