#include "core/model/link.hpp"

#include "core/text/text.hpp"

#include <algorithm>
#include <iterator>

namespace musiclink {
namespace {

constexpr service list[] = {
#define MUSICLINK_SERVICE(name, key, display_name, role) service::name,
#include "core/model/services.def"
};

struct service_row {
  std::string_view key;
  std::string_view display_name;
  service_role role;
};

constexpr service_row rows[] = {
#define MUSICLINK_SERVICE(name, key, display_name, role) {key, display_name, service_role::role},
#include "core/model/services.def"
};

constexpr const service_row& row_of(service where) noexcept {
  return rows[static_cast<std::size_t>(where)];
}

struct type_name {
  item_type type;
  std::string_view key;
};

constexpr type_name types[] = {
    {item_type::track, "track"},       {item_type::album, "album"},
    {item_type::playlist, "playlist"}, {item_type::artist, "artist"},
    {item_type::episode, "episode"},   {item_type::show, "show"},
    {item_type::video, "video"},       {item_type::short_code, "short"},
    {item_type::unknown, "unknown"},
};

} // namespace

std::span<const service> all_services() noexcept {
  return list;
}

service_role role_of(service where) noexcept {
  return row_of(where).role;
}

std::vector<service> services_shown_by_default() {
  std::vector<service> result;
  std::ranges::copy_if(list, std::back_inserter(result),
                       [](service where) { return role_of(where) == service_role::by_default; });
  return result;
}

std::string_view to_key(service where) noexcept {
  return row_of(where).key;
}

std::optional<service> service_from_key(std::string_view key) noexcept {
  const auto* found = std::ranges::find(list, key, [](service where) { return row_of(where).key; });
  return found == std::end(list) ? std::nullopt : std::optional(*found);
}

std::string_view display_name(service where) noexcept {
  return row_of(where).display_name;
}

bool is_display_name(std::string_view text) noexcept {
  return std::ranges::any_of(rows, [text](const service_row& row) {
    return equals_ignoring_case(row.display_name, text);
  });
}

std::string_view to_key(item_type type) noexcept {
  const auto* name = std::ranges::find(types, type, &type_name::type);
  return name == std::end(types) ? std::string_view{} : name->key;
}

std::optional<item_type> item_type_from_key(std::string_view key) noexcept {
  const auto* name = std::ranges::find(types, key, &type_name::key);
  return name == std::end(types) ? std::nullopt : std::optional(name->type);
}

} // namespace musiclink
