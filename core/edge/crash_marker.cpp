#include "core/edge/crash_marker.hpp"

#include "core/edge/log_output.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace musiclink {
namespace {

constexpr std::array fatal{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// A signal handler has nothing but globals.
int mark_file = -1;
std::array<struct sigaction, fatal.size()> before{};

/// Async-signal-safe: writes the mark, lets the last lines out and the signal do what it did
/// before.
void on_fatal(int signal) {
  const char mark = 'x';
  // Nothing can be done where even this fails.
  [[maybe_unused]] const auto written = write(mark_file, &mark, 1);
  log::flush_in_crash();
  for (std::size_t i = 0; i < fatal.size(); ++i)
    if (fatal[i] == signal)
      sigaction(signal, &before[i], nullptr);
  raise(signal);
}

} // namespace

bool mark_crashes(const std::filesystem::path& file) {
  mark_file = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (mark_file < 0)
    return false;
  struct stat found {};
  const bool crashed = fstat(mark_file, &found) == 0 && found.st_size > 0;
  if (crashed && ftruncate(mark_file, 0) != 0)
    return crashed;
  struct sigaction action {};
  action.sa_handler = on_fatal;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < fatal.size(); ++i)
    sigaction(fatal[i], &action, &before[i]);
  return crashed;
}

} // namespace musiclink
