#include "core/secrets.hpp"

#include "tests/core/written_files.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

namespace {

std::variant<access_token, config_problem> from_file(const std::string& path) {
  matrix_settings settings;
  settings.access_token_file = path;
  return read_access_token(settings, "syt_environment");
}

access_token found(std::variant<access_token, config_problem> result) {
  REQUIRE(std::holds_alternative<access_token>(result));
  return std::get<access_token>(std::move(result));
}

config_problem refused(std::variant<access_token, config_problem> result) {
  REQUIRE(std::holds_alternative<config_problem>(result));
  return std::get<config_problem>(std::move(result));
}

} // namespace

TEST_CASE("a token file holds the token and a line end") {
  const test::written_files folder;
  for (const auto text : {"syt_secret", "syt_secret\n", "syt_secret\r\n", "syt_secret \n\n"}) {
    const auto token = found(from_file(folder.write("token", text, 0600)));
    CHECK(token.value == "syt_secret");
    CHECK(token.warning.empty());
  }
}

TEST_CASE("a token that anybody may read is used, with a warning that does not hold it") {
  const test::written_files folder;
  const auto token = found(from_file(folder.write("token", "syt_secret\n", 0644)));
  CHECK(token.value == "syt_secret");
  CHECK(token.warning.find("0600") != std::string::npos);
  CHECK(token.warning.find("syt_secret") == std::string::npos);
}

TEST_CASE("a token file that is no use is a problem of its key that tells nothing of the text") {
  const test::written_files folder;
  const auto missing = refused(from_file(folder.path("missing")));
  CHECK(missing.pointer == "/matrix/accessTokenFile");
  CHECK(missing.message.find("No such file or directory") != std::string::npos);
  CHECK(missing.message.find("musiclink login") != std::string::npos);
  for (const std::string_view text :
       {"", "\n", " \r\n", "syt_secret more", "syt_secret\nsyt_secret\n", " syt_secret",
        "syt_secret\x01", "syt_secret\xc3\xbc", "TOKEN=syt_secret\nX=y"}) {
    const auto problem = refused(from_file(folder.write("token", text, 0600)));
    CHECK(problem.pointer == "/matrix/accessTokenFile");
    CHECK(problem.message.find("syt_secret") == std::string::npos);
  }
  CHECK(refused(from_file(folder.path(""))).message.find("Is a directory") != std::string::npos);
  CHECK(refused(from_file(folder.write("big", std::string(100000, 'x'), 0600)))
            .message.find("longer than") != std::string::npos);
}

TEST_CASE("a token may be inline or in the environment") {
  matrix_settings settings;
  CHECK(found(read_access_token(settings, "syt_environment\n")).value == "syt_environment");
  settings.access_token = "syt_inline";
  CHECK(found(read_access_token(settings, {})).value == "syt_inline");
}

TEST_CASE("what is no token is refused wherever it stands") {
  matrix_settings settings;
  CHECK(refused(read_access_token(settings, {})).pointer == "/matrix/accessToken");
  CHECK(refused(read_access_token(settings, "a b")).message.find("MUSICLINK_ACCESS_TOKEN") !=
        std::string::npos);
  settings.access_token = "syt_inline\nX: y";
  const auto problem = refused(read_access_token(settings, {}));
  CHECK(problem.pointer == "/matrix/accessToken");
  CHECK(problem.message.find("syt_inline") == std::string::npos);
}
