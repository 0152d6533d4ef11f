#pragma once

#include "core/time.hpp"

#include <optional>
#include <string>
#include <vector>

// The subcommands (CONTRACT.md section 2). Each writes its result to stdout and
// diagnostics to stderr, and gives the exit status.

namespace musiclink::commands {

/// The service itself; returns when it has ended.
int run(const std::string& config_path);

/// Prints every problem of a configuration at once.
int check_config(const std::string& config_path);

/// Reads messages from stdin, one JSON object a line, and prints the links of
/// each that count, one JSON array a line.
int detect();

/// Prints the reply that would be posted to a message with these URLs.
int resolve(const std::string& config_path, const std::vector<std::string>& urls, bool json);

/// A length of time as people write it ("90s", "30m", "24h", "7d"), or nothing.
std::optional<milliseconds> parse_span(const std::string& text);

/// Prints the shadow journal of that last while, newest last.
int shadow(const std::string& config_path, milliseconds since, bool json);

int version();

} // namespace musiclink::commands
