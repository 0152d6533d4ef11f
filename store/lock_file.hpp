#pragma once

#include <filesystem>

namespace musiclink::store {

/// Holds `musiclink.lock` of a directory, which names the holder's process. The
/// kernel lets go of it with the process, so that a file left by a killed one is
/// no obstacle. The file is never removed: removing it would let two hold it.
class lock_file {
public:
  /// Throws `locked` with the holder's process id, or `unusable`.
  explicit lock_file(const std::filesystem::path& directory);
  ~lock_file();

  lock_file(const lock_file&) = delete;
  lock_file& operator=(const lock_file&) = delete;

private:
  int file_;
};

} // namespace musiclink::store
