#pragma once

#include "core/config.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace musiclink {

/// The access token. Never print `value`; `warning`, if not empty, is for the
/// log.
struct access_token {
  std::string value;
  std::string warning;
};

/// Reads the token from where the configuration says: inline, from its file or
/// from $MUSICLINK_ACCESS_TOKEN, which the caller gives. White space at its end
/// is cut. A token that is missing, unreadable, empty or no token is a problem,
/// with the pointer of its key, that does not tell what was found instead. Does
/// I/O: called at start and at every reload.
std::variant<access_token, config_problem>
read_access_token(const matrix_settings& settings,
                  std::optional<std::string_view> environment_token);

} // namespace musiclink
