#pragma once

#include "core/config/config.hpp"

#include <optional>
#include <string_view>

// The words of the configuration for its enumerations.
namespace musiclink {

template<class Enum>
struct named {
  Enum value;
  std::string_view key;
};

inline constexpr named<service_mode> service_modes[] = {
    {service_mode::shadow, "shadow"},
    {service_mode::active, "active"},
};

inline constexpr named<room_mode> room_modes[] = {
    {room_mode::off, "off"},
    {room_mode::shadow, "shadow"},
    {room_mode::active, "active"},
};

inline constexpr named<reply_style> reply_styles[] = {
    {reply_style::automatic, "auto"},
    {reply_style::thread, "thread"},
    {reply_style::standalone, "standalone"},
};

inline constexpr named<youtube_policy> youtube_policies[] = {
    {youtube_policy::music, "music"},
    {youtube_policy::all, "all"},
    {youtube_policy::never, "never"},
};

inline constexpr named<resolver_type> resolver_types[] = {
    {resolver_type::idonthavespotify, "idonthavespotify"},
    {resolver_type::catalog, "catalog"},
    {resolver_type::songlink_page, "songlink-page"},
};

template<class Enum, std::size_t N>
constexpr std::string_view key_in(const named<Enum> (&table)[N], Enum value) noexcept {
  for (const auto& entry : table)
    if (entry.value == value)
      return entry.key;
  return {};
}

template<class Enum, std::size_t N>
constexpr std::optional<Enum> value_in(const named<Enum> (&table)[N],
                                       std::string_view key) noexcept {
  for (const auto& entry : table)
    if (entry.key == key)
      return entry.value;
  return std::nullopt;
}

} // namespace musiclink
