#include "tests/core/config/support.hpp"

#include "core/config/draft.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {
namespace {

constexpr std::string_view account =
    R"("server": "https://matrix.example.org/", "userId": "@musiclink:example.org",
       "accessTokenFile": "/run/secrets/musiclink_token")";

std::string assembled(std::string_view matrix, std::string_view members) {
  return "{\"matrix\": {" + std::string(account) + ", " + std::string(matrix) + "}, " +
         std::string(members) + "}";
}

} // namespace

std::string with_rooms(std::string_view rooms, std::string_view members) {
  return assembled("\"rooms\": [" + std::string(rooms) + "]", members);
}

std::string with_root(std::string_view members) {
  return with_rooms("\"!abc:example.org\"", members);
}

std::string with_matrix(std::string_view members) {
  return assembled("\"rooms\": [\"!abc:example.org\"], " + std::string(members), "");
}

config parsed(std::string_view text) {
  CAPTURE(text);
  auto draft = draft_config(text, {});
  for (const auto& problem : draft.problems)
    MESSAGE(problem.pointer, ": ", problem.message);
  REQUIRE(draft.problems.empty());
  return std::move(draft.settings);
}

std::vector<std::string> problems(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto& problem : draft_config(text, {}).problems)
    lines.push_back(problem.pointer + ": " + problem.message);
  return lines;
}

} // namespace musiclink::test
