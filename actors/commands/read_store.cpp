#include "actors/commands/read_store.hpp"

#include "actors/commands/settings_file.hpp"
#include "core/edge/exit_status.hpp"

#include <iostream>
#include <variant>
#include <vector>

namespace musiclink::commands {

int read_store(const std::string& config_path,
               const std::function<int(const config& values, store::store& keep)>& work) {
  auto loaded = load_settings(config_path);
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
    std::cerr << describe(config_path, *problems);
    return exit_status::config_invalid;
  }
  try {
    const auto& values = std::get<settings_ptr>(loaded)->values;
    auto keep = store::store::open(values.matrix.state_store_path, store::access::read_only);
    return work(values, keep);
  } catch (const store::unusable& error) {
    std::cerr << error.what() << '\n';
    return exit_status::store_unusable;
  }
}

} // namespace musiclink::commands
