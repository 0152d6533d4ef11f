#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace musiclink::log {

enum class level : std::uint8_t { trace, debug, info, warn, error, off };

/// One named value of a log line. Numbers are given as text.
struct field {
  std::string_view name;
  std::string value;
};

/// Sets level ("trace" ... "error", "off") and form for the whole process: text for
/// people or one JSON object a line, both on stderr. May be called again at a
/// reload. An unknown level counts as "info".
void configure(std::string_view level, bool json);

bool enabled(level at) noexcept;

/// One line about one event: what happened, then its fields (room, event, ...).
/// Thread-safe. Control characters are escaped, so that no room name or server
/// answer can forge a line. Never give it a secret or a message body.
void write(level at, std::string_view what, std::initializer_list<field> fields = {});

inline void debug(std::string_view what, std::initializer_list<field> fields = {}) {
  write(level::debug, what, fields);
}
inline void info(std::string_view what, std::initializer_list<field> fields = {}) {
  write(level::info, what, fields);
}
inline void warn(std::string_view what, std::initializer_list<field> fields = {}) {
  write(level::warn, what, fields);
}
inline void error(std::string_view what, std::initializer_list<field> fields = {}) {
  write(level::error, what, fields);
}

} // namespace musiclink::log
