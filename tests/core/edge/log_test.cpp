#include "core/edge/log.hpp"

#include "core/edge/log_output.hpp"
#include "core/json/json.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

using namespace musiclink;

namespace {

/// What `work` writes to stderr.
std::string captured(const std::function<void()>& work) {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  std::fflush(stderr);
  const int saved = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  work();
  CHECK(log::flush(std::chrono::minutes{1}));
  dup2(saved, STDERR_FILENO);
  close(saved);
  std::string text;
  std::rewind(file);
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file))
    text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

/// Leaves the log quiet for the tests after it.
struct quiet_after {
  ~quiet_after() { log::configure("off", false); }
};

} // namespace

TEST_CASE("what is below the level is not written") {
  const quiet_after cleanup;
  log::configure("warn", false);
  CHECK_FALSE(log::enabled(log::level::info));
  CHECK(log::enabled(log::level::warn));
  CHECK(captured([] { log::info("hidden"); }).empty());
  log::configure("off", false);
  CHECK_FALSE(log::enabled(log::level::error));
  CHECK(captured([] { log::error("hidden"); }).empty());
  log::configure("trace", false);
  CHECK(log::enabled(log::level::trace));
  CHECK_FALSE(log::enabled(log::level::off));
}

TEST_CASE("a line for people is time, level, event and fields, without colour in a file") {
  const quiet_after cleanup;
  log::configure("info", false);
  const auto text = captured([] { log::warn("rate limited {}", {{"room", "!a:b"}}); });
  REQUIRE(text.size() > 25);
  CHECK(text[10] == 'T');
  CHECK(text.substr(23) == "Z warn rate limited {} room=!a:b\n");
}

TEST_CASE("each line for machines is one JSON object with its time") {
  const quiet_after cleanup;
  log::configure("info", true);
  auto text = captured([] { log::error("sync failed", {{"status", "502"}}); });
  REQUIRE(text.ends_with("\n"));
  text.pop_back();
  auto parsed = json::document::parse(text);
  REQUIRE(std::holds_alternative<json::document>(parsed));
  const auto root = std::get<json::document>(parsed).root();
  CHECK(root["time"].string_or("").size() == 24);
  CHECK(root["level"].string_or("") == "error");
  CHECK(root["message"].string_or("") == "sync failed");
  CHECK(root["status"].string_or("") == "502");
}

TEST_CASE("the form can be changed while running") {
  const quiet_after cleanup;
  const auto text = captured([] {
    log::configure("info", true);
    log::info("one");
    log::configure("info", false);
    log::info("two");
  });
  CHECK(text.starts_with("{"));
  CHECK(text.ends_with("Z info two\n"));
}

namespace {

/// A pipe in the place of stderr, which is full and which nobody reads until `read_all`.
class held_stderr {
public:
  held_stderr() {
    REQUIRE(pipe(ends_) == 0);
    REQUIRE(fcntl(ends_[1], F_SETFL, O_NONBLOCK) == 0);
    const std::string page(4096, 'x');
    while (::write(ends_[1], page.data(), page.size()) > 0)
      ;
    REQUIRE(fcntl(ends_[1], F_SETFL, 0) == 0);
    saved_ = dup(STDERR_FILENO);
    dup2(ends_[1], STDERR_FILENO);
    close(ends_[1]);
  }

  ~held_stderr() {
    if (reader_.joinable())
      end();
    close(ends_[0]);
  }

  void begin_to_read() {
    reader_ = std::thread([this] {
      char chunk[4096];
      for (ssize_t size = 0; (size = ::read(ends_[0], chunk, sizeof chunk)) > 0;)
        text_.append(chunk, static_cast<std::size_t>(size));
    });
  }

  /// Gives stderr back: what came until then.
  const std::string& end() {
    dup2(saved_, STDERR_FILENO); // the last end that writes
    close(saved_);
    reader_.join();
    return text_;
  }

private:
  int ends_[2]{};
  int saved_ = -1;
  std::string text_;
  std::thread reader_;
};

} // namespace

TEST_CASE("nobody who logs waits for whoever reads stderr, and what is dropped is told") {
  const quiet_after cleanup;
  log::configure("info", false);
  const auto before = log::dropped_lines();
  std::string text;
  {
    held_stderr held;
    const std::string long_value(10'000, 'y');
    for (int i = 0; i < 1000; ++i) // ten megabytes: more than may wait
      log::info("line " + std::to_string(i), {{"value", long_value}});
    CHECK(log::dropped_lines() > before);
    CHECK_FALSE(log::flush(std::chrono::milliseconds{1}));
    held.begin_to_read();
    CHECK(log::flush(std::chrono::minutes{1}));
    log::info("the last");
    CHECK(log::flush(std::chrono::minutes{1}));
    text = held.end();
  }
  CHECK(text.find("info line 0 ") != std::string::npos);
  CHECK(text.find("info line 999 ") == std::string::npos);
  const auto notice = text.find("warn log lines are missing here");
  REQUIRE(notice != std::string::npos);
  CHECK(text.find("dropped=" + std::to_string(log::dropped_lines() - before) + "\n", notice) !=
        std::string::npos);
  CHECK(text.find("info the last\n", notice) != std::string::npos);
}

TEST_CASE("a crash lets the last lines out") {
  const quiet_after cleanup;
  log::configure("info", false);
  const auto text = captured([] {
    for (int i = 0; i < 1000; ++i)
      log::info("before the crash");
    log::info("the last");
    log::flush_in_crash();
    CHECK(log::flush(std::chrono::milliseconds{0}));
  });
  CHECK(text.ends_with("info the last\n"));
}

TEST_CASE("a crash does not wait for a stderr that nobody reads") {
  const quiet_after cleanup;
  log::configure("info", false);
  held_stderr held;
  log::info("held");
  log::flush_in_crash();
  CHECK_FALSE(log::flush(std::chrono::milliseconds{0}));
  held.begin_to_read();
  CHECK(log::flush(std::chrono::minutes{1}));
}
