#include "core/log.hpp"

#include "core/json.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <functional>
#include <string>

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
  std::fflush(stderr);
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
