#pragma once

#include "tests/support/child_process.hpp"
#include "tests/support/fake_world.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace musiclink::storm {

/// The musiclink of a storm: one configuration, one store and one log, and one
/// process after the other.
class bot {
public:
  struct surroundings {
    std::filesystem::path directory; ///< exists; for configuration, store and log
    std::string homeserver;
    std::string resolver;
    test::fake_account account;
    std::vector<std::string> rooms;
    milliseconds answer_within{5000}; ///< of replies
  };

  explicit bot(const surroundings& where);

  /// Starts a program with these arguments, in which "CONFIG" stands for the path
  /// of the configuration. `on_end` as of test::child_process.
  void start(
      std::vector<std::string> command, std::function<void()> on_end = [] {});
  /// SIGKILL to what was started. Tells how it ended if it had ended before.
  std::optional<test::process_end> kill();
  const test::child_process& process() const { return *process_; }

private:
  std::filesystem::path directory_;
  std::unique_ptr<test::child_process> process_;
};

/// Whether a process that was started when so many requests had come knows where
/// the stream ends: what is posted from then on, it has to answer.
bool listens(const test::fake_world& world, std::size_t requests_before);

/// The command of the service.
std::vector<std::string> service(const std::string& binary);

/// "exit status 1", "signal 11".
std::string describe(test::process_end end);

} // namespace musiclink::storm
