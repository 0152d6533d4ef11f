#include "core/services/shapes.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

constexpr kind kinds[] = {
    {"song", item_type::track},
    {"album", item_type::album},
    {"playlist", item_type::playlist},
};

constexpr std::string_view canonical_host = "audiomack.com";

bool owns(std::string_view host) {
  return is_any_of(host, {canonical_host, "www.audiomack.com"});
}

/// First segments that are Audiomack's own pages and no artist.
bool is_reserved(std::string_view word) {
  return is_any_of_ignoring_case(word, {"explore", "trending", "trending-now", "search", "embed"});
}

std::optional<link> artists_item(std::string_view artist, std::string_view word,
                                 std::string_view slug) {
  const auto type = type_of(word, kinds);
  if (!type || is_reserved(artist) || !is_code(artist) || !is_code(slug))
    return std::nullopt;
  return path_item(service::audiomack, *type, {canonical_host, "/", artist, "/", word, "/", slug});
}

/// [embed/]artist/kind/slug, or as it was once: [embed/]kind/artist/slug
std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.take("embed");
  path.end_at_text();
  if (path.size() != 3)
    return std::nullopt;
  if (auto found = artists_item(path[0], path[1], path[2]))
    return found;
  return artists_item(path[1], path[0], path[2]);
}

} // namespace

const description audiomack = {owns, classify_page};

} // namespace musiclink::services
