#include "core/edge/log.hpp"

#include "core/edge/log_line.hpp"
#include "core/edge/log_output.hpp"
#include "core/edge/log_queue.hpp"

#include <spdlog/details/log_msg.h>
#include <spdlog/details/os.h>
#include <spdlog/pattern_formatter.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <unistd.h>
#include <utility>

namespace musiclink::log {
namespace {

/// What may wait for stderr: some ten thousand lines, a minute of a busy service.
constexpr std::size_t most_waiting_bytes = 4 * 1024 * 1024;
/// How long the end of the process waits for stderr to take the last lines.
constexpr std::chrono::milliseconds exit_patience{1000};

spdlog::level::level_enum to_spdlog(level at) noexcept {
  switch (at) {
  case level::trace:
    return spdlog::level::trace;
  case level::debug:
    return spdlog::level::debug;
  case level::info:
    return spdlog::level::info;
  case level::warn:
    return spdlog::level::warn;
  case level::error:
    return spdlog::level::err;
  case level::off:
    break;
  }
  return spdlog::level::off;
}

/// Writes the level as the configuration spells it; spdlog would say "warning".
class level_flag : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const auto key = message.level == spdlog::level::trace   ? to_key(level::trace)
                     : message.level == spdlog::level::debug ? to_key(level::debug)
                     : message.level == spdlog::level::info  ? to_key(level::info)
                     : message.level == spdlog::level::warn  ? to_key(level::warn)
                                                             : to_key(level::error);
    out.append(key.data(), key.data() + key.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<level_flag>();
  }
};

constexpr auto text_pattern = "%Y-%m-%dT%H:%M:%S.%eZ %^%*%$ %v";
constexpr auto json_pattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v)";

std::unique_ptr<spdlog::pattern_formatter> make_formatter(const char* pattern) {
  auto result = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc, "\n");
  result->add_flag<level_flag>('*').set_pattern(pattern);
  return result;
}

std::string_view color_of(level at) noexcept {
  switch (at) {
  case level::error:
    return "\033[31m\033[1m";
  case level::warn:
    return "\033[33m\033[1m";
  case level::info:
    return "\033[32m";
  default:
    return "\033[36m";
  }
}

void write_to_stderr(std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(STDERR_FILENO, text.data(), text.size());
    if (count < 0 && errno != EINTR)
      return; // nobody is left to be told
    text.remove_prefix(count < 0 ? 0 : static_cast<std::size_t>(count));
  }
}

/// Gives lines their time and form. Not through C's streams or spdlog's sinks: a thread that waits
/// for stderr holds their locks, which the end of the process may want.
class line_writer {
public:
  void operator()(const entry& what) {
    const spdlog::details::log_msg message(what.at, {}, "", to_spdlog(what.severity), what.text);
    spdlog::memory_buf_t line;
    (what.as_json ? json_ : text_)->format(message, line);
    std::string whole(line.data(), line.size());
    if (in_color_ && !what.as_json) {
      whole.insert(message.color_range_end, "\033[m");
      whole.insert(message.color_range_start, color_of(what.severity));
    }
    write_to_stderr(whole);
  }

private:
  std::unique_ptr<spdlog::pattern_formatter> text_ = make_formatter(text_pattern);
  std::unique_ptr<spdlog::pattern_formatter> json_ = make_formatter(json_pattern);
  bool in_color_ =
      spdlog::details::os::in_terminal(stderr) && spdlog::details::os::is_color_terminal();
};

std::atomic<level> threshold = level::info;
std::atomic<bool> as_json = false;

entry make_entry(level at, std::string_view what, std::initializer_list<field> fields) {
  const bool json = as_json;
  return {std::chrono::system_clock::now(), at, json,
          json ? json_line(at, what, fields) : text_line(what, fields)};
}

entry tell_missing(std::uint64_t count) {
  return make_entry(level::warn, "log lines are missing here: stderr was not read in time",
                    {{"dropped", std::to_string(count)}});
}

std::atomic<queue*> running = nullptr; ///< for those who may not make one

/// Made with the first line and never destroyed: its thread may be held up by whoever reads
/// stderr, and threads log to the end of the process.
queue& lines() {
  static queue& instance = [writer = std::make_shared<line_writer>()]() -> queue& {
    running = new queue(
        most_waiting_bytes, [writer](const entry& what) { (*writer)(what); }, tell_missing);
    std::atexit([] { flush(exit_patience); });
    return *running;
  }();
  return instance;
}

} // namespace

void configure(std::string_view level, bool json) {
  threshold = level_from_key(level);
  as_json = json;
}

bool enabled(level at) noexcept {
  return at != level::off && at >= threshold.load();
}

void write(level at, std::string_view what, std::initializer_list<field> fields) {
  if (enabled(at))
    lines().put(make_entry(at, what, fields));
}

bool flush(std::chrono::milliseconds limit) {
  auto* const made = running.load();
  return made == nullptr || made->wait_until_empty(limit);
}

void flush_in_crash() noexcept {
  constexpr timespec pause{0, 10'000'000};
  for (int i = 0; i < 50 && running && !running.load()->is_empty(); ++i)
    nanosleep(&pause, nullptr);
}

std::uint64_t dropped_lines() noexcept {
  auto* const made = running.load();
  return made == nullptr ? 0 : made->dropped();
}

} // namespace musiclink::log
