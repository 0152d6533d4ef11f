// Shows that an end of the process at any of the points of actors/crash_points.hpp
// neither loses nor doubles a reply. A point that is never reached is a failure.

#include "actors/crash_points.hpp"
#include "tests/storm/crash_case.hpp"
#include "tests/support/temporary_directory.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::storm;

namespace {

struct command_line {
  std::string musiclink;
  std::string crashing;
  std::vector<std::size_t> times{1, 2, 3};
  std::string only;
};

/// Whether all was well; only the first time has to be reached.
bool try_point(const command_line& line, std::string_view point, std::size_t n) {
  test::temporary_directory directory;
  const crash_outcome came =
      run_crash_case(line.musiclink, line.crashing, point, n, directory.path());
  const bool is_missed = !came.reached && n == 1;
  const bool is_well = came.wrong.empty() && !is_missed;
  std::cout << (is_well ? "ok: " : "FAILED: ") << point << ", time " << n
            << (came.reached ? "" : " (not reached)") << std::endl;
  for (const std::string& what : came.wrong)
    std::cout << "  " << what << '\n';
  if (!is_well) {
    directory.keep();
    std::cout << "  log and store: " << directory.path().string() << std::endl;
  }
  return is_well;
}

} // namespace

int main(int count, char** arguments) {
  command_line line;
  CLI::App app("Ends musiclink at each point where that could lose or double a reply");
  app.add_option("musiclink", line.musiclink, "the service")->required();
  app.add_option("crashing", line.crashing, "the service that ends itself")->required();
  app.add_option("--times", line.times, "end it when a point is reached for the n-th time")
      ->capture_default_str();
  app.add_option("--only", line.only, "one point");
  CLI11_PARSE(app, count, arguments);

  std::size_t failures = 0;
  try {
    for (const std::string_view point : crash_points)
      if (line.only.empty() || line.only == point)
        for (const std::size_t n : line.times)
          failures += try_point(line, point, n) ? 0 : 1;
  } catch (const std::exception& failure) {
    std::cerr << "musiclink_crash_points: " << failure.what() << '\n';
    return EXIT_FAILURE;
  }
  std::cout << "crash points: " << crash_points.size() << ", failures: " << failures << std::endl;
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
