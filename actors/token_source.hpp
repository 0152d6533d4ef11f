#pragma once

#include "core/edge/token_file.hpp"

#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace musiclink {

/// Where the account finds its token and keeps what it was renewed to, given by
/// `main` or by a test: see core/edge/token_file.hpp.
struct token_source {
  std::function<std::variant<access_token, config_problem>(const matrix_settings&)> read;
  std::function<std::optional<std::string>(const matrix_settings&, const access_token& old,
                                           const access_token& fresh)>
      keep;
};

} // namespace musiclink
