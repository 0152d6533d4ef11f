#include "core/edge/process.hpp"

#include <initializer_list>

#include <fcntl.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace musiclink {

void open_standard_streams() noexcept {
  // The lowest number that is free is the one that is given.
  for (int opened = 0; opened >= 0 && opened <= STDERR_FILENO;) {
    const bool is_stdout = fcntl(STDIN_FILENO, F_GETFD) >= 0 && fcntl(STDOUT_FILENO, F_GETFD) < 0;
    opened = open("/dev/null", is_stdout ? O_RDONLY : O_RDWR);
    if (opened > STDERR_FILENO)
      close(opened);
  }
}

void forbid_cores() noexcept {
  // Where a program takes the cores the limit does not count, and in a sandbox it cannot be set.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

sigset_t service_signals() noexcept {
  sigset_t result;
  sigemptyset(&result);
  for (const int each : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2})
    sigaddset(&result, each);
  return result;
}

sigset_t block_service_signals() noexcept {
  const auto blocked = service_signals();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  return before;
}

} // namespace musiclink
