#include "core/services/youtube_pages.hpp"

#include "core/services/shapes.hpp"
#include "core/text/text.hpp"

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

std::optional<std::string> youtube_form(const link& about) {
  const bool is_album =
      about.type == item_type::album && about.id && about.id->starts_with("OLAK5uy_");
  return is_album ? about.canonical : canonical_of(about, {item_type::video, item_type::track});
}

credits youtube_credits(std::string_view title, std::string_view text) {
  if (!text.starts_with("Provided to YouTube by "))
    return {title};
  const auto line = split_first(split_first(text, "\n\n").after, "\n").before;
  const auto named = split_first(line, " \xc2\xb7 ");
  if (!named.found)
    return {title};
  return {named.before, split_first(named.after, " \xc2\xb7 ").before};
}

link youtube_video(service where, item_type type, std::string_view host, std::string_view id) {
  return item(where, type, id, {host, "/watch?v=", id});
}

} // namespace musiclink::services
