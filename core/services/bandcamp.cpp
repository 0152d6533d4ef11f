#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/text.hpp"

namespace musiclink::services {
namespace {

/// An artist's or a label's own name; these are Bandcamp's.
bool owns(std::string_view host) {
  return is_name_under(host, ".bandcamp.com") &&
         !is_any_of(host, {"www.bandcamp.com", "daily.bandcamp.com", "blog.bandcamp.com",
                           "help.bandcamp.com", "get.bandcamp.com", "api.bandcamp.com"});
}

constexpr kind kinds[] = {{"track", item_type::track}, {"album", item_type::album}};

std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.end_at_text();
  if (path.empty() || (path.size() == 1 && path[0] == "music"))
    return path_item(service::bandcamp, item_type::artist, {at.host, "/"});
  if (path.size() != 2 || !is_code(path[1]))
    return std::nullopt;
  const auto type = type_of(path[0], kinds);
  if (!type)
    return std::nullopt;
  return path_item(service::bandcamp, *type, {at.host, path.joined()});
}

std::optional<std::string> asked_form(const link& about) {
  return canonical_of(about, {item_type::track, item_type::album, item_type::artist});
}

/// "Title, by Artist"
credits page_credits(std::string_view title, std::string_view) {
  const auto found = split_last(title, ", by ");
  return {found.before, found.after};
}

} // namespace

const description bandcamp = {
    .owns = owns,
    .classify = classify_page,
    .read_credits = page_credits,
    .idonthavespotify = {"bandcamp", asked_form},
};

} // namespace musiclink::services
