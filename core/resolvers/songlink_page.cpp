#include "core/resolvers/songlink_page.hpp"

#include "core/links/detect.hpp"
#include "core/services/table.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace musiclink::songlink_page {
namespace {

/// A service's letter in the paths of song.link and album.link.
struct provider {
  std::string_view letter;
  service where;
  std::string_view track_url; ///< what stands before the id
  std::string_view album_url;
};

// The letters that were seen in use (core/resolvers/UPSTREAMS.md 4).
constexpr provider providers[] = {
    {"s", service::spotify, "https://open.spotify.com/track/", "https://open.spotify.com/album/"},
    {"i", service::apple_music, "https://music.apple.com/song/", "https://music.apple.com/album/"},
    {"d", service::deezer, "https://www.deezer.com/track/", "https://www.deezer.com/album/"},
};

// Seen as a link in messages, but not made by us: only read.
constexpr provider youtube_pages = {"y", service::youtube, "https://www.youtube.com/watch?v=", {}};

bool has_page(const link& about) {
  const bool is_kind = about.type == item_type::track || about.type == item_type::album ||
                       (about.type == item_type::video && about.where == service::youtube);
  const bool is_page_itself = about.where == service::songlink ||
                              about.where == service::linkfire ||
                              about.where == service::feature_fm ||
                              about.where == service::foundee || about.where == service::songwhip;
  return is_kind && !is_page_itself && !services::is_secret(about);
}

std::string url_of(const link& about) {
  const auto* const known = std::ranges::find(providers, about.where, &provider::where);
  if (known == std::end(providers) || !about.id)
    return "https://song.link/" + percent_encoded(about.canonical);
  const std::string_view host = about.type == item_type::album ? "album.link/" : "song.link/";
  return "https://" + std::string(host) + std::string(known->letter) + "/" + *about.id;
}

} // namespace

answer page_of(const link& about) {
  if (!has_page(about))
    return {};
  return {completeness::found, {about.type, {}, {}, {{service::songlink, url_of(about)}}}};
}

std::optional<link> source_of(const link& page) {
  const auto at = split_url(page.canonical);
  if (page.where != service::songlink || !at ||
      (at->host != "song.link" && at->host != "album.link") || at->path.empty())
    return std::nullopt;
  const auto parts = split_first(at->path.substr(1), "/");
  const auto* known = std::ranges::find(providers, parts.before, &provider::letter);
  if (known == std::end(providers))
    known = parts.before == youtube_pages.letter ? &youtube_pages : nullptr;
  const bool is_album = at->host == "album.link";
  if (known == nullptr || (is_album ? known->album_url : known->track_url).empty())
    return std::nullopt;
  const auto found =
      classify(std::string(is_album ? known->album_url : known->track_url).append(parts.after));
  return found && found->where == known->where ? found : std::nullopt;
}

} // namespace musiclink::songlink_page
