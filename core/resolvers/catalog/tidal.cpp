#include "core/resolvers/catalog/back_ends.hpp"
#include "core/resolvers/catalog/schema_org.hpp"
#include "core/services/page.hpp"

namespace musiclink::catalog {
namespace {

/// og:title is "Artist - Title".
credited split(std::string_view text) {
  return split_at_dash(text).value_or(credited{{}, text});
}

findings read(const std::string& body, const link& about) {
  const auto type = about.type == item_type::video ? item_type::track : about.type;
  return read_page(body, type, "TIDAL", split);
}

/// The short form of the path is the one shared now; the longer one is older and
/// known to carry the metadata.
std::vector<question> ask(const link& about, std::string_view) {
  if (!about.id || !services::is_any_of(about.type, {item_type::track, item_type::album,
                                                     item_type::artist, item_type::video}))
    return {};
  const auto path = "/" + std::string(to_key(about.type)) + "/" + *about.id;
  return {{endpoint::tidal, path, read}, {endpoint::tidal, "/browse" + path, read}};
}

} // namespace

const back_end tidal = {
    .knows = service::tidal,
    .ask = ask,
    .sample = "https://tidal.com/track/5",
};

} // namespace musiclink::catalog
