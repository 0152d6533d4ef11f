#pragma once

#include "core/config/room_check.hpp"

#include <string>
#include <string_view>

namespace musiclink {
struct settings;
} // namespace musiclink

// What `check-config --online` asks the world, a part a file.

namespace musiclink::commands {

/// Prints each finding on a line. The first error decides the exit status.
class online_report {
public:
  void say(std::string_view about, const finding& what, int status_of_error);
  void ok(std::string_view about, std::string text);
  void warning(std::string_view about, std::string text, std::string remedy);
  void error(std::string_view about, std::string text, std::string remedy, int status);

  int status() const { return status_; }

private:
  int status_ = 0;
};

/// Homeserver, token and rooms.
void check_account(const settings& values, online_report& into);

/// Each resolver, with one request to each of those whom it asks.
void check_resolvers(const settings& values, online_report& into);

} // namespace musiclink::commands
