#include "actors/commands/commands.hpp"

#include "actors/settings_file.hpp"
#include "core/exit_status.hpp"

#include <iostream>
#include <variant>

namespace musiclink::commands {

int check_config(const std::string& config_path) {
  auto loaded = load_settings(config_path);
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
    for (const auto& one : *problems)
      std::cout << describe(config_path, one) << '\n';
    std::cout << problems->size() << (problems->size() == 1 ? " problem" : " problems") << '\n';
    return exit_status::config_invalid;
  }
  const auto& values = std::get<settings_ptr>(loaded)->values;
  if (!values.matrix.enabled) {
    std::cout << config_path << ": valid, but matrix.enabled is false: nothing would run\n";
    return exit_status::done;
  }
  std::cout << config_path << ": valid: " << values.matrix.user_id << " on " << values.matrix.server
            << ", " << values.matrix.rooms.size()
            << (values.matrix.rooms.size() == 1 ? " room" : " rooms") << ", mode "
            << to_key(values.mode) << '\n';
  return exit_status::done;
}

} // namespace musiclink::commands
