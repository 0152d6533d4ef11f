#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>

namespace musiclink::test {

/// A folder of its own for one test, removed with all in it at the end.
class temporary_folder {
public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  std::string path(std::string_view name) const;

  /// Writes a file and gives its path.
  std::string write(std::string_view name, std::string_view text, mode_t mode) const;

private:
  std::string root_;
};

} // namespace musiclink::test
