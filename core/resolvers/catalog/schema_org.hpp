#pragma once

#include "core/resolvers/catalog/question.hpp"

#include <string>
#include <string_view>

namespace musiclink::catalog {

/// The item of a page as its JSON-LD gives it (schema.org MusicRecording, MusicAlbum, MusicGroup)
/// in a script of this kind. Without one the item is what `split` makes of og:title, which may have
/// the service's name behind it. A page without an item has no title, or the service's name for
/// one.
findings read_page(const std::string& body, item_type type, std::string_view name_of_service,
                   credited (*split)(std::string_view title));

} // namespace musiclink::catalog
