#include "core/json/explain.hpp"

#include "core/json/wording.hpp"
#include "core/text/spelling.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace musiclink::json {
namespace {

std::vector<std::string_view> names_of(value object) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < object.size(); ++i)
    names.push_back(object.name_at(i));
  return names;
}

/// The name of a branch's member that must be a constant, if it has one.
std::optional<std::string_view> constant_member(value branch) {
  const auto properties = branch["properties"];
  for (std::size_t i = 0; i < properties.size(); ++i)
    if (properties.member_at(i)["const"].exists())
      return properties.name_at(i);
  return std::nullopt;
}

class walk {
public:
  explicit walk(value root) : root_(root) {}

  void check(value schema, value instance, const std::string& pointer) {
    schema = resolved(root_, schema);
    check_against(schema, schema["properties"], instance, pointer);
  }

  std::vector<schema_problem> problems;

private:
  void report(std::string pointer, std::string message) {
    problems.push_back({std::move(pointer), std::move(message)});
  }

  /// `titled` holds the members' titles: a branch of a condition has none itself.
  void check_against(value schema, value titled, value instance, const std::string& pointer) {
    if (schema["oneOf"].exists())
      return check_one_of(schema, instance, pointer);
    if (schema["if"].exists())
      check_against(schema[holds(schema["if"], instance) ? "then" : "else"], titled, instance,
                    pointer);
    if (!fits(schema, instance))
      return report(pointer, "must be " + description(root_, schema));
    if (instance.is_object())
      check_members(schema, titled, instance, pointer);
    if (instance.is_array())
      check_elements(schema, instance, pointer);
  }

  bool holds(value schema, value instance) const {
    walk attempt(root_);
    attempt.check(schema, instance, "");
    return attempt.problems.empty();
  }

  void check_members(value schema, value titled, value object, const std::string& pointer) {
    const auto required = schema["required"];
    for (std::size_t i = 0; i < required.size(); ++i)
      check_present(titled, object, required.at(i).string_or(""), pointer);
    const auto known = schema["properties"];
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < object.size(); ++i) {
      const auto name = object.name_at(i);
      if (known[name].exists() && !seen.insert(name).second)
        report(pointer_to(pointer, name), "this key is given twice; keep one of them");
      else if (known[name].exists())
        check(known[name], object[name], pointer_to(pointer, name));
      else if (schema["additionalProperties"].boolean() == false)
        report_unknown(names_of(known), name, pointer);
    }
  }

  void check_present(value titled, value object, std::string_view name,
                     const std::string& pointer) {
    if (object[name].exists())
      return;
    const auto title = resolved(root_, titled[name])["title"].string();
    report(pointer_to(pointer, name),
           quoted(name) + " is missing" + (title ? ": " + std::string(*title) : ""));
  }

  void report_unknown(const std::vector<std::string_view>& known, std::string_view name,
                      const std::string& pointer) {
    auto message = "unknown key " + quoted(name);
    if (const auto meant = closest_word(name, known))
      message += "; did you mean " + quoted(*meant) + "?";
    else
      message += "; known here: " + listed(known);
    report(pointer_to(pointer, name), std::move(message));
  }

  void check_elements(value schema, value array, const std::string& pointer) {
    std::map<std::string, std::size_t> first_of;
    for (std::size_t i = 0; i < array.size(); ++i) {
      check(schema["items"], array.at(i), pointer_to(pointer, i));
      if (schema["uniqueItems"].boolean() != true)
        continue;
      const auto [first, is_new] = first_of.emplace(array.at(i).text(), i);
      if (!is_new)
        report(pointer_to(pointer, i), "is the same as entry " + std::to_string(first->second) +
                                           " (counted from 0); keep one of them");
    }
  }

  void check_one_of(value schema, value instance, const std::string& pointer) {
    std::vector<value> branches;
    for (std::size_t i = 0; i < schema["oneOf"].size(); ++i)
      if (const auto branch = resolved(root_, schema["oneOf"].at(i)); has_type(branch, instance))
        branches.push_back(branch);
    if (branches.empty())
      return report(pointer, "must be " + description(root_, schema));
    if (branches.size() == 1)
      return check(branches.front(), instance, pointer);
    check_branch_by_constant(branches, instance, pointer);
  }

  void check_branch_by_constant(const std::vector<value>& branches, value instance,
                                const std::string& pointer) {
    const auto name = constant_member(branches.front()).value_or("");
    if (!instance[name].exists())
      return report(pointer_to(pointer, name), quoted(name) + " is missing");
    std::vector<std::string> constants;
    for (const auto branch : branches) {
      constants.push_back(branch["properties"][name]["const"].text());
      if (constants.back() == instance[name].text())
        return check(branch, instance, pointer);
    }
    report(pointer_to(pointer, name), "must be one of " + joined(constants));
  }

  value root_;
};

} // namespace

std::string pointer_to(std::string_view parent, std::string_view name) {
  auto pointer = std::string(parent) + '/';
  for (const char c : name) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

std::string pointer_to(std::string_view parent, std::size_t index) {
  return std::string(parent) + '/' + std::to_string(index);
}

std::vector<schema_problem> explain(value schema, value document) {
  walk whole(schema);
  whole.check(schema, document, "");
  return std::move(whole.problems);
}

} // namespace musiclink::json
