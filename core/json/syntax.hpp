#pragma once

#include "core/json/json.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace musiclink::json {

/// With line and column of that place.
syntax_error error_at(std::string message, std::size_t offset, std::string_view text);

/// Why a parser stopped there in a text with comments: what was opened and never
/// closed is told where it was opened. `otherwise` is what the parser says, for all
/// else.
syntax_error explain_syntax(std::string_view text, std::size_t stopped_at,
                            std::string_view otherwise);

/// The code unit that the four hexadecimal digits of an escape name.
std::optional<std::uint32_t> code_unit(std::string_view digits);

} // namespace musiclink::json
