#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/services/youtube_pages.hpp"

namespace musiclink::services {
namespace {

constexpr std::string_view host = "music.youtube.com";

bool owns(std::string_view asked) {
  return asked == host;
}

bool is_channel_id(std::string_view id) {
  return id.size() == 24 && id.starts_with("UC") && is_code(id);
}

std::optional<link> artist(std::string_view id) {
  if (!is_channel_id(id))
    return std::nullopt;
  return item(service::youtube_music, item_type::artist, id, {host, "/channel/", id});
}

/// Browse ids say by their prefix what they are.
std::optional<link> classify_browse(std::string_view id) {
  if (id.starts_with("VL"))
    return youtube_list(service::youtube_music, host, id.substr(2));
  if (id.starts_with("MPREb_") && is_code(id))
    return item(service::youtube_music, item_type::album, id, {host, "/browse/", id});
  return artist(id);
}

std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.end_at_text();
  if (!path.empty() && path[0] == "channel")
    path.take_artist_view();
  if (path.size() == 2 && path[0] == "browse")
    return classify_browse(path[1]);
  if (path.size() == 2 && path[0] == "channel")
    return artist(path[1]);
  if (path.size() == 1 && path[0] == "watch")
    return youtube_watch_page(service::youtube_music, item_type::track, host, at);
  if (path.size() == 1 && path[0] == "playlist")
    return youtube_list_page(service::youtube_music, host, at);
  return std::nullopt;
}

} // namespace

const description youtube_music = {
    .owns = owns,
    .classify = classify_page,
    .read_credits = youtube_credits,
    .idonthavespotify = {.form = youtube_form},
};

} // namespace musiclink::services
