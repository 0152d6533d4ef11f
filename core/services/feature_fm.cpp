#include "core/services/landing_page.hpp"
#include "core/services/table.hpp"

namespace musiclink::services {
namespace {

bool owns(std::string_view host) {
  return host == "ffm.to";
}

std::optional<link> classify_page(const page& at) {
  return landing_page(service::feature_fm, at, 1);
}

} // namespace

const description feature_fm = {owns, classify_page};

} // namespace musiclink::services
