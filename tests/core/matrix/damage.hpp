#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace musiclink::test {

/// Values of every kind, to stand where another is expected.
inline const std::vector<std::string> odd_values{
    "null",
    "true",
    "-0",
    "1e308",
    "99999999999999999999999999",
    "-9223372036854775808",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "[]",
    "{}",
    "[[[[]]]]",
    "[{}]",
    R"({"events":{"events":[]}})",
    R"([{"type":7,"content":[],"sender":{"sender":"x"},"event_id":["$e"]}])",
    R"({"event_id":{"event_id":{"event_id":"$e"}}})"};

/// Where in a JSON text without spaces values begin that have a key.
inline std::vector<std::size_t> value_positions(const std::string& json) {
  std::vector<std::size_t> result;
  for (std::size_t i = 2; i < json.size(); ++i)
    if (json[i - 1] == ':' && json[i - 2] == '"')
      result.push_back(i);
  return result;
}

/// The end of the value that begins there.
inline std::size_t value_end(const std::string& json, std::size_t from) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = from; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      i += c == '\\' ? 1U : 0U;
      in_string = c != '"';
    } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
      return i;
    } else {
      in_string = c == '"';
      depth += (c == '{' || c == '[') ? 1 : (c == '}' || c == ']') ? -1 : 0;
    }
  }
  return json.size();
}

/// The text with the value that begins there replaced.
inline std::string with_value(const std::string& json, std::size_t from, const std::string& value) {
  auto result = json;
  result.replace(from, value_end(json, from) - from, value);
  return result;
}

} // namespace musiclink::test
