#pragma once

#include "core/config/config.hpp"
#include "core/json/json.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace musiclink {

/// What a schema cannot say of a configuration: identifiers, URLs, rooms that
/// are listed twice, the one source of the token. Looks only at values of the
/// right type; the others are the schema's business.
std::vector<config_problem> config_faults(json::value root,
                                          std::optional<std::string_view> environment_token);

} // namespace musiclink
