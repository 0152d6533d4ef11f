#include "core/edge/config_file.hpp"

#include "tests/core/edge/written_files.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

namespace {

std::string configuration(std::string_view token_file, std::string_view mode = "shadow") {
  return "{\"mode\": \"" + std::string(mode) +
         "\", \"matrix\": {\"server\": \"x.org\", \"userId\": \"@u:x.org\", \"rooms\": [],"
         " \"accessTokenFile\": \"" +
         std::string(token_file) + "\"}}";
}

std::vector<config_problem> refused(const std::string& path,
                                    std::optional<std::string_view> environment_token = {}) {
  auto result = load_config_file(path, environment_token);
  REQUIRE(std::holds_alternative<std::vector<config_problem>>(result));
  return std::get<std::vector<config_problem>>(std::move(result));
}

} // namespace

TEST_CASE("a configuration is loaded with its token") {
  const test::written_files folder;
  const auto token = folder.write("token", "syt_secret\n", 0600);
  const auto result = load_config_file(folder.write("c.json", configuration(token), 0644), {});
  REQUIRE(std::holds_alternative<loaded_config>(result));
  const auto& loaded = std::get<loaded_config>(result);
  CHECK(loaded.settings.matrix.server == "x.org");
  CHECK(loaded.token.value == "syt_secret");
  CHECK(loaded.warnings.empty());
}

TEST_CASE("a token file with open permissions comes with a warning") {
  const test::written_files folder;
  const auto token = folder.write("token", "syt_secret\n", 0604);
  const auto result = load_config_file(folder.write("c.json", configuration(token), 0600), {});
  REQUIRE(std::holds_alternative<loaded_config>(result));
  CHECK(std::get<loaded_config>(result).warnings.size() == 1);
}

TEST_CASE("a token that others can read, here or on the way, comes with a warning") {
  const test::written_files folder;
  const auto warnings = [&](std::string_view server, unsigned mode, bool enabled = true) {
    const auto text = R"({"matrix": {"userId": "@u:x.org", "rooms": [], "accessToken": "syt_secret",
        "enabled": )" +
                      std::string(enabled ? "true" : "false") + R"(, "server": ")" +
                      std::string(server) + "\"}}";
    auto result = load_config_file(folder.write("c.json", text, mode), {});
    REQUIRE(std::holds_alternative<loaded_config>(result));
    auto said = std::get<loaded_config>(std::move(result)).warnings;
    for (const auto& one : said)
      CHECK(one.find("syt_secret") == std::string::npos);
    return said;
  };
  CHECK(warnings("https://hs.example", 0600).empty());
  CHECK(warnings("x.org", 0640).empty());
  CHECK(warnings("http://localhost:8008", 0600).empty());
  const auto readable = warnings("x.org", 0644);
  REQUIRE(readable.size() == 1);
  CHECK(readable[0].find("0600") != std::string::npos);
  const auto clear = warnings("http://hs.example", 0600);
  REQUIRE(clear.size() == 1);
  CHECK(clear[0].find("https") != std::string::npos);
  CHECK(warnings("http://hs.example", 0644).size() == 2);
  CHECK(warnings("http://hs.example", 0644, false).empty());
}

TEST_CASE("a configuration file that cannot be read says what to do") {
  const test::written_files folder;
  const auto problems = refused(folder.path("missing.json"));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].pointer.empty());
  CHECK(problems[0].message.find("No such file or directory") != std::string::npos);
  CHECK(problems[0].message.find("--config") != std::string::npos);
}

TEST_CASE("problems of the configuration and of its token file are told together") {
  const test::written_files folder;
  const auto problems =
      refused(folder.write("c.json", configuration(folder.path("missing"), "loud"), 0600));
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].pointer == "/mode");
  CHECK(problems[1].pointer == "/matrix/accessTokenFile");
}

TEST_CASE("a syntax error is told alone") {
  const test::written_files folder;
  const auto problems = refused(folder.write("c.json", "{\n\"mode\": }", 0600));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].line == 2u);
}

TEST_CASE("a token that is missing is told once") {
  const test::written_files folder;
  const auto problems = refused(folder.write(
      "c.json", R"({"matrix": {"server": "x.org", "userId": "@u:x.org", "rooms": []}})", 0600));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].pointer == "/matrix/accessToken");
}

TEST_CASE("a part of the file that is no good is told, and not that it names no token") {
  const test::written_files folder;
  for (const char* text : {"{}", R"({"matrix": null})", R"({"matrix": []})"}) {
    CAPTURE(text);
    const auto problems = refused(folder.write("c.json", text, 0600));
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].pointer == "/matrix");
  }
  const auto problems = refused(folder.write("c.json", R"({"matrix": {"server": "x.org",
      "userId": "@u:x.org", "rooms": [], "accessTokenFile": 5}})",
                                             0600));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].pointer == "/matrix/accessTokenFile");
}

TEST_CASE("a bad token of the environment is a problem that does not hold it") {
  const test::written_files folder;
  const auto problems = refused(
      folder.write("c.json",
                   R"({"matrix": {"server": "x.org", "userId": "@u:x.org", "rooms": []}})", 0600),
      "syt secret");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].message.find("syt") == std::string::npos);
}

TEST_CASE("a wanted service that no resolver can offer comes with a warning") {
  const test::written_files folder;
  const auto warnings = [&](const std::string& resolvers) {
    const auto text = R"({"matrix": {"server": "x.org", "userId": "@u:x.org", "accessToken": "t",
        "rooms": [{"room": "!a:b", "reply": {"services": ["pandora", "tidal"]}}]}, "resolvers": [)" +
                      resolvers + "]}";
    auto result = load_config_file(folder.write("c.json", text, 0600), {});
    REQUIRE(std::holds_alternative<loaded_config>(result));
    return std::get<loaded_config>(std::move(result)).warnings;
  };
  const std::string instance = R"({"type": "idonthavespotify"})";
  const auto said = warnings(instance);
  REQUIRE(said.size() == 1);
  CHECK(said[0].find("names pandora,") != std::string::npos);
  CHECK(warnings(instance + R"(, {"type": "catalog"})").empty());
  CHECK(warnings(R"({"type": "songlink-page"})").empty());
}

TEST_CASE("without Matrix no token is read") {
  const test::written_files folder;
  const auto path = folder.write("c.json", R"({"matrix": {"enabled": false}})", 0600);
  const auto result = load_config_file(path, {});
  REQUIRE(std::holds_alternative<loaded_config>(result));
  CHECK(std::get<loaded_config>(result).token.value.empty());
}
