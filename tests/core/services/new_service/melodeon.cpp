#include "core/services/shapes.hpp"
#include "core/services/table.hpp"

// A service that does not exist, as core/services/ would have it.
namespace musiclink::services {
namespace {

constexpr kind kinds[] = {{"song", item_type::track}, {"record", item_type::album}};

constexpr std::string_view short_host = "mldn.example";

bool owns(std::string_view host) {
  return is_any_of(host, {"melodeon.example", "www.melodeon.example", short_host});
}

std::optional<link> classify_page(const page& at) {
  if (at.host == short_host)
    return short_link(service::melodeon, at);
  auto path = at.path;
  path.end_at_text();
  const auto type = path.size() == 2 ? type_of(path[0], kinds) : std::nullopt;
  if (!type || !is_digits(path[1]))
    return std::nullopt;
  return item(service::melodeon, *type, path[1], {"melodeon.example", path.joined()});
}

constexpr followed_host followed_hosts[] = {{short_host, {"melodeon.example"}}};

std::optional<std::string> asked_form(const link& about) {
  return canonical_of(about, {item_type::track});
}

} // namespace

const description melodeon = {
    .owns = owns,
    .classify = classify_page,
    .followed_hosts = followed_hosts,
    .idonthavespotify = {"melodeon", asked_form},
    .songlink = {"m", "https://melodeon.example/song/", "https://melodeon.example/record/"},
};

} // namespace musiclink::services
