#pragma once

#include "core/edge/log.hpp"
#include "core/edge/log_output.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include <unistd.h>

namespace musiclink::test {

/// Takes what goes to stderr while it lives, with the log at info.
class captured_log {
public:
  captured_log() : file_(std::tmpfile()), saved_(dup(STDERR_FILENO)) {
    std::fflush(stderr);
    dup2(fileno(file_), STDERR_FILENO);
    log::configure("info", false);
  }
  ~captured_log() {
    log::configure("off", false);
    log::flush(std::chrono::minutes{1});
    dup2(saved_, STDERR_FILENO);
    close(saved_);
    std::fclose(file_);
  }
  captured_log(const captured_log&) = delete;
  captured_log& operator=(const captured_log&) = delete;

  /// The lines that hold this text.
  std::size_t count(std::string_view part) const {
    log::flush(std::chrono::minutes{1});
    std::string text;
    char buffer[4096];
    off_t at = 0;
    for (ssize_t got; (got = pread(fileno(file_), buffer, sizeof buffer, at)) > 0; at += got)
      text.append(buffer, static_cast<std::size_t>(got));
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = std::min(text.find('\n', begin), text.size());
      lines +=
          std::string_view(text).substr(begin, end - begin).find(part) != std::string_view::npos
              ? 1
              : 0;
      begin = end + 1;
    }
    return lines;
  }

private:
  std::FILE* file_;
  int saved_;
};

} // namespace musiclink::test
