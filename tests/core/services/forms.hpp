#pragma once

#include "core/links/detect.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

namespace musiclink::test {

/// What a URL is in one line: "spotify track ID open.spotify.com/track/ID", with
/// "-" for no id; empty if it is no link.
inline std::string described(std::string_view url) {
  const auto found = classify(url);
  if (!found)
    return {};
  std::string result(to_key(found->where));
  result.append(" ").append(to_key(found->type)).append(" ").append(found->id.value_or("-"));
  return result.append(" ").append(found->canonical, std::string_view("https://").size());
}

/// That each of the URLs is this item, and the item's canonical form too.
inline void check_forms(std::string_view expected, std::initializer_list<const char*> urls) {
  for (const char* url : urls) {
    CAPTURE(url);
    CHECK(described(url) == expected);
  }
  const auto canonical = "https://" + std::string(expected.substr(expected.rfind(' ') + 1));
  CHECK(described(canonical) == expected);
}

inline void check_refused(std::initializer_list<const char*> urls) {
  for (const char* url : urls) {
    CAPTURE(url);
    CHECK(described(url) == "");
  }
}

} // namespace musiclink::test
