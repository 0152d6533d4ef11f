#include "core/secrets.hpp"

#include "core/file.hpp"

#include <algorithm>

namespace musiclink {
namespace {

constexpr std::size_t longest_token = 64 * 1024;
constexpr std::string_view white_space = " \t\r\n";

config_problem problem_at(std::string_view key, std::string message) {
  return {"/matrix/" + std::string(key), std::move(message), {}, {}};
}

std::string_view without_end(std::string_view text) {
  const auto last = text.find_last_not_of(white_space);
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

/// What keeps a text from being a token: it goes into a header line.
std::optional<std::string> fault_of(std::string_view token) {
  if (token.empty())
    return "is empty";
  if (token.find_first_of(white_space) != std::string_view::npos)
    return "has white space in it; it must hold the access token and nothing else";
  if (!std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; }))
    return "has characters in it that no access token has";
  return std::nullopt;
}

std::variant<access_token, config_problem> checked(std::string_view text, std::string_view key,
                                                   const std::string& what) {
  const auto token = without_end(text);
  if (const auto fault = fault_of(token))
    return problem_at(key, what + " " + *fault);
  return access_token{std::string(token), {}};
}

std::variant<access_token, config_problem> read_token_file(const std::string& path) {
  constexpr std::string_view key = "accessTokenFile";
  const auto read = read_file(path, longest_token);
  if (const auto* failure = std::get_if<std::string>(&read))
    return problem_at(key, "the token file \"" + path + "\" is no use: " + *failure +
                               "; \"musiclink login\" makes one");
  const auto& file = std::get<file_text>(read);
  auto token = checked(file.text, key, "the token file \"" + path + "\"");
  if (auto* good = std::get_if<access_token>(&token); good != nullptr && file.anybody_may_read)
    good->warning =
        "anybody on this machine may read the token file \"" + path + "\"; its mode should be 0600";
  return token;
}

} // namespace

std::variant<access_token, config_problem>
read_access_token(const matrix_settings& settings,
                  std::optional<std::string_view> environment_token) {
  if (settings.access_token_file)
    return read_token_file(*settings.access_token_file);
  if (settings.access_token)
    return checked(*settings.access_token, "accessToken", "the access token");
  return checked(environment_token.value_or(""), "accessToken",
                 "the environment variable MUSICLINK_ACCESS_TOKEN");
}

} // namespace musiclink
