#include "tests/support/child_process.hpp"

#include <csignal>
#include <ctime>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace musiclink::test {

child_process::child_process(const std::vector<std::string>& command,
                             const std::filesystem::path& output, std::function<void()> on_end) {
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  // It would keep the ports of servers of this process open.
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  // The HTTP server of this process ignores SIGPIPE; a program started from a
  // shell does not inherit that.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const int error =
      posix_spawn(&pid_, command.front().c_str(), &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0)
    throw std::runtime_error("cannot start " + command.front());
  watcher_ = std::thread([this, on_end = std::move(on_end)] {
    siginfo_t how{};
    waitid(P_PID, static_cast<id_t>(pid_), &how, WEXITED | WNOWAIT);
    {
      const std::lock_guard lock(mutex_);
      end_ = process_end{how.si_code != CLD_EXITED, how.si_status};
    }
    changed_.notify_all();
    on_end();
  });
}

child_process::~child_process() {
  stop();
}

std::chrono::duration<double> child_process::cpu_time() const {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &time) != 0)
    return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::size_t child_process::status_bytes(const std::string& name) const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; status >> word;) {
    std::size_t kilobytes = 0;
    if (word == name && status >> kilobytes)
      return kilobytes * 1024;
  }
  return 0;
}

std::optional<process_end> child_process::end() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

std::optional<process_end> child_process::wait_for_end(milliseconds within) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, within, [&] { return end_.has_value(); });
  return end_;
}

process_end child_process::kill() {
  ::kill(pid_, SIGKILL);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return end_.has_value(); });
  return *end_;
}

void child_process::stop() {
  if (!watcher_.joinable())
    return;
  ::kill(pid_, SIGTERM);
  if (!wait_for_end(std::chrono::seconds(10)))
    ::kill(pid_, SIGKILL);
  watcher_.join();
  waitpid(pid_, nullptr, 0); // only now may another process get its id
}

} // namespace musiclink::test
