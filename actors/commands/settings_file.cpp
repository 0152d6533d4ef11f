#include "actors/commands/settings_file.hpp"

#include "core/edge/config_file.hpp"
#include "core/edge/log.hpp"
#include "core/text/text.hpp"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace musiclink {

namespace {

constexpr std::chrono::seconds config_patience{10};
constexpr std::chrono::seconds token_patience{2};

std::string no_answer_of(std::string_view file) {
  std::string text(file);
  text += " cannot be read in time: its disk or mount does not answer";
  return text;
}

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

std::variant<settings_ptr, std::vector<config_problem>>
load_settings_in_time(file_worker& files, const std::string& config_path) {
  auto loaded = files.within(config_patience, [config_path] { return load_settings(config_path); });
  if (loaded)
    return std::move(*loaded);
  config_problem problem;
  problem.message =
      no_answer_of("the configuration file \"" + config_path + "\", or a file that it names,");
  return std::vector<config_problem>{std::move(problem)};
}

token_source configured_token() {
  const auto files = std::make_shared<file_worker>();
  return {[files](const matrix_settings& where) -> std::variant<access_token, config_problem> {
            auto read = files->within(token_patience, [where] {
              return read_access_token(where, token_in_environment());
            });
            if (read)
              return std::move(*read);
            config_problem problem;
            problem.pointer = "/matrix/accessTokenFile";
            problem.message = no_answer_of("the token file");
            return problem;
          },
          [files](const matrix_settings& where, const access_token& old,
                  const access_token& fresh) -> std::optional<std::string> {
            auto kept = files->within(config_patience, [where, old, fresh] {
              return keep_access_token(where, old, fresh);
            });
            if (kept)
              return std::move(*kept);
            return no_answer_of("the token file");
          }};
}

std::string describe(const std::string& config_path, const std::vector<config_problem>& problems) {
  std::string lines;
  for (const auto& [pointer, message, line, column] : problems) {
    auto text = config_path;
    if (line)
      text += ':' + std::to_string(*line) + ':' + std::to_string(column.value_or(1));
    text += ": ";
    if (!pointer.empty())
      text += pointer + ": ";
    lines += spelled_out(text + message) + '\n';
  }
  return lines;
}

} // namespace musiclink
