#include "core/edge/token_file.hpp"

#include "core/edge/file.hpp"
#include "core/json/json.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <filesystem>

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
  const auto token = without_end(without_byte_order_mark(text));
  if (const auto fault = fault_of(token))
    return problem_at(key, what + " " + *fault);
  return access_token{std::string(token)};
}

/// A token file, or what `keep_access_token` wrote.
struct kept_token {
  access_token token;
  std::string replaces; ///< in place of the token file's own; secret
};

/// Nothing for what is no JSON object with a token in it.
std::optional<kept_token> kept_token_of(std::string_view text) {
  const auto document = json::parsed(std::string(text));
  if (!document)
    return std::nullopt;
  const auto root = document->root();
  kept_token result;
  result.token.value = root["access_token"].string_or("");
  result.token.refresh_token = root["refresh_token"].string_or("");
  result.token.expires_at = root["expires_at_ms"].integer();
  result.replaces = root["replaces"].string_or("");
  if (fault_of(result.token.value))
    return std::nullopt;
  return result;
}

std::string text_of(const access_token& what, std::string_view replaces) {
  json::writer out;
  out.begin_object().key("access_token").string(what.value);
  out.key("refresh_token").string(what.refresh_token);
  if (what.expires_at)
    out.key("expires_at_ms").integer(*what.expires_at);
  if (!replaces.empty())
    out.key("replaces").string(replaces);
  out.end_object();
  return std::string(out.text()) + '\n';
}

std::variant<access_token, config_problem> token_in(std::string_view text, std::string_view key,
                                                    const std::string& what) {
  if (!text.starts_with('{'))
    return checked(text, key, what);
  if (auto kept = kept_token_of(text))
    return std::move(kept->token);
  return problem_at(key, what + " is JSON without a usable \"access_token\"");
}

std::variant<access_token, config_problem> read_token_file(const std::string& path) {
  constexpr std::string_view key = "accessTokenFile";
  const auto read = read_file(path, longest_token);
  if (const auto* failure = std::get_if<std::string>(&read))
    return problem_at(key, "the token file \"" + path + "\" is no use: " + *failure +
                               "; \"musiclink login\" makes one");
  const auto& file = std::get<file_text>(read);
  auto token = token_in(without_byte_order_mark(file.text), key, "the token file \"" + path + "\"");
  if (auto* good = std::get_if<access_token>(&token); good != nullptr && file.anybody_may_read)
    good->warning =
        "anybody on this machine may read the token file \"" + path + "\"; its mode should be 0600";
  return token;
}

/// Where a renewed token is kept if the token file cannot be replaced.
std::string kept_path(const matrix_settings& settings) {
  return (std::filesystem::path(settings.state_store_path) / "token").string();
}

std::variant<access_token, config_problem>
read_given_token(const matrix_settings& settings,
                 std::optional<std::string_view> environment_token) {
  if (settings.access_token_file)
    return read_token_file(*settings.access_token_file);
  if (settings.access_token)
    return checked(*settings.access_token, "accessToken", "the access token");
  return checked(environment_token.value_or(""), "accessToken",
                 "the environment variable MUSICLINK_ACCESS_TOKEN");
}

/// The token in force: what was given, or what it was renewed to.
access_token in_force(const matrix_settings& settings, access_token given) {
  if (given.refresh_token.empty())
    return given;
  const auto read = read_file(kept_path(settings), longest_token);
  const auto* file = std::get_if<file_text>(&read);
  auto kept = file == nullptr ? std::nullopt : kept_token_of(file->text);
  if (!kept || kept->replaces != given.value)
    return given;
  kept->token.warning = std::move(given.warning);
  return std::move(kept->token);
}

} // namespace

std::string token_file_text(const access_token& what) {
  return what.refresh_token.empty() ? what.value + '\n' : text_of(what, {});
}

std::variant<access_token, config_problem>
read_access_token(const matrix_settings& settings,
                  std::optional<std::string_view> environment_token) {
  auto given = read_given_token(settings, environment_token);
  if (auto* token = std::get_if<access_token>(&given))
    return in_force(settings, std::move(*token));
  return given;
}

std::optional<std::string> keep_access_token(const matrix_settings& settings,
                                             const access_token& old, const access_token& fresh) {
  const auto given = read_given_token(settings, std::nullopt);
  const auto* token = std::get_if<access_token>(&given);
  if (token == nullptr)
    return std::get<config_problem>(given).message;
  if (in_force(settings, *token).value != old.value)
    return "the token file holds another token by now";
  const auto& path = settings.access_token_file;
  if (path && !replace_file(*path, token_file_text(fresh))) {
    std::error_code ignored;
    std::filesystem::remove(kept_path(settings), ignored);
    return std::nullopt;
  }
  return replace_file(kept_path(settings), text_of(fresh, token->value));
}

} // namespace musiclink
