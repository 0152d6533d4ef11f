#pragma once

#include "actors/messages.hpp"
#include "actors/token_source.hpp"
#include "core/edge/file_worker.hpp"

#include <string>
#include <variant>
#include <vector>

namespace musiclink {

/// Reads a configuration file and the token it names, for a start or a reload.
/// Warnings that do not stop anything go to the log.
std::variant<settings_ptr, std::vector<config_problem>>
load_settings(const std::string& config_path);

/// The same by a worker: in seconds it is known, or why it is not, whatever the files lie on.
std::variant<settings_ptr, std::vector<config_problem>>
load_settings_in_time(file_worker& files, const std::string& config_path);

/// The token of a configuration, its file or the environment. Its files are touched by a worker:
/// the account, which asks for them, is held up for seconds at most, and once.
token_source configured_token();

/// A line for each problem: file, place, what is wrong and what to write instead.
std::string describe(const std::string& config_path, const std::vector<config_problem>& problems);

} // namespace musiclink
