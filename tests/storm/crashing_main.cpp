// The service, but it kills itself where it is told to: when it reaches a point of
// actors/crash_points.hpp for the n-th time.

#include "actors/commands/commands.hpp"
#include "core/edge/exit_status.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include <unistd.h>

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: musiclink_crashing CONFIG POINT N\n";
    return musiclink::exit_status::usage;
  }
  const std::string_view point = arguments[2];
  std::atomic<long> left = std::atol(arguments[3]);
  return musiclink::commands::run(arguments[1], [&](std::string_view reached) {
    if (reached == point && --left == 0)
      ::kill(::getpid(), SIGKILL);
  });
}
