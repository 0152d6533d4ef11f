#include "actors/settings_file.hpp"

#include "core/config_file.hpp"
#include "core/log.hpp"
#include "core/text.hpp"

#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace musiclink {

namespace {

std::optional<std::string_view> token_in_environment() {
  const char* token = std::getenv("MUSICLINK_ACCESS_TOKEN");
  if (token && *token)
    return token;
  return std::nullopt;
}

} // namespace

std::variant<settings_ptr, std::vector<config_problem>>
load_settings(const std::string& config_path) {
  auto loaded = load_config_file(config_path, token_in_environment());
  if (auto* problems = std::get_if<std::vector<config_problem>>(&loaded))
    return std::move(*problems);
  auto& good = std::get<loaded_config>(loaded);
  for (const auto& warning : good.warnings)
    log::warn(warning);
  return std::make_shared<const settings>(
      settings{std::move(good.settings), std::move(good.token)});
}

token_source configured_token() {
  return {
      [](const matrix_settings& where) { return read_access_token(where, token_in_environment()); },
      keep_access_token};
}

std::string describe(const std::string& config_path, const config_problem& problem) {
  auto text = config_path;
  if (problem.line)
    text += ':' + std::to_string(*problem.line) + ':' + std::to_string(problem.column.value_or(1));
  text += ": ";
  if (!problem.pointer.empty())
    text += problem.pointer + ": ";
  return spelled_out(text + problem.message);
}

} // namespace musiclink
