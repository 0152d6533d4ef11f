#pragma once

#include "core/services/page.hpp"

namespace musiclink::services {

// What YouTube and YouTube Music have in common. `host` is the canonical one.

/// Eleven letters, digits, - and _.
bool is_video_id(std::string_view id) noexcept;

/// The playlist, or the album that YouTube made a playlist of. Nothing for lists
/// that only their owner can see.
std::optional<link> youtube_list(service where, std::string_view host, std::string_view id);

/// The playlist of a `list` parameter.
std::optional<link> youtube_list_page(service where, std::string_view host, const page& at);

/// The page /watch?v=ID of a video; only without v that of a list.
std::optional<link> youtube_watch_page(service where, item_type type, std::string_view host,
                                       const page& at);

link youtube_video(service where, item_type type, std::string_view host, std::string_view id);

} // namespace musiclink::services
