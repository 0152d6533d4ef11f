#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace musiclink::test {

/// The text again and again, until there is so much of it.
inline std::string repeated(std::string_view text, std::size_t size) {
  std::string result;
  while (result.size() < size)
    result += text;
  return result;
}

} // namespace musiclink::test
