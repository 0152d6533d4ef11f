#include "core/resolvers/catalog/back_ends.hpp"
#include "core/resolvers/catalog/schema_org.hpp"
#include "core/text/html.hpp"
#include "core/text/text.hpp"

#include <utility>

namespace musiclink::catalog {
namespace {

/// The page's JSON-LD where it has any, or else og:title, which says "Title,
/// Artist" or "Title by Artist", sometimes with the service's name behind it.
findings read(const std::string& body, const link& about) {
  const auto said = read_html_metadata(body);
  candidate result;
  result.what.type = about.type;
  if (auto found = read_schema_org(said, about.type)) {
    result.what = std::move(*found);
    return std::vector<candidate>{std::move(result)};
  }
  auto text = said.text_of("og:title");
  for (const std::string_view mark : {" - Qobuz", " | Qobuz", " on Qobuz"})
    if (text.ends_with(mark))
      text.resize(text.size() - mark.size());
  auto parts = split_last(text, " by ");
  if (!parts.found)
    parts = split_last(text, ", ");
  const bool is_artist = about.type == item_type::artist;
  result.what.title = plain(is_artist ? std::string_view(text) : parts.before);
  if (!is_artist)
    result.what.artists = names(parts.after);
  if (result.what.title.empty() || text.starts_with("Qobuz"))
    return std::vector<candidate>{};
  return std::vector<candidate>{std::move(result)};
}

} // namespace

std::vector<question> ask_qobuz(const link& about) {
  if (!about.id || (about.type != item_type::track && about.type != item_type::album &&
                    about.type != item_type::artist))
    return {};
  return {{endpoint::qobuz, "/" + std::string(to_key(about.type)) + "/" + *about.id, read}};
}

} // namespace musiclink::catalog
