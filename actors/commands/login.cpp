#include "actors/commands/commands.hpp"

#include "actors/commands/clock.hpp"
#include "core/edge/exit_status.hpp"
#include "core/edge/file.hpp"
#include "core/edge/http_engine.hpp"
#include "core/edge/token_file.hpp"
#include "core/edge/version.hpp"
#include "core/json/json.hpp"
#include "core/matrix/identifiers.hpp"
#include "core/matrix/login.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <termios.h>
#include <unistd.h>
#include <utility>
#include <variant>

namespace musiclink::commands {

namespace {

/// Ends the command: said in words, with an exit status.
struct refusal {
  int status = 0;
  std::string text;
};

http_response ask(http_request what) {
  return http_perform(std::move(what), user_agent());
}

std::string homeserver_at(const std::string& server) {
  if (auto given = matrix::base_url_in(server))
    return std::move(*given);
  auto found = matrix::discover(server, ask);
  if (const auto* why = std::get_if<matrix::failure>(&found))
    throw refusal{exit_status::unavailable, "the homeserver of " + server +
                                                " is not found: " + why->text +
                                                "; give its base URL (https://...) with --server"};
  return std::get<std::string>(std::move(found));
}

/// Homeservers that leave logins to an identity provider take no password here
/// (MSC3861).
void see_that_passwords_are_taken(const std::string& base_url) {
  auto answer = ask(matrix::login_flows(base_url));
  auto why = matrix::failure_of(answer);
  auto flows = why ? std::nullopt : matrix::login_flows_of(answer);
  if (!flows)
    throw refusal{exit_status::unavailable, base_url + " does not say how to log in: " +
                                                (why ? why->text : "the answer is no Matrix")};
  if (std::ranges::find(*flows, "m.login.password") == flows->end())
    throw refusal{
        exit_status::token_refused,
        base_url +
            " takes no passwords: its accounts log in through a web page (SSO). Let its "
            "administrator make a token for a device of its own, with Matrix Authentication "
            "Service: mas-cli manage issue-compatibility-token USER --device-id DEVICE; "
            "or take that of a session of the account (in Element: Settings, Help & About, Access "
            "Token) that is then used by musiclink alone. Write it into the token file, mode 0600"};
}

/// Shows nothing of what is typed, while it lives.
class echo_off {
public:
  echo_off() {
    known_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (known_)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~echo_off() {
    if (known_)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  echo_off(const echo_off&) = delete;
  echo_off& operator=(const echo_off&) = delete;

private:
  termios before_{};
  bool known_ = false;
};

/// From the terminal, or the first line of what is piped in.
std::string read_password(const std::string& user_id) {
  std::string password;
  if (isatty(STDIN_FILENO) != 0) {
    // Before the prompt: what is typed until then would be shown, and then thrown away.
    const echo_off silence;
    std::cerr << "Password of " << user_id << ": " << std::flush;
    std::getline(std::cin, password);
    std::cerr << '\n';
  } else {
    std::getline(std::cin, password);
  }
  if (password.ends_with('\r'))
    password.pop_back();
  if (password.empty())
    throw refusal{exit_status::usage, "no password: type it, or give it as the first line of the "
                                      "standard input"};
  return password;
}

matrix::granted log_in(const std::string& base_url, const matrix::password_login& what) {
  auto answer = ask(matrix::login(base_url, what));
  if (auto why = matrix::failure_of(answer)) {
    const bool refused = matrix::is_login_refused(*why);
    throw refusal{refused ? exit_status::token_refused : exit_status::unavailable,
                  base_url + " does not log " + what.user_id + " in: " + why->text +
                      (refused ? "; look at user and password" : "; try again later")};
  }
  auto granted = matrix::granted_of(answer);
  if (!granted)
    throw refusal{exit_status::unavailable, base_url + " answers the login without a token"};
  return std::move(*granted);
}

/// A token that lasts is asked for first. Where the homeserver ends all tokens after
/// a while, one that can be renewed is better: the same device asks for that.
matrix::granted log_in_for_long(const std::string& base_url, matrix::password_login what) {
  auto lasting = log_in(base_url, what);
  if (!lasting.expires_in || !lasting.refresh_token.empty())
    return lasting;
  what.device_id = lasting.device_id;
  what.refreshable = true;
  return log_in(base_url, what);
}

access_token token_of(const matrix::granted& what) {
  access_token token{what.access_token, what.refresh_token};
  if (what.expires_in)
    token.expires_at = now_ms() + what.expires_in->count();
  return token;
}

[[noreturn]] void refuse_file(const std::string& path, const std::string& why) {
  throw refusal{exit_status::store_unusable, "the token file \"" + path + "\" is no use: " + why};
}

/// What the configuration says to use that session.
std::string configuration_of(const matrix::granted& session, const std::string& server,
                             const std::string& path) {
  json::writer out;
  out.begin_object().key("server").string(server).key("userId").string(session.user_id);
  out.key("accessTokenFile").string(path).end_object();
  return "\"matrix\": " + std::string(out.text());
}

/// How long the token lasts, where it does not last for ever.
std::string life_of(const matrix::granted& session) {
  if (!session.refresh_token.empty())
    return "; musiclink renews it";
  if (!session.expires_in)
    return {};
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*session.expires_in);
  return "; the homeserver ends it in " + std::to_string(minutes.count()) +
         " minutes and lets nobody renew it";
}

void print_login(std::ostream& to, const matrix::granted& session) {
  to << "logged in as " << spelled_out(session.user_id) << ", device "
     << spelled_out(session.device_id) << '\n';
}

void print(const matrix::granted& session, const std::string& server,
           const std::string& token_file) {
  const auto path = std::filesystem::absolute(token_file).string();
  print_login(std::cout, session);
  std::cout << "the token is in " << path << ", for its owner alone" << life_of(session)
            << "\nthe configuration needs " << configuration_of(session, server, path)
            << "\na service that runs with that file takes it up within a minute, or at SIGHUP\n";
}

/// Where the token goes.
class token_destination {
public:
  /// Throws what is no place for a token, before there is a session that nobody could use.
  explicit token_destination(const std::string& path) : path_(path) {
    if (is_output() && isatty(STDOUT_FILENO) != 0)
      throw refusal{exit_status::usage, "--token-file - writes the token to the standard output, "
                                        "which is a terminal: lead it into a file or a program"};
    if (is_output())
      return;
    if (path.empty())
      throw refusal{exit_status::usage, "--token-file needs the name of a file, or - for the "
                                        "standard output"};
    if (auto why = why_no_file(path))
      throw refusal{exit_status::usage, "--token-file \"" + path + "\" is no file: " + *why +
                                            "; name a regular file, or - for the standard output"};
    if (auto why = why_not_replaceable(path))
      refuse_file(path, *why);
  }

