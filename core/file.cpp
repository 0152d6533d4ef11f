#include "core/file.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <sys/stat.h>
#include <system_error>

namespace musiclink {
namespace {

std::string failure(const char* what) {
  return std::string(what) + ": " + std::generic_category().message(errno);
}

struct file_closer {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

} // namespace

std::variant<file_text, std::string> read_file(const std::string& path, std::size_t most) {
  const std::unique_ptr<std::FILE, file_closer> file(std::fopen(path.c_str(), "rbe"));
  if (!file)
    return failure("it cannot be opened");
  struct stat status {};
  if (fstat(fileno(file.get()), &status) != 0)
    return failure("it cannot be examined");
  file_text result{{}, (status.st_mode & S_IROTH) != 0};
  char chunk[4096];
  while (const auto count = std::fread(chunk, 1, sizeof chunk, file.get())) {
    result.text.append(chunk, count);
    if (result.text.size() > most)
      return "it is longer than " + std::to_string(most) + " bytes";
  }
  if (std::ferror(file.get()) != 0)
    return failure("it cannot be read");
  return result;
}

} // namespace musiclink
