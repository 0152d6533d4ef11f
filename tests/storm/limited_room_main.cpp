// Shows that a room which is told to slow down waits alone (conf/CONTRACT.md 5.9):
// the reply latencies of all other rooms are those of a service without the limit.

#include "tests/storm/limited_room.hpp"
#include "tests/support/temporary_directory.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <string>

using namespace musiclink;
using namespace musiclink::storm;

namespace {

constexpr double highest_ratio = 1.2;

/// Prints one line of figures; whether the two are near enough.
bool compare(const limited_room_figures& came, const char* name, double share) {
  const double with = quantile(came.limited, share);
  const double without = quantile(came.free, share);
  std::printf("limited room: ratio %s %.2f (%.1f ms with the limit, %.1f ms without)\n", name,
              with / without, with, without);
  return with <= highest_ratio * without;
}

bool is_polite(const limited_room_figures& came, const limited_room_plan& plan) {
  const auto told = std::accumulate(plan.told.begin(), plan.told.end(), std::chrono::seconds(0));
  std::printf("limited room: %zu sends for %zu times told and %zu posts, the last after %.1f s\n",
              came.sends, plan.told.size(), plan.posts,
              static_cast<double>(came.elapsed.count()) / 1000);
  return came.sends == plan.told.size() + plan.posts && came.elapsed >= told;
}

bool report(const limited_room_figures& came, const limited_room_plan& plan, bool judge_ratios) {
  std::printf("limited room: one of %zu, %zu replies of the others on each side, look-ups of %lld "
              "ms\n",
              plan.rooms, came.free.size(), static_cast<long long>(plan.look_up.count()));
  const bool same_p50 = compare(came, "p50", 0.5);
  const bool same_p99 = compare(came, "p99", 0.99);
  return is_polite(came, plan) && (!judge_ratios || (same_p50 && same_p99));
}

} // namespace

int main(int count, char** arguments) {
  std::string musiclink;
  CLI::App app("Compares a service of which one room is limited with one without a limit");
  app.add_option("musiclink", musiclink, "the binary")->required();
  bool only_print_ratios = false;
  app.add_flag("--only-print-ratios", only_print_ratios, "of a build that is no measure of time");
  CLI11_PARSE(app, count, arguments);

  test::temporary_directory directory;
  try {
    const limited_room_plan plan;
    if (report(run_limited_room(musiclink, plan, directory.path()), plan, !only_print_ratios))
      return EXIT_SUCCESS;
  } catch (const std::exception& failure) {
    std::cerr << "musiclink_limited_room: " << failure.what() << '\n';
  }
  directory.keep();
  std::cout << "logs and stores: " << directory.path().string() << std::endl;
  return EXIT_FAILURE;
}
