#pragma once

#include "core/config/config.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace musiclink {

/// What could be read of a configuration, and all that is wrong with it.
struct config_draft {
  config settings;
  std::vector<config_problem> problems;
};

/// As parse_config, for whoever goes on checking although something is wrong.
config_draft draft_config(std::string_view text, std::optional<std::string_view> environment_token);

} // namespace musiclink
