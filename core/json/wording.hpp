#pragma once

#include "core/json/json.hpp"

#include <string>
#include <string_view>
#include <vector>

// What one schema asks of one value, as yes or no and in words. For
// core/json/explain.cpp, which goes into members and elements.
namespace musiclink::json {

/// The schema itself, or what its `$ref` ("#/definitions/...") names.
value resolved(value root, value schema);

/// Whether a value is of the schema's `type`.
bool has_type(value schema, value instance);

/// Whether a value satisfies what its schema says of the value as a whole: type,
/// constants, range, length.
bool fits(value schema, value instance);

/// What a value must be: "a whole number from 1 to 50", `one of "a", "b"`.
std::string description(value root, value schema);

/// "name", with quotation marks.
std::string quoted(std::string_view name);

/// `"a", "b"`: quoted names with commas.
std::string listed(const std::vector<std::string_view>& names);

} // namespace musiclink::json
