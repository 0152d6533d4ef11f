#include "core/services/landing_page.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

bool owns(std::string_view host) {
  return host == "lnk.to" || (is_name_under(host, ".lnk.to") && host != "www.lnk.to");
}

/// page, or page/service, which leads to that service
std::optional<link> classify_page(const page& at) {
  return landing_page(service::linkfire, at, 2);
}

} // namespace

const description linkfire = {owns, classify_page};

} // namespace musiclink::services
