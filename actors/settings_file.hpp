#pragma once

#include "actors/messages.hpp"
#include "actors/token_source.hpp"

#include <string>
#include <variant>
#include <vector>

namespace musiclink {

/// Reads a configuration file and the token it names, for a start or a reload.
/// Warnings that do not stop anything go to the log.
std::variant<settings_ptr, std::vector<config_problem>>
load_settings(const std::string& config_path);

/// The token of a configuration, its file or the environment.
token_source configured_token();

/// One problem on one line: file, place, what is wrong and what to write instead.
std::string describe(const std::string& config_path, const config_problem& problem);

} // namespace musiclink
