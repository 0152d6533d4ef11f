#pragma once

#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <string>
#include <string_view>

namespace musiclink::test {

/// A directory for one test, and the files that it writes there.
class written_files {
public:
  std::string path(std::string_view name) const { return (directory_.path() / name).string(); }

  /// Writes a file and gives its path.
  std::string write(std::string_view name, std::string_view text, unsigned mode) const {
    std::ofstream(path(name), std::ios::binary) << text;
    std::filesystem::permissions(path(name), static_cast<std::filesystem::perms>(mode));
    return path(name);
  }

private:
  temporary_directory directory_;
};

} // namespace musiclink::test
