#pragma once

#include "core/json/json.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <variant>

namespace musiclink::test {

/// A text that has to be JSON.
inline json::document parsed(std::string text, json::dialect how = json::dialect::strict) {
  auto result = json::document::parse(std::move(text), how);
  REQUIRE(std::holds_alternative<json::document>(result));
  return std::get<json::document>(std::move(result));
}

} // namespace musiclink::test
