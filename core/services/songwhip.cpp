#include "core/services/landing_page.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

bool owns(std::string_view host) {
  return host == "songwhip.com";
}

/// First segments that are Songwhip's own pages and no artist.
bool is_reserved(std::string_view word) {
  return is_any_of_ignoring_case(word,
                                 {"convert", "api", "search", "login", "create", "about", "faq"});
}

/// artist, or artist/item
std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.end_at_text();
  if (path.empty() || is_reserved(path[0]))
    return std::nullopt;
  return landing_page(service::songwhip, at, 2);
}

} // namespace

const description songwhip = {owns, classify_page};

} // namespace musiclink::services
