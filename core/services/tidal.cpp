#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/text.hpp"

namespace musiclink::services {
namespace {

struct tidal_kind {
  std::string_view word;
  std::string_view plural; ///< as the embedded player says it
  item_type type;
  bool (*is_id)(std::string_view) noexcept;
};

constexpr tidal_kind kinds[] = {
    {"track", "tracks", item_type::track, is_digits},
    {"album", "albums", item_type::album, is_digits},
    {"artist", "artists", item_type::artist, is_digits},
    {"video", "videos", item_type::video, is_digits},
    {"playlist", "playlists", item_type::playlist, is_prefixed_uuid},
    {"mix", "mixes", item_type::playlist, is_hex},
};

constexpr std::string_view embed_host = "embed.tidal.com";
constexpr std::string_view short_host = "tidal.link";

bool owns(std::string_view host) {
  return is_any_of(host,
                   {"tidal.com", "www.tidal.com", "listen.tidal.com", embed_host, short_host});
}

/// [locale/][browse/][album/ID/]kind/ID[/u or /credits]
std::optional<link> classify_page(const page& at) {
  if (at.host == short_host)
    return short_link(service::tidal, at);
  auto path = at.path;
  path.take_if(is_locale);
  path.take("browse");
  path.end_at_text();
  if (!path.empty() && is_any_of(path[0], {"artist", "artists"}))
    path.take_artist_view();
  if (path.size() > 2 && is_any_of(path.back(), {"u", "credits"}))
    path.drop_last();
  if (path.size() == 4 && path[0] == "album" && is_digits(path[1]) && path[2] == "track") {
    path.drop_first();
    path.drop_first();
  }
  if (path.size() != 2)
    return std::nullopt;
  for (const auto& [word, plural, type, is_id] : kinds) {
    const bool is_kind = path[0] == word || (at.host == embed_host && path[0] == plural);
    if (is_kind && is_id(path[1]))
      return item(service::tidal, type, path[1], {"tidal.com/", word, "/", path[1]});
  }
  return std::nullopt;
}

constexpr followed_host followed_hosts[] = {{short_host, {"tidal.com", "listen.tidal.com"}}};

std::optional<std::string> asked_form(const link& about) {
  if (!about.id || !is_any_of(about.type, {item_type::track, item_type::album, item_type::artist,
                                           item_type::video}))
    return std::nullopt;
  return "https://tidal.com/browse/" + std::string(to_key(about.type)) + "/" + *about.id;
}

/// "Artist - Title"
credits page_credits(std::string_view title, std::string_view) {
  const auto found = split_first(title, " - ");
  return found.found ? credits{found.after, found.before} : credits{title};
}

} // namespace

const description tidal = {
    .owns = owns,
    .classify = classify_page,
    .followed_hosts = followed_hosts,
    .read_credits = page_credits,
    .idonthavespotify = {"tidal", asked_form},
};

} // namespace musiclink::services
