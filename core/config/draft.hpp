#pragma once

#include "core/config/config.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace musiclink {

/// What could be read of a configuration, and all that is wrong with it: complete and valid if that
/// is nothing.
struct config_draft {
  config settings;
  std::vector<config_problem> problems;
};

/// Reads a configuration: JSON with comments and trailing commas, checked
/// against the schema (conf/musiclink.schema.json, built in) and against what a
/// schema cannot say. `environment_token` is $MUSICLINK_ACCESS_TOKEN, if set.
/// Gives every problem at once. Does no I/O: files that the text names are read
/// by core/edge/token_file.hpp.
config_draft draft_config(std::string_view text, std::optional<std::string_view> environment_token);

} // namespace musiclink
