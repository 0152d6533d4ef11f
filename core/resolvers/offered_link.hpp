#pragma once

#include "core/model/link.hpp"
#include "core/model/song.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace musiclink {

/// A link that a resolver offers, as it is posted.
struct offered_link {
  link item;
  std::string url;
};

/// The item at a URL that a resolver offers, with the URL that is posted: the canonical
/// one, so that no affiliate's or tracking parameter, no other host and no plain http
/// reaches a room. Apple Music's pages keep storefront and path, for an item opens in
/// no app by its canonical form. Nothing for what is no item of a service: a short link
/// is none until it was followed. Nothing for a secret link: it is not the resolver's to show.
std::optional<offered_link> offered_link_at(std::string_view text);

/// The answer with its links as they are posted, without those that are no item of the
/// service that they stand for. An answer of an older version may hold them as they came.
answer as_posted(answer known);

} // namespace musiclink
