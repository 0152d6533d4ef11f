#pragma once

#include "core/model/time.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The subcommands (conf/CONTRACT.md 2). Each writes its result to stdout and
// diagnostics to stderr, and gives the exit status.

namespace musiclink::commands {

/// Told which point of actors/crash_points.hpp was reached; only a test wants to know.
using crash_point_listener = std::function<void(std::string_view point)>;

/// The service itself; returns when it has ended.
int run(const std::string& config_path, crash_point_listener reached = {});

/// Prints every problem of a configuration at once. With `online` it also asks the
/// homeserver and the resolvers, and prints a line for each thing that it checks.
int check_config(const std::string& config_path, bool online);

/// Logs in with a password, from the terminal or the standard input, and writes the
/// token into the file. `server` is a base URL or a server name.
int login(const std::string& server, const std::string& user_id, const std::string& token_file);

/// Reads messages from stdin, one JSON object a line, and prints the links of
/// each that count, one JSON array a line.
int detect();

/// Reads pairs of facts from stdin, one JSON object a line, and prints what the judge
/// says of each and why, one JSON object a line.
int judge();

/// Prints the reply that would be posted to a message with these URLs; with `with_trails`
/// also who was asked about each, what they offered, and why an offer was left out.
int resolve(const std::string& config_path, const std::vector<std::string>& urls, bool json,
            bool with_trails);

/// Prints the shadow journal of that last while, newest last; with `with_left_out` also what
/// was offered and is not in a reply, and why.
int shadow(const std::string& config_path, milliseconds since, bool json, bool with_left_out);

/// Prints sizes and counts of the state store.
int store_stat(const std::string& config_path, bool json);

/// Reads every record of the state store and names those that are damaged.
int store_verify(const std::string& config_path, bool json);

/// Prints the replies that were given up in that last while, newest last.
int store_failures(const std::string& config_path, milliseconds since, bool json);

/// Asks the running service at its admin endpoint how it stands; done only if it
/// is ready.
int status(const std::string& config_path, bool json);

int version();

} // namespace musiclink::commands
