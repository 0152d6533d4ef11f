#include "core/services/landing_page.hpp"

#include "core/services/shapes.hpp"

namespace musiclink::services {

std::optional<link> landing_page(service where, const page& at, std::size_t most) {
  auto path = at.path;
  path.end_at_text();
  if (path.empty() || path.size() > most)
    return std::nullopt;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (!is_dotted_code(path[i]))
      return std::nullopt;
  return path_item(where, item_type::unknown, {at.host, path.joined()});
}

} // namespace musiclink::services
