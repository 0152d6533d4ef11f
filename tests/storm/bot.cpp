#include "tests/storm/bot.hpp"

#include "core/json/json.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <utility>

namespace musiclink::storm {

namespace {

constexpr std::int64_t days_ms = 30LL * 24 * 3600 * 1000;

/// Never gives up, is never too late, and tries again soon.
std::string config_text(const bot::surroundings& where) {
  json::writer out;
  out.begin_object().key("mode").string("active");
  out.key("matrix").begin_object();
  out.key("server").string(where.homeserver).key("userId").string(where.account.user_id);
  out.key("accessToken").string(where.account.token);
  out.key("stateStorePath").string((where.directory / "store").string());
  out.key("syncTimeoutMs").integer(2000);
  out.key("rooms").begin_array();
  for (const std::string& room : where.rooms)
    out.string(room);
  out.end_array().end_object();
  out.key("roomDefaults").begin_object().key("maxEventAgeMs").integer(days_ms);
  out.key("reply").begin_object();
  out.key("answerWithinMs").integer(where.answer_within.count()).end_object().end_object();
  out.key("resolvers").begin_array().begin_object();
  out.key("type").string("idonthavespotify").key("url").string(where.resolver);
  out.key("requestsPerMinute").integer(100000).end_object().end_array();
  out.key("outbound").begin_object().key("maxAttempts").integer(1000);
  out.key("initialBackoffMs").integer(20).key("maxBackoffMs").integer(200).end_object();
  out.key("admin").begin_object().key("listen").string("off").end_object();
  out.end_object();
  return std::string(out.text());
}

} // namespace

bot::bot(const surroundings& where) : directory_(where.directory) {
  std::ofstream(directory_ / "musiclink.json") << config_text(where);
}

void bot::start(std::vector<std::string> command, std::function<void()> on_end) {
  for (std::string& argument : command)
    if (argument == "CONFIG")
      argument = (directory_ / "musiclink.json").string();
  process_.reset();
  process_ = std::make_unique<test::child_process>(command, directory_ / "musiclink.log",
                                                   std::move(on_end));
}

std::optional<test::process_end> bot::kill() {
  const test::process_end killed{true, SIGKILL};
  const test::process_end end = process_->kill();
  return end == killed ? std::nullopt : std::optional(end);
}

bool listens(const test::fake_world& world, std::size_t requests_before) {
  const auto first = world.requests.begin() + static_cast<std::ptrdiff_t>(requests_before);
  return std::any_of(first, world.requests.end(), [](const test::fake_request& request) {
    return request.path.ends_with("/sync") && request.query.find("since=") != std::string::npos;
  });
}

std::vector<std::string> service(const std::string& binary) {
  return {binary, "run", "--config", "CONFIG"};
}

std::string describe(test::process_end end) {
  return (end.by_signal ? "signal " : "exit status ") + std::to_string(end.number);
}

} // namespace musiclink::storm
