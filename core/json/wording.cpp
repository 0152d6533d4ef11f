#include "core/json/wording.hpp"

#include "core/text/text.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::json {
namespace {

bool is_type(std::string_view type, value instance) {
  if (type == "object")
    return instance.is_object();
  if (type == "array")
    return instance.is_array();
  if (type == "string")
    return instance.string().has_value();
  if (type == "integer")
    return instance.integer().has_value();
  if (type == "number")
    return instance.number().has_value();
  return type == "boolean" && instance.boolean().has_value();
}

bool in_range(value schema, double number) {
  const auto minimum = schema["minimum"].number();
  const auto above = schema["exclusiveMinimum"].number();
  const auto maximum = schema["maximum"].number();
  return (!minimum || number >= *minimum) && (!above || number > *above) &&
         (!maximum || number <= *maximum);
}

bool is_one_of(value constants, value instance) {
  for (std::size_t i = 0; i < constants.size(); ++i)
    if (constants.at(i).text() == instance.text())
      return true;
  return false;
}

/// In characters, as draft-07 counts, not in bytes.
std::int64_t length_of(std::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

bool has_length(value schema, std::string_view text) {
  const auto least = schema["minLength"].integer();
  const auto most = schema["maxLength"].integer();
  return (!least || length_of(text) >= *least) && (!most || length_of(text) <= *most);
}

std::string range_of(value schema) {
  const auto minimum = schema["minimum"];
  const auto above = schema["exclusiveMinimum"];
  const auto maximum = schema["maximum"];
  if (minimum.exists() && maximum.exists())
    return " from " + minimum.text() + " to " + maximum.text();
  std::vector<std::string> limits;
  if (minimum.exists())
    limits.push_back("of at least " + minimum.text());
  if (above.exists())
    limits.push_back("above " + above.text());
  if (maximum.exists())
    limits.push_back("at most " + maximum.text());
  return limits.empty() ? "" : " " + joined(limits, " and ");
}

std::string described_text(value schema) {
  const auto least = schema["minLength"].integer().value_or(0);
  const auto most = schema["maxLength"].integer();
  if (most)
    return "text of " + std::to_string(least) +
           (least == *most ? "" : " to " + std::to_string(*most)) + " characters";
  return least > 0 ? "text that is not empty" : "text";
}

std::string described_type(value schema) {
  const auto type = schema["type"].string_or("");
  if (type == "integer")
    return "a whole number" + range_of(schema);
  if (type == "number")
    return "a number" + range_of(schema);
  if (type == "string")
    return described_text(schema);
  if (type == "boolean")
    return "true or false";
  if (type == "array")
    return schema["minItems"].integer().value_or(0) > 0 ? "a list that is not empty" : "a list";
  return "an object";
}

std::vector<std::string> texts_of(value constants) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < constants.size(); ++i)
    texts.push_back(constants.at(i).text());
  return texts;
}

} // namespace

value resolved(value root, value schema) {
  constexpr std::string_view prefix = "#/definitions/";
  const auto reference = schema["$ref"].string_or("");
  return reference.starts_with(prefix) ? root["definitions"][reference.substr(prefix.size())]
                                       : schema;
}

bool has_type(value schema, value instance) {
  const auto type = schema["type"].string();
  return !type || is_type(*type, instance);
}

bool fits(value schema, value instance) {
  if (!has_type(schema, instance))
    return false;
  if (schema["enum"].exists() && !is_one_of(schema["enum"], instance))
    return false;
  if (schema["const"].exists() && schema["const"].text() != instance.text())
    return false;
  if (const auto number = instance.number())
    return in_range(schema, *number);
  if (const auto text = instance.string())
    return has_length(schema, *text);
  const auto least = schema["minItems"].integer().value_or(0);
  return !instance.is_array() || std::cmp_greater_equal(instance.size(), least);
}

std::string description(value root, value schema) {
  if (schema["enum"].exists())
    return "one of " + joined(texts_of(schema["enum"]));
  if (schema["const"].exists())
    return schema["const"].text();
  if (!schema["oneOf"].exists())
    return described_type(schema);
  std::vector<std::string> branches;
  for (std::size_t i = 0; i < schema["oneOf"].size(); ++i)
    branches.push_back(description(root, resolved(root, schema["oneOf"].at(i))));
  branches.erase(std::unique(branches.begin(), branches.end()), branches.end());
  return joined(branches, " or ");
}

std::string quoted(std::string_view name) {
  return '"' + std::string(name) + '"';
}

std::string listed(const std::vector<std::string_view>& names) {
  std::vector<std::string> parts;
  parts.reserve(names.size());
  for (const auto name : names)
    parts.push_back(quoted(name));
  return joined(parts);
}

} // namespace musiclink::json
