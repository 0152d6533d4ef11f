#include "core/services/shapes.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

constexpr std::string_view canonical_host = "www.last.fm";

/// Last.fm itself, and the national sites that it once had.
bool owns(std::string_view host) {
  constexpr std::string_view www = "www.";
  if (host.starts_with(www))
    host.remove_prefix(www.size());
  return is_any_of(host, {"last.fm", "lastfm.com", "lastfm.at", "lastfm.de", "lastfm.es",
                          "lastfm.fr", "lastfm.it", "lastfm.jp", "lastfm.pl", "lastfm.pt",
                          "lastfm.ru", "lastfm.se", "lastfm.com.br", "lastfm.com.tr"});
}

/// [language/]music/artist[/album[/track]]; "_" stands for no album.
std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.take_if(is_locale);
  if (path.size() < 2 || path.size() > 4 || path[0] != "music")
    return std::nullopt;
  for (std::size_t i = 1; i < path.size(); ++i)
    if (path[i].starts_with('+')) // pages about an item: +wiki, +tracks
      return std::nullopt;
  if (path[1] == "_" || path.back() == "_")
    return std::nullopt;
  constexpr item_type by_length[] = {item_type::artist, item_type::album, item_type::track};
  return path_item(service::lastfm, by_length[path.size() - 2], {canonical_host, path.joined()});
}

} // namespace

const description lastfm = {owns, classify_page};

} // namespace musiclink::services
