#include "tests/core/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/stat.h>

namespace musiclink::test {

temporary_folder::temporary_folder()
    : root_((std::filesystem::temp_directory_path() / "musiclink-test-XXXXXX").string()) {
  if (mkdtemp(root_.data()) == nullptr)
    throw std::runtime_error("no temporary folder");
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string temporary_folder::path(std::string_view name) const {
  return root_ + '/' + std::string(name);
}

std::string temporary_folder::write(std::string_view name, std::string_view text,
                                    mode_t mode) const {
  const auto where = path(name);
  std::ofstream(where, std::ios::binary) << text;
  chmod(where.c_str(), mode);
  return where;
}

} // namespace musiclink::test
