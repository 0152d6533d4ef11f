#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

namespace musiclink::services {
namespace {

struct pandora_kind {
  std::string_view prefix; ///< of the id
  item_type type;
  std::string_view section; ///< where its pages are
};

constexpr pandora_kind kinds[] = {
    {"TR", item_type::track, "artist"},  {"AL", item_type::album, "artist"},
    {"AR", item_type::artist, "artist"}, {"PL", item_type::playlist, "playlist"},
    {"PC", item_type::show, "podcast"},  {"PE", item_type::episode, "podcast"},
};

constexpr std::string_view canonical_host = "www.pandora.com";
constexpr std::string_view short_host = "pandora.app.link";

bool owns(std::string_view host) {
  return is_any_of(host, {canonical_host, "pandora.com", short_host});
}

/// What follows the prefix: ":7471639", ":112:324", or the opaque form, which is
/// long enough not to be a word of a title.
bool is_id_after_prefix(std::string_view text) {
  if (!text.starts_with(':'))
    return text.size() >= 10 && is_base62(text);
  while (!text.empty()) {
    const auto [number, rest, more] = split_first(text.substr(1), ":");
    if (!is_base62(number))
      return false;
    text.remove_prefix(1 + number.size());
  }
  return true;
}

/// ID, or section/slugs/ID; the slugs are part of the canonical form.
std::optional<link> classify_page(const page& at) {
  if (at.host == short_host)
    return short_link(service::pandora, at);
  auto path = at.path;
  path.end_at_text();
  if (path.empty() || path.size() > 5)
    return std::nullopt;
  const auto id = path.back();
  for (const auto& [prefix, type, section] : kinds)
    if (id.starts_with(prefix) && is_id_after_prefix(id.substr(prefix.size())) &&
        (path.size() == 1 || path[0] == section))
      return item(service::pandora, type, id, {canonical_host, path.joined()});
  return std::nullopt;
}

constexpr followed_host followed_hosts[] = {{short_host, {canonical_host}, "$desktop_url"}};

std::optional<std::string> asked_form(const link& about) {
  if (!about.canonical.starts_with("https://www.pandora.com/artist/"))
    return std::nullopt;
  return canonical_of(about, {item_type::track, item_type::album, item_type::artist});
}

} // namespace

const description pandora = {
    .owns = owns,
    .classify = classify_page,
    .followed_hosts = followed_hosts,
    .read_credits = joined_credits,
    .idonthavespotify = {.form = asked_form},
};

} // namespace musiclink::services
