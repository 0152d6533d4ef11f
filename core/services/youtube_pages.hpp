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

/// The form in which idonthavespotify is asked: playlists would be answered as albums and channels
/// as videos, and albums under "browse" are not understood.
std::optional<std::string> youtube_form(const link& about);

/// The credits of a record company's own upload: "Provided to YouTube by
/// Columbia\n\nTitle · Artist · Artist\n\n...". Its title is whole, whereas the one that
/// idonthavespotify gives has lost its punctuation (core/resolvers/UPSTREAMS.md 3).
credits youtube_credits(std::string_view title, std::string_view text);

link youtube_video(service where, item_type type, std::string_view host, std::string_view id);

} // namespace musiclink::services
