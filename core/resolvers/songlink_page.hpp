#pragma once

#include "core/model/link.hpp"
#include "core/model/song.hpp"

#include <optional>

namespace musiclink::songlink_page {

/// The song.link page of an item, as an answer whose one link it is, of
/// `service::songlink`. Made up from the link alone, without a request: whether
/// it knows the item is not known (core/resolvers/UPSTREAMS.md 4). Its title is empty, for nobody
/// knows the item's. `not_found` for what song.link has no pages of:
/// playlists, artists, shows, short links, other smart-link pages, and secret
/// links, which never leave the process.
answer page_of(const link& about);

/// The item that a page of the song.link family names by a service's id:
/// song.link/s/ID (Spotify), /i/ (Apple Music), /d/ (Deezer), and the same for
/// album.link; /y/ (YouTube). Nothing for pages with a name of their own, which
/// are not resolved.
std::optional<link> source_of(const link& page);

} // namespace musiclink::songlink_page
