#pragma once

#include <string_view>
#include <vector>

namespace musiclink {

/// The parts of a plain body that are read for links, in order: without a
/// rich-reply fallback, fenced code blocks and inline code spans (core/links/RULES.md 2).
/// The parts point into the body.
std::vector<std::string_view> readable_text(std::string_view body);

} // namespace musiclink
