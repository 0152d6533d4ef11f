#pragma once

#include <string_view>
#include <vector>

namespace musiclink {

/// Appends the parts of a paragraph that are not inside inline code spans
/// (CommonMark 6.1: a run of backticks up to the next run of the same length; a
/// run without a partner is text, and so is an escaped backtick).
void append_without_code_spans(std::string_view paragraph, std::vector<std::string_view>& parts);

} // namespace musiclink
