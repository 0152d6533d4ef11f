#include "tests/core/config/support.hpp"

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
  auto result = parse_config(text, {});
  if (const auto* found = std::get_if<std::vector<config_problem>>(&result))
    for (const auto& problem : *found)
      MESSAGE(problem.pointer, ": ", problem.message);
  REQUIRE(std::holds_alternative<config>(result));
  return std::get<config>(std::move(result));
}

std::vector<std::string> problems(std::string_view text) {
  const auto result = parse_config(text, {});
  std::vector<std::string> lines;
  if (const auto* found = std::get_if<std::vector<config_problem>>(&result))
    for (const auto& problem : *found)
      lines.push_back(problem.pointer + ": " + problem.message);
  return lines;
}

} // namespace musiclink::test
