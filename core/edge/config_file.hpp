#pragma once

#include "core/config/config.hpp"
#include "core/edge/token_file.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace musiclink {

/// A configuration with the secret that it names. Never print `token`; it is empty
/// where `matrix.enabled` is false.
struct loaded_config {
  config settings;
  access_token token{};
  std::vector<std::string> warnings; ///< for the log
};

/// Reads a configuration file and the token file that it names.
/// `environment_token` is $MUSICLINK_ACCESS_TOKEN, if set. Gives every problem at
/// once, those of the files too. Does I/O: called at start and at every reload.
std::variant<loaded_config, std::vector<config_problem>>
load_config_file(const std::string& path, std::optional<std::string_view> environment_token);

} // namespace musiclink
