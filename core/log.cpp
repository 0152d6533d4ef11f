#include "core/log.hpp"

#include "core/log_line.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <utility>

namespace musiclink::log {
namespace {

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

spdlog::logger make_logger(const char* pattern) {
  auto formatter =
      std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc, "\n");
  formatter->add_flag<level_flag>('*').set_pattern(pattern);
  spdlog::logger result("", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  result.set_formatter(std::move(formatter));
  result.set_level(spdlog::level::trace); // `threshold` decides
  return result;
}

// Both forms exist from the start, so that a reload only has to switch between
// them and a line is never written half in one form.
struct outputs {
  spdlog::logger text = make_logger(text_pattern);
  spdlog::logger json = make_logger(json_pattern);
  std::atomic<bool> as_json = false;
  std::atomic<level> threshold = level::info;
};

outputs& all() {
  static outputs instance;
  return instance;
}

} // namespace

void configure(std::string_view level, bool json) {
  all().threshold = level_from_key(level);
  all().as_json = json;
}

bool enabled(level at) noexcept {
  return at != level::off && at >= all().threshold.load();
}

void write(level at, std::string_view what, std::initializer_list<field> fields) {
  if (!enabled(at))
    return;
  if (all().as_json)
    all().json.log(to_spdlog(at), spdlog::string_view_t(json_line(at, what, fields)));
  else
    all().text.log(to_spdlog(at), spdlog::string_view_t(text_line(what, fields)));
}

} // namespace musiclink::log
