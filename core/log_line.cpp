#include "core/log_line.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace musiclink::log {
namespace {

constexpr std::array<std::string_view, 6> level_keys{"trace", "debug", "info",
                                                     "warn",  "error", "off"};

std::string escaped(std::string_view text, bool quoted) {
  const auto valid = to_utf8(text);
  std::string_view rest = valid;
  std::string result;
  while (!rest.empty()) {
    const auto whole = rest;
    const auto character = take_character(rest);
    if (character == '\n') {
      result += "\\n";
    } else if (is_deceptive(character)) {
      std::array<char, 16> code{};
      std::snprintf(code.data(), code.size(), "\\u{%x}", static_cast<unsigned>(character));
      result += code.data();
    } else {
      if (quoted && (character == '"' || character == '\\'))
        result += '\\';
      result += whole.substr(0, whole.size() - rest.size());
    }
  }
  return result;
}

std::string shown(std::string_view value) {
  const bool plain = !value.empty() && std::ranges::all_of(value, [](char c) {
    return c > ' ' && c != '"' && c != '\\' && c != '=' && c != '\x7f';
  });
  return plain ? std::string(value) : '"' + escaped(value, true) + '"';
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
  auto line = escaped(what, false);
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
