#include "core/services/shapes.hpp"
#include "core/services/table.hpp"

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

std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  const bool is_shared = path.take("share");
  path.end_at_text();
  if (path.size() != 2 || !is_digits(path[1]))
    return std::nullopt;
  for (const auto& [word, shared, type] : kinds)
    if (path[0] == (is_shared ? shared : word))
      return item(service::boomplay, type, path[1], {canonical_host, "/", word, "/", path[1]});
  return std::nullopt;
}

} // namespace

const rules boomplay = {owns, classify_page};

} // namespace musiclink::services
