#pragma once

#include <cstddef>
#include <string>
#include <variant>

namespace musiclink {

struct file_text {
  std::string text;
  bool anybody_may_read = false; ///< by its permissions
};

/// All of a file, a pipe included; or, in words for people, why not. A file of
/// more than `most` bytes is refused.
std::variant<file_text, std::string> read_file(const std::string& path, std::size_t most);

} // namespace musiclink
