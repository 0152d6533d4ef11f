#include "actors/commands/commands.hpp"

#include "actors/commands/settings_file.hpp"
#include "core/config/draft.hpp"
#include "core/edge/exit_status.hpp"
#include "core/edge/file.hpp"
#include "core/edge/http_engine.hpp"
#include "core/edge/version.hpp"
#include "core/status/json_read.hpp"
#include "core/status/text.hpp"
#include "core/text/text.hpp"

#include <cstdlib>
#include <iostream>
#include <unistd.h>
#include <variant>

namespace musiclink::commands {

namespace {

constexpr std::size_t most_bytes = 1024 * 1024;

/// Whom to ask, and what is wrong with the file that says so. The service may run
/// on with what it read before somebody broke the file, so its faults are no
/// reason not to ask. Its secrets are not needed.
config_draft read_draft(const std::string& config_path) {
  auto read = read_file(config_path, most_bytes);
  if (const auto* why = std::get_if<std::string>(&read))
    return {{}, {{"", *why, {}, {}}}};
  const char* token = std::getenv("MUSICLINK_ACCESS_TOKEN");
  return draft_config(std::get<file_text>(read).text,
                      token && *token ? std::optional<std::string_view>(token) : std::nullopt);
}

/// The endpoint's own address: one that listens on all is asked on loopback.
std::string endpoint(std::string_view listen) {
  const auto [host, port, found] = split_last(listen, ":");
  const auto reachable = host == "0.0.0.0" ? "127.0.0.1" : host == "[::]" ? "[::1]" : host;
  return std::string("http://").append(reachable).append(":").append(port);
}

http_response ask(const std::string& listen) {
  http_request request;
  request.url = endpoint(listen) + "/api/status";
  request.headers = {"Host: localhost"}; // answered whatever admin.hosts says
  request.timeout = milliseconds{5000};
  request.connect_timeout = milliseconds{3000};
  setenv("no_proxy", "*", 1); // this machine's own endpoint is not behind the environment's proxy
  return http_perform(std::move(request), user_agent());
}

colour wanted_colour() {
  const char* refused = std::getenv("NO_COLOR");
  const bool wanted = isatty(STDOUT_FILENO) != 0 && !(refused && *refused);
  return wanted ? colour::ansi : colour::none;
}

/// Prints what the service said of itself; whether it is ready decides.
int show(const std::string& answer, bool json) {
  const auto status = status_of_json(answer);
  if (!status) {
    std::cerr << "the answer is not that of a musiclink: something else listens at admin.listen\n";
    return exit_status::unavailable;
  }
  if (json)
    std::cout << answer << '\n';
  else
    std::cout << status_text(*status, wanted_colour());
  const auto reason = why_not_ready(*status);
  if (reason.empty())
    return exit_status::done;
  std::cerr << "not ready: " << spelled_out(reason) << '\n';
  return exit_status::unavailable;
}

} // namespace

int status(const std::string& config_path, bool json) {
  const auto draft = read_draft(config_path);
  const auto& listen = draft.settings.admin_listen;
  if (listen == "off") {
    std::cerr << "admin.listen is \"off\", so there is nobody to ask: set it to an address such as "
                 "\"127.0.0.1:9110\" and restart musiclink\n";
    return exit_status::unavailable;
  }
  const auto response = ask(listen);
  if (response.status != 200) {
    std::cerr << describe(config_path, draft.problems);
    if (!draft.problems.empty())
      return exit_status::config_invalid;
    std::cerr << "no status from " << listen << ": "
              << (response.status == 0 ? response.error_text
                                       : "it answers " + std::to_string(response.status))
              << "; is musiclink running with this configuration?\n";
    return exit_status::unavailable;
  }
  if (!draft.problems.empty())
    std::cerr << config_path << " has faults that musiclink check-config names; asked " << listen
              << " all the same\n";
  return show(response.body, json);
}

} // namespace musiclink::commands
