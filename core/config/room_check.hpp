#pragma once

#include "core/config/config.hpp"
#include "core/matrix/survey.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace musiclink {

enum class severity : std::uint8_t { ok, warning, error };

/// What a check found, and what to do about it.
struct finding {
  severity how = severity::ok;
  std::string text;
  std::string remedy{}; ///< empty where nothing is to be done

  bool operator==(const finding&) const = default;
};

/// What is to be said of a room of the allowlist that we are in or invited to:
/// whether its events can be read and answered in the form that is configured.
std::vector<finding> check_room(const allowed_room& allowed, const matrix::surveyed_room& found,
                                const matrix_settings& account);

} // namespace musiclink
