#include "core/services/youtube_pages.hpp"

#include "core/services/shapes.hpp"

namespace musiclink::services {

bool is_video_id(std::string_view id) noexcept {
  return id.size() == 11 && is_code(id);
}

std::optional<link> youtube_list(service where, std::string_view host, std::string_view id) {
  if (!is_code(id) || is_any_of(id, {"WL", "LL", "LM"})) // watch later, liked videos, liked music
    return std::nullopt;
  const auto type = id.starts_with("OLAK5uy_") ? item_type::album : item_type::playlist;
  return item(where, type, id, {host, "/playlist?list=", id});
}

std::optional<link> youtube_list_page(service where, std::string_view host, const page& at) {
  const auto id = identity_parameter(at, "list");
  return id ? youtube_list(where, host, *id) : std::nullopt;
}

std::optional<link> youtube_watch_page(service where, item_type type, std::string_view host,
                                       const page& at) {
  const auto id = identity_parameter(at, "v");
  if (!id)
    return youtube_list_page(where, host, at);
  return is_video_id(*id) ? std::optional(youtube_video(where, type, host, *id)) : std::nullopt;
}

link youtube_video(service where, item_type type, std::string_view host, std::string_view id) {
  return item(where, type, id, {host, "/watch?v=", id});
}

} // namespace musiclink::services
