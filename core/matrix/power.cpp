#include "core/matrix/power.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace musiclink::matrix {
namespace {

std::optional<std::int64_t> integer_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

/// Before room version 10 a level may be a string.
std::optional<std::int64_t> level_in(json::value value) {
  if (const auto text = value.string())
    return integer_in(*text);
  return value.integer();
}

/// Versions that are no numbers are experiments; those are not believed to be newer.
bool has_privileged_creators(json::value create) {
  const auto version = integer_in(create["content"]["room_version"].string_or("1"));
  return version && *version >= 12;
}

} // namespace

bool may_send(json::value power_levels, std::string_view user_id, std::string_view type) {
  const auto needed = level_in(power_levels["events"][type])
                          .value_or(level_in(power_levels["events_default"]).value_or(0));
  const auto ours = level_in(power_levels["users"][user_id])
                        .value_or(level_in(power_levels["users_default"]).value_or(0));
  return ours >= needed;
}

bool is_privileged_creator(json::value create, std::string_view user_id) {
  if (!has_privileged_creators(create))
    return false;
  if (create["sender"].string() == user_id)
    return true;
  const auto others = create["content"]["additional_creators"];
  for (std::size_t i = 0; i < others.size(); ++i)
    if (others.at(i).string() == user_id)
      return true;
  return false;
}

} // namespace musiclink::matrix
