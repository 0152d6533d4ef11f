#pragma once

#include "core/services/page.hpp"

namespace musiclink::services {

/// A smart-link page: it offers an item on many services and says only by its
/// content which, so that host and path are all that is known. Nothing for other
/// than one to `most` segments.
std::optional<link> landing_page(service where, const page& at, std::size_t most);

} // namespace musiclink::services
