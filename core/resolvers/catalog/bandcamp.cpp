#include "core/resolvers/catalog/back_ends.hpp"
#include "core/resolvers/catalog/schema_org.hpp"
#include "core/text/html.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <utility>

namespace musiclink::catalog {
namespace {

/// The page's JSON-LD, or else og:title "Title, by Artist".
findings read(const std::string& body, const link& about) {
  const auto said = read_html_metadata(body);
  candidate result;
  if (auto found = read_schema_org(said, about.type)) {
    result.what = std::move(*found);
    return std::vector<candidate>{std::move(result)};
  }
  const auto text = said.text_of("og:title");
  const auto parts = split_last(text, ", by ");
  result.what.type = about.type;
  result.what.title = plain(about.type == item_type::artist ? text : parts.before);
  if (about.type != item_type::artist)
    result.what.artists = names(parts.after);
  if (result.what.title.empty())
    return std::vector<candidate>{};
  return std::vector<candidate>{std::move(result)};
}

} // namespace

std::vector<question> ask_bandcamp(const link& about) {
  const auto at = split_url(about.canonical);
  if (!at || (about.type != item_type::track && about.type != item_type::album &&
              about.type != item_type::artist))
    return {};
  return {{endpoint::bandcamp, std::string(at->path), read, at->host}};
}

} // namespace musiclink::catalog
