#include "actors/commands/commands.hpp"

#include "actors/admin.hpp"
#include "actors/commands/process.hpp"
#include "actors/commands/settings_file.hpp"
#include "actors/supervisor.hpp"
#include "core/edge/crash_marker.hpp"
#include "core/edge/exit_status.hpp"
#include "core/edge/log.hpp"
#include "core/edge/log_output.hpp"
#include "core/edge/process.hpp"
#include "core/edge/service_manager.hpp"
#include "core/edge/version.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <unistd.h>
#include <utility>
#include <variant>

namespace musiclink::commands {

namespace {

/// How long the actors have to end once all is decided. What they owe is on
/// disk, so ending without them afterwards loses nothing.
constexpr std::chrono::seconds patience{4};

/// Ends the process at once; the last lines have a moment to be written.
[[noreturn]] void leave(int status) {
  log::flush(std::chrono::milliseconds{200});
  std::_Exit(status);
}

/// Ends the process after that time, whatever holds it up by then: a disk, a mount, a lock.
void leave_after(milliseconds time, int status) {
  std::thread([time, status] {
    std::this_thread::sleep_for(time);
    leave(status);
  }).detach();
}

/// What the library would say of an exception that nobody caught it says on stderr itself, and
/// waits until it is read.
[[noreturn]] void on_uncaught() {
  std::string reason = "none is known";
  if (const auto thrown = std::current_exception()) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      reason = error.what();
    } catch (...) {
    }
  }
  log::error("the process ends by an exception that nobody expects", {{"reason", reason}});
  std::abort();
}

/// The signals of conf/CONTRACT.md 4, and the one by which an actor wakes the
/// main thread. All are blocked in every thread and taken by sigwait.
class signals {
public:
  static int wake_up() { return SIGRTMIN; }

  signals() : set_(service_signals()) {
    sigaddset(&set_, wake_up());
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    // A peer that closes its connection is an error of that write, no signal.
    std::signal(SIGPIPE, SIG_IGN);
  }

  /// Lets the end through again: where nothing runs yet, nothing has to be brought to an end.
  void unblock_end() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_UNBLOCK, &ends, nullptr);
  }

  /// Where several are pending, nobody knows which came first. Then silence wins:
  /// shadow by mistake costs a second signal, active by mistake a room's trust.
  int wait() {
    int which = 0;
    sigwait(&set_, &which);
    if (which == SIGUSR1 && forget(SIGUSR2))
      log::warn("SIGUSR1 and SIGUSR2 came together, and nobody knows in which order: shadow");
    return which;
  }

private:
  /// Whether it was pending.
  static bool forget(int signal) {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    const timespec now{};
    return sigtimedwait(&one, nullptr, &now) == signal;
  }

  sigset_t set_;
};

/// Waits for signals and passes them on, until the service has ended. `drain_timeout` is the one
/// that is in force.
int obey(signals& from, const supervisor_actor& supervisor, const std::atomic<int>& status,
         const std::atomic<milliseconds>& drain_timeout) {
  bool stopping = false;
  for (;;) {
    int which = from.wait();
    if (which == signals::wake_up() && status >= 0)
      return status;
    if (which == SIGUSR1)
      caf::anon_send(supervisor, switch_mode{service_mode::shadow});
    else if (which == SIGUSR2)
      caf::anon_send(supervisor, switch_mode{service_mode::active});
    else if (which == SIGHUP)
      caf::anon_send(supervisor, reload{});
    else if (which == SIGTERM || which == SIGINT) {
      if (std::exchange(stopping, true))
        leave(exit_status::done);
      leave_after(drain_timeout.load() + patience, exit_status::done);
      caf::anon_send(supervisor, drain{});
      service_manager::stopping();
    }
  }
}

/// Without it the service answers links all the same, which is what it is for.
std::unique_ptr<admin> open_desk(caf::actor_system& system, const supervisor_actor& chief,
                                 const std::shared_ptr<metrics>& meters, const config& values,
                                 const std::shared_ptr<admin_names>& names) {
  const auto& listen = values.admin_listen;
  if (listen == "off")
    return nullptr;
  try {
    auto desk = std::make_unique<admin>(system, chief, meters, values, names);
    log::info("the admin endpoint listens", {{"at", listen}});
    return desk;
  } catch (const std::runtime_error& error) {
    log::error("there is no admin endpoint: set admin.listen to a free address, or to off, and "
               "start again",
               {{"reason", error.what()}});
    return nullptr;
  }
}

int serve(const std::string& config_path, settings_ptr values, signals& from,
          crash_point_listener reached) {
  std::atomic<int> status{-1};
  plan how;
  const auto drain_timeout =
      std::make_shared<std::atomic<milliseconds>>(values->values.outbound.drain_timeout);
  how.load = [config_path, drain_timeout, files = std::make_shared<file_worker>()](
                 std::function<void(loaded_settings)> answer) {
    std::thread([=] {
      service_manager::reloading();
      auto loaded = load_settings_in_time(*files, config_path);
      service_manager::ready();
      if (const auto* good = std::get_if<settings_ptr>(&loaded))
        *drain_timeout = (*good)->values.outbound.drain_timeout;
      answer(std::move(loaded));
    }).detach();
  };
  how.token = configured_token();
  how.http.user_agent = user_agent();
  how.open_store = [path = std::filesystem::path(values->values.matrix.state_store_path),
                    marked = std::optional<bool>()](bool after_failure) mutable {
    auto report = [](const std::string& what) { log::error(what); };
    auto keep = store::store::open_or_start_afresh(path, report);
    bool after_crash = after_failure;
    if (!marked)
      after_crash = marked.emplace(mark_crashes(path / "crashed"));
    // Not later: a homeserver that is away is the service's own to wait for.
    service_manager::ready();
    return opened_store{std::move(keep), path.string(), after_crash};
  };
  how.around.now = now_ms;
  how.around.steady = monotonic_now;
  how.around.random = make_random();
  how.around.reached = std::move(reached);
  how.around.end_process = [&status](int with) {
    int none = -1;
    if (status.compare_exchange_strong(none, with))
      ::kill(::getpid(), signals::wake_up());
  };
  how.values = std::move(values);

  system_config config;
  caf::actor_system system{config};
  const auto meters = how.around.meters;
  const auto loaded = how.values;
  const auto names = std::make_shared<admin_names>(loaded->values);
  how.on_settings = [names](const musiclink::config& now) { names->apply(now); };
  auto chief = supervisor_actor{system.spawn(supervisor, std::move(how))};
  const auto desk = open_desk(system, chief, meters, loaded->values, names);
  int with = obey(from, chief, status, *drain_timeout);
  caf::anon_send_exit(chief, caf::exit_reason::user_shutdown);
  leave_after(patience, with);
  return with;
}

} // namespace

int run(const std::string& config_path, crash_point_listener reached) {
  signals from; // first of all: none may end the process in the meantime
  std::set_terminate(on_uncaught);
  file_worker files;
  auto loaded = load_settings_in_time(files, config_path);
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
    from.unblock_end(); // stderr may not be read
    std::cerr << describe(config_path, *problems);
    return exit_status::config_invalid;
  }
  auto values = std::get<settings_ptr>(loaded);
  log::configure(values->values.log.level, values->values.log.json);
  return serve(config_path, std::move(values), from, std::move(reached));
}

} // namespace musiclink::commands
