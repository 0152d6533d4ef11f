#include "core/edge/log_line.hpp"

#include "core/json/json.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <array>

namespace musiclink::log {
namespace {

constexpr std::array<std::string_view, 6> level_keys{"trace", "debug", "info",
                                                     "warn",  "error", "off"};

std::string shown(std::string_view value) {
  const bool plain = !value.empty() && std::ranges::all_of(value, [](char c) {
    return c > ' ' && c != '"' && c != '\\' && c != '=' && c != '\x7f';
  });
  if (plain)
    return std::string(value);
  std::string quoted;
  for (const char c : value) {
    if (c == '"' || c == '\\')
      quoted += '\\';
    quoted += c;
  }
  return '"' + spelled_out(quoted) + '"';
}

} // namespace

std::string_view to_key(level at) noexcept {
  return level_keys[static_cast<std::size_t>(at)];
}

level level_from_key(std::string_view key) noexcept {
  const auto* const found = std::ranges::find(level_keys, key);
  return found == level_keys.end() ? level::info : static_cast<level>(found - level_keys.begin());
}

std::string text_line(std::string_view what, std::initializer_list<field> fields) {
  auto line = spelled_out(what);
  for (const auto& each : fields)
    line.append(" ").append(each.name).append("=").append(shown(each.value));
  return line;
}

std::string json_line(level at, std::string_view what, std::initializer_list<field> fields) {
  json::writer out;
  out.begin_object();
  out.key("level").string(to_key(at));
  out.key("message").string(what);
  for (const auto& each : fields)
    out.key(each.name).string(each.value);
  out.end_object();
  return std::string(out.text().substr(1)); // without the brace that `time` comes after
}

} // namespace musiclink::log
