#include "core/config/config.hpp"

#include "core/config/check.hpp"
#include "core/config/draft.hpp"
#include "core/config/keys.hpp"
#include "core/config/read.hpp"
#include "core/config/schema.hpp"
#include "core/json/schema.hpp"

#include <algorithm>
#include <utility>

namespace musiclink {
namespace {

json::document parsed_schema() {
  return std::get<json::document>(json::document::parse(std::string(config_schema())));
}

/// What the schema says, and what is wrong beyond it. Where both have something
/// to say of one place, the latter knows more.
std::vector<config_problem> problems_of(json::value root,
                                        std::optional<std::string_view> environment_token) {
  auto problems = config_faults(root, environment_token);
  const auto beyond = problems.size();
  const auto schema = parsed_schema();
  for (auto& found : json::schema_problems(schema.root(), root)) {
    const auto end = problems.begin() + static_cast<std::ptrdiff_t>(beyond);
    if (std::none_of(problems.begin(), end,
                     [&](const auto& known) { return known.pointer == found.pointer; }))
      problems.push_back({std::move(found.pointer), std::move(found.message), {}, {}});
  }
  return problems;
}

} // namespace

std::string_view to_key(service_mode mode) noexcept {
  return key_in(service_modes, mode);
}

std::string_view to_key(room_mode mode) noexcept {
  return key_in(room_modes, mode);
}

std::string_view to_key(resolver_type type) noexcept {
  return key_in(resolver_types, type);
}

config_draft draft_config(std::string_view text,
                          std::optional<std::string_view> environment_token) {
  const auto parsed = json::document::parse(std::string(text), json::dialect::relaxed);
  if (const auto* error = std::get_if<json::syntax_error>(&parsed))
    return {{}, {{"", error->message, error->line, error->column}}};
  const auto root = std::get<json::document>(parsed).root();
  return {read_config(root), problems_of(root, environment_token)};
}

} // namespace musiclink
