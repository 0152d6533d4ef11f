#include "store/lock_file.hpp"

#include "store/store.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace musiclink::store {

namespace {

std::string holder_of(int file) {
  std::array<char, 16> text{};
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t at = 0; at < size && text[at] >= '0' && text[at] <= '9'; ++at)
    digits += text[at];
  return digits.empty() ? "another process" : "process " + digits;
}

/// For people only: a full disk must not keep the service from starting.
void write_holder(int file) {
  const std::string text = std::to_string(getpid()) + "\n";
  const ssize_t written = pwrite(file, text.data(), text.size(), 0);
  [[maybe_unused]] const int cut = ftruncate(file, written < 0 ? 0 : written);
}

int take(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    throw unusable("state store: cannot open " + path.string() + ": " + std::strerror(errno) +
                   "; make the directory writable for the user of musiclink");
  if (flock(file, LOCK_EX | LOCK_NB) == 0) {
    write_holder(file);
    return file;
  }
  const int reason = errno;
  const std::string holder = holder_of(file);
  close(file);
  if (reason != EWOULDBLOCK)
    throw unusable("state store: cannot lock " + path.string() + ": " + std::strerror(reason));
  throw locked("state store: " + path.string() + " is held by " + holder +
               "; stop that musiclink first, or set another stateStorePath");
}

} // namespace

lock_file::lock_file(const std::filesystem::path& directory)
    : file_(take(directory / "musiclink.lock")) {
}

lock_file::~lock_file() {
  close(file_);
}

} // namespace musiclink::store
