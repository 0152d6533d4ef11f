#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"
#include "core/text/link_scan.hpp"
#include "core/text/url.hpp"

#include <algorithm>

namespace musiclink::services {
namespace {

constexpr kind kinds[] = {
    {"album", item_type::album},       {"song", item_type::track},
    {"playlist", item_type::playlist}, {"artist", item_type::artist},
    {"music-video", item_type::video},
};

constexpr std::string_view short_host = "itun.es";

bool owns(std::string_view host) {
  return is_any_of(host, {"music.apple.com", "geo.music.apple.com", "embed.music.apple.com",
                          "beta.music.apple.com", "classical.music.apple.com", "itunes.apple.com",
                          "geo.itunes.apple.com", short_host});
}

/// [country/]CODE; the code may be an album's, of which `i` selects a track.
std::optional<link> classify_short(const page& at) {
  auto path = at.path;
  path.end_at_text();
  const auto track = identity_parameter(at, "i");
  const bool has_country = path.size() == 2 && is_country(path[0]);
  if ((path.size() != 1 && !has_country) || !is_code(path.back()) || (track && !is_digits(*track)))
    return std::nullopt;
  return path_item(service::apple_music, item_type::short_code,
                   {short_host, path.joined(), track ? "?i=" : "", track.value_or("")});
}

std::optional<link> apple_item(std::string_view word, std::string_view id) {
  return item(service::apple_music, *type_of(word, kinds), id, {"music.apple.com/", word, "/", id});
}

std::optional<link> classify_playlist(std::string_view id) {
  const bool is_coded = id.starts_with("pl.") && is_code(id.substr(3));
  // Behind "p." is what somebody keeps in a library of their own.
  const bool is_numbered = is_prefixed_uuid(id) && !is_uuid(id) && !id.starts_with("p.");
  if (!is_coded && !is_numbered)
    return std::nullopt;
  return apple_item("playlist", id);
}

/// [storefront/]kind/[slug/]ID[/view of an artist]
std::optional<link> classify_page(const page& at) {
  if (at.host == short_host)
    return classify_short(at);
  auto path = at.path;
  path.take_if(is_locale);
  if (!path.empty() && path[0] == "artist")
    path.take_artist_view();
  if (path.size() < 2 || path.size() > 3 || !type_of(path[0], kinds))
    return std::nullopt;
  const auto word = path[0];
  while (path.size() > 1)
    path.drop_first();
  path.end_at_text();
  if (path.empty())
    return std::nullopt;
  auto id = path[0];
  if (word == "playlist")
    return classify_playlist(id);
  if (id.starts_with("id"))
    id.remove_prefix(2);
  const auto track = word == "album" ? identity_parameter(at, "i") : std::nullopt;
  if (!is_digits(id) || (track && !is_digits(*track)))
    return std::nullopt;
  return track ? apple_item("song", *track) : apple_item(word, id);
}

constexpr followed_host followed_hosts[] = {
    {short_host,
     {"itunes.apple.com", "geo.itunes.apple.com", "music.apple.com", "geo.music.apple.com"}},
};

constexpr std::string_view page_host = "https://music.apple.com/";

/// The canonical form in a storefront. It leads to the item, if by a detour.
std::string item_url(const link& item, std::string_view storefront) {
  return std::string(page_host)
      .append(storefront)
      .append("/")
      .append(std::string_view(item.canonical).substr(page_host.size()));
}

/// The name that a page bears in its path. Anything may stand there.
bool is_slug(std::string_view segment) {
  return std::ranges::all_of(segment, [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '%';
  });
}

/// [storefront/]kind/[slug/][id]NUMBER[?i=TRACK]: by its canonical form an item opens in no app.
std::string posted_url(std::string_view offered, const link& item) {
  const auto parts = split_url(offered);
  auto path = segments::of(parts ? parts->path : std::string_view{}).value_or(segments{});
  const bool has_storefront = !path.empty() && is_country(path[0]);
  const auto storefront = has_storefront ? path[0] : "us";
  if (has_storefront)
    path.drop_first();
  if (path.size() < 2)
    return item_url(item, storefront);
  auto id = path.back();
  if (id.starts_with("id"))
    id.remove_prefix(2);
  auto result = std::string(page_host).append(storefront).append("/").append(path[0]);
  if (path.size() > 2 && is_slug(path[1]))
    result.append("/").append(path[1]);
  result.append("/").append(id);
  if (const auto track = query_parameter(parts->query, "i"); track && !track->empty())
    result.append("?i=").append(*track);
  const bool is_item = link_extent(result) == result.size() && classify(result) == item;
  return is_item ? result : item_url(item, storefront);
}

/// The song's own id stands in the path as well, for idonthavespotify keeps its answers
/// by that, and two songs of one album would get the same (core/resolvers/UPSTREAMS.md 3). A music
/// video would be taken for an album.
std::optional<std::string> asked_form(const link& about) {
  if (!about.id || !is_any_of(about.type, {item_type::track, item_type::album, item_type::playlist,
                                           item_type::artist}))
    return std::nullopt;
  if (about.type == item_type::track)
    return "https://music.apple.com/us/song/x/" + *about.id + "?i=" + *about.id;
  return "https://music.apple.com/us/" + std::string(to_key(about.type)) + "/x/" + *about.id;
}

} // namespace

const description apple_music = {
    .owns = owns,
    .classify = classify_page,
    .followed_hosts = followed_hosts,
    .posted_url = posted_url,
    .read_credits = joined_credits,
    .idonthavespotify = {"appleMusic", asked_form},
    .songlink = {"i", "https://music.apple.com/song/", "https://music.apple.com/album/"},
};

} // namespace musiclink::services
