#pragma once

#include "core/model/facts.hpp"
#include "core/model/link.hpp"
#include "core/text/html.hpp"

#include <optional>

namespace musiclink::catalog {

/// The facts of a page's own item as its JSON-LD gives them (schema.org
/// MusicRecording, MusicAlbum, MusicGroup), if one of its scripts is of the kind
/// that the link is.
std::optional<facts> read_schema_org(const html_metadata& page, item_type type);

} // namespace musiclink::catalog
