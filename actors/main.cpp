#include "actors/commands/commands.hpp"
#include "core/edge/exit_status.hpp"
#include "core/edge/process.hpp"
#include "core/model/span.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace musiclink;

std::string default_config() {
  const char* named = std::getenv("MUSICLINK_CONFIG");
  return named && *named ? named : "/etc/musiclink/musiclink.json";
}

/// With the commands that there are where the command line stopped.
std::string fault_text(const CLI::App* app, const CLI::Error& error) {
  auto text = CLI::FailureMessage::simple(app, error);
  while (!app->get_subcommands().empty())
    app = app->get_subcommands().front();
  std::string names;
  for (const auto* command : app->get_subcommands([](const CLI::App*) { return true; }))
    names += (names.empty() ? "" : ", ") + command->get_name();
  return names.empty() ? text : text + "Commands: " + names + '\n';
}

/// The signals as the process was started with them, for what is no service.
sigset_t unblocked;

/// Before the constructors of some fifty libraries: they take longer than all that `main` does
/// before the service stands, and a SIGHUP would end the process meanwhile.
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_libraries)() = [] {
  unblocked = block_service_signals();
};

int perform(int argc, char** argv) {
  CLI::App app{"Answers music links in Matrix rooms with the same song on other services.",
               "musiclink"};
  std::string config = default_config();
  std::vector<std::string> urls;
  bool json = false;
  bool online = false;
  bool explain = false;
  std::string server;
  std::string user_id;
  std::string token_file;
  std::string since = "24h";

  auto with_config = [&](CLI::App* command) {
    command->add_option("--config", config, "Configuration file")->type_name("FILE");
  };
  auto with_json = [&](CLI::App* command) {
    command->add_flag("--json", json, "Print JSON for machines");
  };
  auto with_since = [&](CLI::App* command) {
    command->add_option("--since", since, "How far back, like 30m, 24h or 7d")
        ->check(CLI::Validator(
            [](const std::string& text) {
              return parse_span(text) ? std::string() : "write a number and s, m, h or d";
            },
            "SPAN"))
        ->capture_default_str();
  };
  app.require_subcommand(0, 1);
  app.failure_message(fault_text);
  with_config(&app);

  auto* run = app.add_subcommand("run", "Run the service (the default)");
  with_config(run);
  auto* check = app.add_subcommand("check-config", "Print every problem of a configuration");
  with_config(check);
  check->add_flag("--online", online, "Also ask the homeserver and the resolvers");
  auto* login = app.add_subcommand("login", "Log in with a password and write the token to a file");
  login->add_option("--server", server, "Base URL of the homeserver, or a server name")
      ->type_name("URL")
      ->required();
  login->add_option("--user", user_id, "The account, like @musiclink:example.org")
      ->type_name("USER")
      ->required();
  login->add_option("--token-file", token_file, "Where the token goes; - is the standard output")
      ->type_name("FILE")
      ->required();
  auto* detect = app.add_subcommand("detect", "Print the links of messages, read as JSON Lines");
  with_json(detect);
  auto* judge =
      app.add_subcommand("judge", "Print whether pairs of songs, read as JSON Lines, are the same");
  auto* resolve = app.add_subcommand("resolve", "Print the reply that would be posted");
  with_config(resolve);
  with_json(resolve);
  resolve->add_flag("--explain", explain, "Print who offered what, and why it was left out");
  resolve->add_option("URL", urls, "Music links")->required();
  auto* status = app.add_subcommand("status", "Print how the running service stands");
  with_config(status);
  with_json(status);
  auto* shadow = app.add_subcommand("shadow", "Print the replies that were not posted");
  with_config(shadow);
  with_json(shadow);
  with_since(shadow);
  shadow->add_flag("--explain", explain, "Print what was left out of each reply, and why");
  auto* store = app.add_subcommand("store", "Look into the state store");
  store->require_subcommand(1);
  auto* stat = store->add_subcommand("stat", "Print sizes and counts");
  auto* verify = store->add_subcommand("verify", "Read every record and name what is damaged");
  auto* failures = store->add_subcommand("failures", "Print the replies that were given up");
  for (auto* command : {stat, verify, failures}) {
    with_config(command);
    with_json(command);
  }
  with_since(failures);
  app.add_subcommand("version", "Print version, commit and libraries");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help is an "error" of CLI11 as well, with the exit code 0.
    return app.exit(error) == 0 ? exit_status::done : exit_status::usage;
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty() || chosen.front() == run)
    return commands::run(config);
  pthread_sigmask(SIG_SETMASK, &unblocked, nullptr);
  if (*check)
    return commands::check_config(config, online);
  if (*login)
    return commands::login(server, user_id, token_file);
  if (*detect)
    return commands::detect();
  if (*judge)
    return commands::judge();
  if (*resolve)
    return commands::resolve(config, urls, json, explain);
  if (*status)
    return commands::status(config, json);
  if (*shadow)
    return commands::shadow(config, *parse_span(since), json, explain);
  if (*stat)
    return commands::store_stat(config, json);
  if (*verify)
    return commands::store_verify(config, json);
  if (*failures)
    return commands::store_failures(config, *parse_span(since), json);
  return commands::version();
}

/// Output that nobody can have is no success: a full disk must not look like an answer.
bool is_written() {
  if (std::cout.flush())
    return true;
  std::cerr << "standard output cannot be written: is its disk full, or its reader gone?\n";
  return false;
}

} // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  forbid_cores();
  const int status = perform(argc, argv);
  return status == exit_status::done && !is_written() ? exit_status::io_failed : status;
}
