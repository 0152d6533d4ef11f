#include "core/resolvers/catalog/back_ends.hpp"
#include "core/resolvers/catalog/schema_org.hpp"
#include "core/text/html.hpp"
#include "core/text/text.hpp"

#include <utility>

namespace musiclink::catalog {
namespace {

/// The page's JSON-LD where it has any, or else og:title "Artist - Title". A page
/// without an item carries only the service's name.
findings read(const std::string& body, const link& about) {
  const auto said = read_html_metadata(body);
  candidate result;
  result.what.type = about.type == item_type::video ? item_type::track : about.type;
  if (auto found = read_schema_org(said, result.what.type)) {
    result.what = std::move(*found);
    return std::vector<candidate>{std::move(result)};
  }
  auto text = said.text_of("og:title");
  for (const std::string_view mark : {" on TIDAL", " | TIDAL"})
    if (text.ends_with(mark))
      text.resize(text.size() - mark.size());
  const auto credits = split_at_dash(text);
  if (about.type == item_type::artist) {
    result.what.title = plain(text);
  } else {
    result.what.title = plain(credits ? credits->title : text);
    if (credits)
      result.what.artists = names(credits->artist);
  }
  if (result.what.title.empty() || text.starts_with("TIDAL"))
    return std::vector<candidate>{};
  return std::vector<candidate>{std::move(result)};
}

} // namespace

/// The short form of the path is the one shared now; the longer one is older and
/// known to carry the metadata.
std::vector<question> ask_tidal(const link& about) {
  if (!about.id || (about.type != item_type::track && about.type != item_type::album &&
                    about.type != item_type::artist && about.type != item_type::video))
    return {};
  const auto path = "/" + std::string(to_key(about.type)) + "/" + *about.id;
  return {{endpoint::tidal, path, read}, {endpoint::tidal, "/browse" + path, read}};
}

} // namespace musiclink::catalog
