#include "core/edge/file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace musiclink {
namespace {

std::string failure(const char* what) {
  return std::string(what) + ": " + std::generic_category().message(errno);
}

struct file_closer {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

constexpr int most_links = 40; // as the kernel has it

/// The file that a path names, through links whose target is not there yet as well.
std::filesystem::path target_of(std::filesystem::path path) {
  std::error_code error;
  for (int link = 0; link < most_links; ++link) {
    auto target = std::filesystem::weakly_canonical(path, error);
    if (error || target.empty() || !std::filesystem::is_symlink(target, error))
      return target.empty() ? path : target;
    path = target.parent_path() / std::filesystem::read_symlink(target, error);
  }
  return path;
}

/// A new file beside the one that it is to replace; without `become` it goes again.
class draft_file {
public:
  explicit draft_file(const std::string& of) : target_(target_of(of)) {
    name_ = target_.string() + ".XXXXXX";
    file_ = mkostemp(name_.data(), O_CLOEXEC); // with mode 0600
  }
  ~draft_file() {
    if (file_ < 0)
      return;
    close(file_);
    if (!done_)
      unlink(name_.c_str());
  }
  draft_file(const draft_file&) = delete;
  draft_file& operator=(const draft_file&) = delete;

  bool is_open() const { return file_ >= 0; }
  const std::filesystem::path& target() const { return target_; }

  bool write(std::string_view text) {
    while (!text.empty()) {
      const auto count = ::write(file_, text.data(), text.size());
      if (count < 0 && errno != EINTR)
        return false;
      text.remove_prefix(count < 0 ? 0 : static_cast<std::size_t>(count));
    }
    return fsync(file_) == 0;
  }

  bool become_target() {
    done_ = std::rename(name_.c_str(), target_.c_str()) == 0;
    return done_;
  }

private:
  std::filesystem::path target_;
  std::string name_;
  int file_ = -1;
  bool done_ = false;
};

/// The name of a file is on disk when its directory is.
void sync_directory_of(const std::filesystem::path& file) {
  const auto parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const int directory = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0)
    return;
  fsync(directory);
  close(directory);
}

/// Whether a path, or a link on its way, goes through /proc: there the links of open files stand,
/// and what they seem to lead to is another file, or none.
bool is_in_proc(std::filesystem::path path) {
  for (int link = 0; link < most_links; ++link) {
    std::error_code error;
    const auto parent = std::filesystem::canonical(path.parent_path(), error);
    if (error)
      return false;
    if (parent == "/proc" || parent.string().starts_with("/proc/"))
      return true;
    const auto target = std::filesystem::read_symlink(parent / path.filename(), error);
    if (error)
      return false;
    path = parent / target; // an absolute target takes the parent's place
  }
  return false;
}

} // namespace

std::variant<file_text, std::string> read_file(const std::string& path, std::size_t most) {
  // O_NONBLOCK: a pipe without a writer would be waited for here already.
  const int opened = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (opened < 0)
    return failure("it cannot be opened");
  const std::unique_ptr<std::FILE, file_closer> file(fdopen(opened, "rb"));
  struct stat status {};
  if (!file || fstat(opened, &status) != 0)
    return failure("it cannot be examined");
  if (S_ISDIR(status.st_mode))
    return "it is a directory";
  if (!S_ISREG(status.st_mode))
    return "it is no regular file";
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

std::optional<std::string> why_no_file(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  if (!error && is_in_proc(absolute))
    return "it is an open file of a process";
  switch (std::filesystem::status(path, error).type()) {
  case std::filesystem::file_type::block:
  case std::filesystem::file_type::character:
    return "it is a device";
  case std::filesystem::file_type::fifo:
    return "it is a pipe";
  case std::filesystem::file_type::socket:
    return "it is a socket";
  default:
    return std::nullopt;
  }
}

std::optional<std::string> replace_file(const std::string& path, std::string_view text) {
  if (auto why = why_no_file(path))
    return why;
  draft_file draft(path);
  if (!draft.is_open())
    return failure("no file can be made beside it");
  if (!draft.write(text))
    return failure("it cannot be written");
  if (!draft.become_target())
    return failure("it cannot be replaced");
  sync_directory_of(draft.target());
  return std::nullopt;
}

std::optional<std::string> why_not_replaceable(const std::string& path) {
  const draft_file draft(path);
  if (!draft.is_open())
    return failure("no file can be made beside it");
  if (std::filesystem::is_directory(draft.target()))
    return "it is a directory";
  return std::nullopt;
}

} // namespace musiclink
