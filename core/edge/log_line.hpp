#pragma once

#include "core/edge/log.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace musiclink::log {

/// "trace", "debug", "info", "warn", "error", "off".
std::string_view to_key(level at) noexcept;

/// The level of a key; an unknown one counts as info.
level level_from_key(std::string_view key) noexcept;

/// What follows time and level in the form for people: the event, then
/// key=value, quoted where needed. What could forge or hide text is escaped.
std::string text_line(std::string_view what, std::initializer_list<field> fields);

/// The members that follow "time" in the form for machines, with the closing
/// brace: "level":...,"message":...,fields}.
std::string json_line(level at, std::string_view what, std::initializer_list<field> fields);

} // namespace musiclink::log
