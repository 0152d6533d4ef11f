#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace musiclink::services {
namespace {

struct boomplay_kind {
  std::string_view word;
  std::string_view shared; ///< as share/ links say it
  item_type type;
};

constexpr boomplay_kind kinds[] = {
    {"songs", "song", item_type::track},      {"songs", "music", item_type::track},
    {"albums", "album", item_type::album},    {"playlists", "playlist", item_type::playlist},
    {"artists", "artist", item_type::artist}, {"video", "video", item_type::video},
    {"podcasts", "podcast", item_type::show}, {"episode", "episode", item_type::episode},
};

constexpr std::string_view canonical_host = "www.boomplay.com";

bool owns(std::string_view host) {
  return is_any_of(host, {canonical_host, "boomplay.com"});
}

/// Digits, or letters and digits: a word is the name of a page.
bool is_id(std::string_view text, item_type type) {
  return (is_base62(text) && std::ranges::any_of(text, is_digit)) ||
         (type == item_type::playlist && is_prefixed_uuid(text));
}

std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.take_if(is_locale);
  const bool is_shared = path.take("share");
  path.end_at_text();
  if (!path.empty() && is_any_of(path[0], {"artist", "artists"}))
    path.take_artist_view();
  if (path.size() != 2)
    return std::nullopt;
  for (const auto& [word, shared, type] : kinds)
    if (path[0] == (is_shared ? shared : word) && is_id(path[1], type))
      return item(service::boomplay, type, path[1], {canonical_host, "/", word, "/", path[1]});
  return std::nullopt;
}

} // namespace

const description boomplay = {owns, classify_page};

} // namespace musiclink::services
