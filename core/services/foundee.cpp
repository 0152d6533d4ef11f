#include "core/services/landing_page.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

bool owns(std::string_view host) {
  return host == "found.ee";
}

std::optional<link> classify_page(const page& at) {
  return landing_page(service::foundee, at, 1);
}

} // namespace

const description foundee = {owns, classify_page};

} // namespace musiclink::services
