#pragma once

#include "core/parity/parity.hpp"

#include <string>

// The parity report in words, for the terminal and the status page.

namespace musiclink {

/// How the two answers differ, a line each, indented: what only one of them has.
std::string case_text(const parity_case& what);

/// "117 same, 2 different, 1 theirs alone, 0 ours alone".
std::string counts_text(const parity_report& report);

/// One sentence that says what to do next. `compared`: shadow.compareWith names
/// somebody.
std::string advice(const parity_report& report, bool compared);

} // namespace musiclink
