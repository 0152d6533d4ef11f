#include "core/edge/token_file.hpp"

#include "tests/core/edge/written_files.hpp"

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

TEST_CASE("a token file may begin with a byte order mark, as editors on Windows write it") {
  const test::written_files folder;
  const std::string mark = "\xef\xbb\xbf";
  CHECK(found(from_file(folder.write("token", mark + "syt_secret\r\n", 0600))).value ==
        "syt_secret");
  const auto pair = found(from_file(folder.write(
      "token", mark + R"({"access_token":"syt_secret","refresh_token":"syr"})", 0600)));
  CHECK(pair.value == "syt_secret");
  CHECK(pair.refresh_token == "syr");
  CHECK(refused(from_file(folder.write("token", mark, 0600))).message.find("empty") !=
        std::string::npos);
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
  CHECK(refused(from_file(folder.path(""))).message.find("it is a directory") != std::string::npos);
  CHECK(refused(from_file(folder.write("big", std::string(100000, 'x'), 0600)))
            .message.find("longer than") != std::string::npos);
}

TEST_CASE("a token may be inline or in the environment") {
  matrix_settings settings;
  CHECK(found(read_access_token(settings, "syt_environment\n")).value == "syt_environment");
  CHECK(found(read_access_token(settings, "\xef\xbb\xbfsyt_environment")).value ==
        "syt_environment");
  settings.access_token = "syt_inline";
  CHECK(found(read_access_token(settings, {})).value == "syt_inline");
  settings.access_token = "\xef\xbb\xbfsyt_inline\n";
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

namespace {

/// A token file, and a state store's directory beside it. `replaceable` false: nothing
/// can be put in the file's place, as with a secret that is mounted read-only; here
/// because a name that is longer still is too long.
struct renewing {
  explicit renewing(bool replaceable = true) {
    std::filesystem::create_directory(folder.path("store"));
    settings.state_store_path = folder.path("store");
    settings.access_token_file = folder.path(replaceable ? "token" : std::string(250, 't'));
  }

  void give(const access_token& token) const {
    folder.write(std::filesystem::path(*settings.access_token_file).filename().string(),
                 token_file_text(token), 0600);
  }

  std::optional<std::string> renew(const access_token& old, const access_token& fresh) const {
    return keep_access_token(settings, old, fresh);
  }

  access_token in_force() const { return found(read_access_token(settings, {})); }

  const test::written_files folder;
  matrix_settings settings;
};

const access_token first{"first", "renews-first", 1000};
const access_token second{"second", "renews-second", 2000};
const access_token third{"third", "renews-third", {}};

} // namespace

TEST_CASE("a token that can be renewed is read back with all that belongs to it") {
  const renewing test;
  test.give(first);
  CHECK(test.in_force().value == "first");
  CHECK(test.in_force().refresh_token == "renews-first");
  CHECK(test.in_force().expires_at == 1000);
  test.give(third);
  CHECK_FALSE(test.in_force().expires_at);
  CHECK(token_file_text(access_token{"lasting"}) == "lasting\n");
}

TEST_CASE("JSON without a token is a problem that tells nothing of the text") {
  const renewing test;
  for (const char* text : {"{", "{}", R"({"access_token":"a b","refresh_token":"secret"})",
                           R"({"refresh_token":"secret"})"}) {
    test.folder.write("token", text, 0600);
    const auto problem = refused(read_access_token(test.settings, {}));
    CHECK(problem.pointer == "/matrix/accessTokenFile");
    CHECK(problem.message.find("secret") == std::string::npos);
  }
}

TEST_CASE("a renewed token takes the place of the old one, in its file where that can be") {
  for (const bool replaceable : {true, false}) {
    const renewing test{replaceable};
    test.give(first);
    CHECK_FALSE(test.renew(first, second));
    CHECK(test.in_force().value == "second");
    CHECK(test.in_force().refresh_token == "renews-second");
    CHECK_FALSE(test.renew(second, third));
    CHECK(test.in_force().value == "third");
    CHECK(std::filesystem::exists(test.folder.path("store/token")) == !replaceable);
  }
}

TEST_CASE("a token file that is replaced wins over what the one before was renewed to") {
  for (const bool replaceable : {true, false}) {
    const renewing test{replaceable};
    test.give(first);
    CHECK_FALSE(test.renew(first, second));
    test.give(third);
    CHECK(test.in_force().value == "third");
    CHECK(test.renew(second, access_token{"late", "renews-late"}));
    CHECK(test.in_force().value == "third");
    test.give(access_token{"lasting"});
    CHECK(test.in_force().value == "lasting");
  }
}

TEST_CASE("a damaged copy of a renewed token is none") {
  const renewing test{false};
  test.give(first);
  CHECK_FALSE(test.renew(first, second));
  test.folder.write("store/token", R"({"access_token":"sec)", 0600);
  CHECK(test.in_force().value == "first");
}

TEST_CASE("a renewed token that can be kept nowhere is told") {
  renewing test{false};
  test.give(first);
  test.settings.state_store_path = test.folder.path("missing");
  REQUIRE(test.renew(first, second));
  CHECK(test.renew(first, second)->find("second") == std::string::npos);
  CHECK(test.in_force().value == "first");
}
