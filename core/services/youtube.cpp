#include "core/services/table.hpp"
#include "core/services/youtube_pages.hpp"
#include "core/text/text.hpp"

namespace musiclink::services {
namespace {

constexpr std::string_view canonical_host = "www.youtube.com";
constexpr std::string_view short_host = "youtu.be";
constexpr std::string_view embed_host = "www.youtube-nocookie.com";

bool owns(std::string_view host) {
  return is_any_of(host, {canonical_host, "youtube.com", "m.youtube.com", short_host, embed_host});
}

std::optional<link> video(std::string_view id) {
  if (!is_video_id(id))
    return std::nullopt;
  return youtube_video(service::youtube, item_type::video, canonical_host, id);
}

std::optional<link> classify_embed(const page& at, std::string_view id) {
  if (id == "videoseries")
    return youtube_list_page(service::youtube, canonical_host, at);
  return id == "live_stream" ? std::nullopt : video(id); // a channel's stream, not a video
}

std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.end_at_text();
  if (at.host == short_host)
    return path.size() == 1 ? video(path[0]) : std::nullopt;
  if (path.size() == 2 && path[0] == "embed")
    return classify_embed(at, path[1]);
  if (at.host == embed_host)
    return std::nullopt;
  if (path.size() == 2 && path[0] == "v") // Flash-era: /v/ID&hl=en
    return video(split_first(path[1], "&").before);
  if (path.size() == 2 && is_any_of(path[0], {"shorts", "live"}))
    return video(path[1]);
  if (path.size() == 1 && path[0] == "watch")
    return youtube_watch_page(service::youtube, item_type::video, canonical_host, at);
  if (path.size() == 1 && path[0] == "playlist")
    return youtube_list_page(service::youtube, canonical_host, at);
  return std::nullopt;
}

} // namespace

const description youtube = {
    .owns = owns,
    .classify = classify_page,
    .read_credits = youtube_credits,
    .idonthavespotify = {"youTube", youtube_form},
    .songlink = {.letter = "y",
                 .track_url = "https://www.youtube.com/watch?v=",
                 .is_only_read = true},
};

} // namespace musiclink::services
