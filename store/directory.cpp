#include "store/directory.hpp"

#include "store/store.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace musiclink::store {

namespace {

namespace fs = std::filesystem;

/// 126 readers, LMDB's default: mdb_env_setup_locks in mdb.c has the sum.
constexpr off_t reader_table_size = 8192;

void sync_path(const fs::path& path) noexcept {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return;
  fsync(file);
  close(file);
}

fs::path parent_of(const fs::path& directory) {
  const fs::path parent = fs::absolute(directory).lexically_normal().parent_path();
  // "/a/b/" is its own parent's child under an empty name.
  return directory.has_filename() ? parent : parent.parent_path();
}

[[noreturn]] void refuse(const fs::path& path, const char* what, int reason) {
  const std::string text =
      "state store: cannot " + std::string(what) + " " + path.string() + ": " +
      std::strerror(reason) +
      "; musiclink needs a directory with room that its user may write (stateStorePath)";
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)
    throw no_room(text);
  throw unusable(text);
}

fs::path lock_table_in(const fs::path& directory) {
  return directory / "lock.mdb";
}

/// The first that no file which was set aside has.
std::string free_suffix(const fs::path& directory) {
  for (unsigned number = 1;; ++number) {
    std::string suffix = ".damaged-" + std::to_string(number);
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(data_file_in(directory) += suffix, ignored)) &&
        !fs::exists(fs::symlink_status(lock_table_in(directory) += suffix, ignored)))
      return suffix;
  }
}

void rename_file(const fs::path& from, const fs::path& to) {
  std::error_code problem;
  fs::rename(from, to, problem);
  if (problem && problem != std::errc::no_such_file_or_directory)
    refuse(from, "set aside", problem.value());
}

} // namespace

fs::path data_file_in(const fs::path& directory) {
  return directory / "data.mdb";
}

bool has_data_file(const fs::path& directory) noexcept {
  std::error_code ignored;
  return fs::exists(data_file_in(directory), ignored);
}

std::size_t data_file_size(const fs::path& directory) noexcept {
  std::error_code problem;
  const auto size = fs::file_size(data_file_in(directory), problem);
  return problem ? 0 : size;
}

void make_directory(const fs::path& directory) {
  std::error_code problem;
  fs::create_directories(parent_of(directory), problem);
  if (problem)
    refuse(parent_of(directory), "create", problem.value());
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    refuse(directory, "create", errno);
  if (!fs::is_directory(directory, problem))
    refuse(directory, "use", ENOTDIR);
}

void reserve_reader_table(const fs::path& directory) {
  const fs::path path = lock_table_in(directory);
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    refuse(path, "open", errno);
  const int problem = posix_fallocate(file, 0, reader_table_size);
  close(file);
  if (problem != 0)
    refuse(path, "make room for", problem);
}

void sync_directory(const fs::path& directory) noexcept {
  sync_path(directory);
  sync_path(parent_of(directory));
}

void require_regular_data_file(const fs::path& directory) {
  const fs::path path = data_file_in(directory);
  std::error_code problem;
  const auto about = fs::status(path, problem);
  if (fs::exists(about) && about.type() != fs::file_type::unknown && !fs::is_regular_file(about))
    throw unusable("state store: " + path.string() +
                   " is not a regular file; remove it, or set another stateStorePath");
}

fs::path set_aside(const fs::path& directory) {
  const auto suffix = free_suffix(directory);
  fs::path to = data_file_in(directory) += suffix;
  rename_file(data_file_in(directory), to);
  rename_file(lock_table_in(directory), lock_table_in(directory) += suffix);
  sync_directory(directory);
  return to;
}

void discard_data_file(const fs::path& directory) noexcept {
  std::error_code ignored;
  fs::remove(data_file_in(directory), ignored);
}

} // namespace musiclink::store
