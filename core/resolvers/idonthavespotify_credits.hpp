#pragma once

#include "core/model/link.hpp"

#include <string>
#include <string_view>

namespace musiclink::idonthavespotify {

/// Who and what, as far as the texts of an answer tell.
struct credits {
  std::string title;
  std::string artist; ///< empty where that is not sure

  bool operator==(const credits&) const = default;
};

/// Title and artist out of an answer's `title` and `description`. These are
/// texts of the source's page, so that every service has its own shape (core/resolvers/UPSTREAMS.md
/// 1). Both come out as one line, without control characters, at most 300
/// characters long.
credits read_credits(service source, item_type type, std::string_view title,
                     std::string_view description);

} // namespace musiclink::idonthavespotify
