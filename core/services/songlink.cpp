#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"

namespace musiclink::services {
namespace {

constexpr kind hosts[] = {
    {"song.link", item_type::track},    {"album.link", item_type::album},
    {"artist.link", item_type::artist}, {"playlist.link", item_type::playlist},
    {"pods.link", item_type::unknown},  {"odesli.co", item_type::unknown},
};

bool owns(std::string_view host) {
  return type_of(host, hosts).has_value();
}

/// First segments that are the family's own pages; some carry a URL, which is
/// never unwrapped.
bool is_reserved(std::string_view word) {
  return is_any_of_ignoring_case(word, {"embed", "redirect", "oembed", "api", "about", "login",
                                        "signup", "terms", "privacy", "contact", "faq"});
}

/// One letter for most, "ya" for Yandex; a country has two letters as well.
bool is_provider(std::string_view word) {
  return (word.size() == 1 && is_letter(word[0])) || is_any_of(word, {"ya", "sc", "az", "sp"});
}

bool is_provider_id(std::string_view id) {
  return consists_of(id, [](char c) {
    return is_alphanumeric(c) || std::string_view("-_.:").find(c) != std::string_view::npos;
  });
}

/// [locale/]provider/ID, or [locale/]slug of a custom page
std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.end_at_text();
  const bool is_provided = path.size() >= 2 && is_provider(path[path.size() - 2]);
  if (path.size() == (is_provided ? 3U : 2U))
    path.take_if(is_locale);
  const bool is_item = path.size() == 2 && is_provided && is_provider_id(path[1]);
  const bool is_custom = path.size() == 1 && is_code(path[0]) && !is_reserved(path[0]);
  if (!is_item && !is_custom)
    return std::nullopt;
  return path_item(service::songlink, *type_of(at.host, hosts), {at.host, path.joined()});
}

} // namespace

const description songlink = {owns, classify_page};

} // namespace musiclink::services
