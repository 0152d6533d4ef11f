#include "actors/commands/commands.hpp"

#include "actors/commands/check_online.hpp"
#include "actors/commands/settings_file.hpp"
#include "core/edge/exit_status.hpp"
#include "core/text/text.hpp"

#include <array>
#include <iostream>
#include <utility>
#include <variant>

namespace musiclink::commands {

void online_report::say(std::string_view about, const finding& what, int status_of_error) {
  constexpr std::array words{"ok      ", "warning ", "error   "};
  std::cout << words[static_cast<std::size_t>(what.how)] << spelled_out(about) << ": "
            << spelled_out(what.text);
  if (!what.remedy.empty())
    std::cout << "; " << spelled_out(what.remedy);
  std::cout << std::endl; // at once: the next answer may take its time
  if (what.how == severity::error && status_ == 0)
    status_ = status_of_error;
}

void online_report::ok(std::string_view about, std::string text) {
  say(about, {severity::ok, std::move(text)}, 0);
}

void online_report::warning(std::string_view about, std::string text, std::string remedy) {
  say(about, {severity::warning, std::move(text), std::move(remedy)}, 0);
}

void online_report::error(std::string_view about, std::string text, std::string remedy,
                          int status) {
  say(about, {severity::error, std::move(text), std::move(remedy)}, status);
}

int check_config(const std::string& config_path, bool online) {
  auto loaded = load_settings(config_path);
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
    std::cout << describe(config_path, *problems) << problems->size()
              << (problems->size() == 1 ? " problem" : " problems") << '\n';
    return exit_status::config_invalid;
  }
  const auto& good = *std::get<settings_ptr>(loaded);
  const auto& values = good.values;
  if (!values.matrix.enabled) {
    std::cout << config_path << ": valid, but matrix.enabled is false: nothing would run\n";
    return exit_status::done;
  }
  std::cout << config_path << ": valid: " << values.matrix.user_id << " on " << values.matrix.server
            << ", " << values.matrix.rooms.size()
            << (values.matrix.rooms.size() == 1 ? " room" : " rooms") << ", mode "
            << to_key(values.mode) << '\n';
  if (!online)
    return exit_status::done;
  online_report report;
  check_account(good, report);
  check_resolvers(good, report);
  return report.status();
}

} // namespace musiclink::commands