  /// Why the token could not be kept there, in words for people.
  std::optional<std::string> take(const matrix::granted& session, const std::string& server) const {
    const auto text = token_file_text(token_of(session));
    if (!is_output()) {
      auto why = replace_file(path_, text);
      if (!why)
        print(session, server, path_);
      return why;
    }
    std::cout << text << std::flush;
    if (!std::cout)
      return "the standard output takes nothing";
    print_login(std::cerr, session);
    return std::nullopt;
  }

private:
  bool is_output() const { return path_ == "-"; }

  std::string path_;
};

void check_arguments(const std::string& server, const std::string& user_id) {
  if (matrix::has_api_path(server))
    throw refusal{exit_status::usage, "--server must be the base URL alone "
                                      "(https://matrix.example.org): leave out \"/_matrix\" and "
                                      "what follows"};
  if (!matrix::base_url_in(server) && !matrix::is_server_name(server))
    throw refusal{exit_status::usage, "--server must be a base URL (https://matrix.example.org) or "
                                      "a server name (example.org)"};
  if (!matrix::is_user_id(user_id))
    throw refusal{exit_status::usage, "--user must be a whole user id (@musiclink:example.org)"};
}

void log_in_and_keep(const std::string& server, const std::string& user_id,
                     const std::string& token_file) {
  check_arguments(server, user_id);
  const token_destination destination(token_file);
  auto base_url = homeserver_at(server);
  if (matrix::is_in_clear_text(base_url))
    std::cerr << "warning: " << spelled_out(base_url)
              << " is not https: whoever stands between here and there can read the password\n";
  see_that_passwords_are_taken(base_url);
  auto session = log_in_for_long(base_url, {user_id, read_password(user_id), {}});
  if (auto why = destination.take(session, server)) {
    ask(matrix::logout({base_url, session.access_token}));
    refuse_file(token_file, *why);
  }
}

} // namespace

int login(const std::string& server, const std::string& user_id, const std::string& token_file) {
  try {
    log_in_and_keep(server, user_id, token_file);
    return exit_status::done;
  } catch (const refusal& why) {
    std::cerr << spelled_out(why.text) << '\n';
    return why.status;
  }
}

} // namespace musiclink::commands
