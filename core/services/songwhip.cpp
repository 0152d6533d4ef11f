#include "core/services/landing_page.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

bool owns(std::string_view host) {
  return host == "songwhip.com";
}

/// artist, or artist/item
std::optional<link> classify_page(const page& at) {
  if (!at.path.empty() && is_any_of_ignoring_case(at.path[0], {"convert", "api", "search", "login",
                                                               "create", "about", "faq"}))
    return std::nullopt;
  return landing_page(service::songwhip, at, 2);
}

} // namespace

const rules songwhip = {owns, classify_page};

} // namespace musiclink::services
