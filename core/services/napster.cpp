#include "core/services/shapes.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

struct napster_kind {
  std::string_view word;
  std::string_view prefix; ///< of the id
  item_type type;
};

constexpr napster_kind kinds[] = {
    {"track", "tra.", item_type::track},      {"album", "alb.", item_type::album},
    {"artist", "art.", item_type::artist},    {"playlist", "pp.", item_type::playlist},
    {"playlist", "mp.", item_type::playlist},
};

bool owns(std::string_view host) {
  return is_any_of(host, {"play.napster.com", "web.napster.com"});
}

/// The prefix keeps words of the site's own apart from ids.
bool is_id(std::string_view text, std::string_view prefix, item_type type) {
  return (text.starts_with(prefix) && is_base62(text.substr(prefix.size()))) ||
         (type == item_type::playlist && is_prefixed_uuid(text));
}

std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.take_if(is_locale);
  path.end_at_text();
  if (!path.empty() && path[0] == "artist")
    path.take_artist_view();
  if (path.size() != 2)
    return std::nullopt;
  for (const auto& [word, prefix, type] : kinds)
    if (path[0] == word && is_id(path[1], prefix, type))
      return item(service::napster, type, path[1], {"play.napster.com", path.joined()});
  return std::nullopt;
}

} // namespace

const description napster = {owns, classify_page};

} // namespace musiclink::services
