#include "core/services/shapes.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

constexpr kind kinds[] = {
    {"song", item_type::track},    {"album", item_type::album},  {"playlist", item_type::playlist},
    {"artist", item_type::artist}, {"podcast", item_type::show}, {"episode", item_type::episode},
    {"video", item_type::video},
};

/// Its short links are not followed, for the answers would have to be read as pages.
bool is_short_host(std::string_view host) {
  return is_any_of(host, {"open.anghami.com", "anghami.app.link"});
}

bool owns(std::string_view host) {
  return is_any_of(host, {"play.anghami.com", "www.anghami.com", "anghami.com"}) ||
         is_short_host(host);
}

std::optional<link> classify_page(const page& at) {
  if (is_short_host(at.host))
    return short_link(service::anghami, at);
  auto path = at.path;
  path.take_if(is_locale);
  path.end_at_text();
  if (!path.empty() && path[0] == "artist")
    path.take_artist_view();
  const auto type = path.size() == 2 ? type_of(path[0], kinds) : std::nullopt;
  if (!type || !(is_digits(path[1]) || (type == item_type::playlist && is_prefixed_uuid(path[1]))))
    return std::nullopt;
  return item(service::anghami, *type, path[1], {"play.anghami.com", path.joined()});
}

} // namespace

const description anghami = {owns, classify_page};

} // namespace musiclink::services
