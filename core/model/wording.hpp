#pragma once

#include "core/model/link.hpp"

#include <string>

namespace musiclink {

/// What a message with links says besides them, as far as our own words can be told from it.
struct wording {
  std::string words;     ///< lower case, no punctuation, one space between them
  bool labelled = false; ///< each URL stands behind a service's name and a colon ("Deezer: URL")

  bool operator==(const wording&) const = default;
};

/// A link as a reply of ours holds it.
struct spoken_link {
  link what;
  std::string headline; ///< the words above it, as in `wording`; may be empty

  bool operator==(const spoken_link&) const = default;
};

} // namespace musiclink
