#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink::storm {

/// What came of ending the service at one point.
struct crash_outcome {
  bool reached = false;           ///< it ended itself there
  std::vector<std::string> wrong; ///< all that is not as it should be, a line each
};

/// Runs `crashing` (tests/storm/crashing_main.cpp) through posts, an edit, a
/// limited timeline and a redaction until it ends itself when it reaches `point`
/// for the n-th time, then `musiclink` through what is left, and looks at the
/// rooms. `directory` is empty and takes its files.
crash_outcome run_crash_case(const std::string& musiclink, const std::string& crashing,
                             std::string_view point, std::size_t n,
                             const std::filesystem::path& directory);

} // namespace musiclink::storm
