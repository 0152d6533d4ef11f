// Shows that each link event is answered once, whatever happens (conf/CONTRACT.md
// 5.2 and 5.3): runs the service against a homeserver that fails at
// random, kills it again and again, and counts what the rooms show.

#include "tests/storm/storm.hpp"
#include "tests/support/temporary_directory.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::storm;

namespace {

struct command_line {
  std::string musiclink;
  storm_plan plan;
  long shortest_life_ms = 50;
  long longest_life_ms = 600;
  double slow = 1;
  double faults = 1;
  bool keep = false;
};

void describe_options(CLI::App& app, command_line& line) {
  app.add_option("musiclink", line.musiclink, "the binary")->required();
  app.add_option("--seed", line.plan.seed, "all decisions follow from it; default: random");
  app.add_option("--kills", line.plan.kills, "how often it is killed")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--rooms", line.plan.rooms, "in how many rooms")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--rate", line.plan.rate, "what people do in a second, on average")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--min-life-ms", line.shortest_life_ms, "the shortest time to a kill")
      ->capture_default_str();
  app.add_option("--max-life-ms", line.longest_life_ms, "the longest time to a kill")
      ->capture_default_str();
  app.add_option("--slow", line.slow, "lives are so many times longer, for a slow binary (asan)")
      ->capture_default_str();
  app.add_option("--changes", line.plan.changes, "share of edits and redactions")
      ->capture_default_str();
  app.add_option("--narrow", line.plan.narrow, "share of what makes timelines limited")
      ->capture_default_str();
  app.add_option("--faults", line.faults, "factor to the rates of faults; 0 for none")
      ->capture_default_str();
  app.add_flag("--keep", line.keep, "keep log and store also when all went well");
}

test::fault_rates rates_times(double factor) {
  test::fault_rates rates;
  for (double test::fault_rates::*rate :
       {&test::fault_rates::limited, &test::fault_rates::server_error,
        &test::fault_rates::drop_before, &test::fault_rates::drop_after,
        &test::fault_rates::truncate, &test::fault_rates::html, &test::fault_rates::deep_json,
        &test::fault_rates::huge_json, &test::fault_rates::wrong_types, &test::fault_rates::delay})
    rates.*rate *= factor;
  return rates;
}

void name_all(const char* what, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    std::cout << what << name << '\n';
}

void report(std::uint64_t seed, const outcome& came) {
  name_all("missing: ", came.rooms.missing);
  name_all("double: ", came.rooms.doubled);
  name_all("wrong: ", came.rooms.wrong);
  name_all("", came.others);
  std::cout << "storm: seed " << seed << ", " << came.link_events << " link events, " << came.kills
            << " kills, missing " << came.rooms.missing.size() << ", double "
            << came.rooms.doubled.size() << ", wrong " << came.rooms.wrong.size() << '\n'
            << "storm: " << came.completions << " replies completed, " << came.gaps << " gaps, "
            << came.faults.faults << " faults, " << came.faults.lost_answers << " lost answers, "
            << came.redeliveries << " redeliveries, " << came.server_restarts
            << " homeserver restarts" << std::endl;
}

} // namespace

int main(int count, char** arguments) {
  command_line line;
  line.plan.seed = std::random_device{}();
  CLI::App app("Kills musiclink in a storm of faults and counts its replies");
  describe_options(app, line);
  CLI11_PARSE(app, count, arguments);
  line.plan.shortest_life = milliseconds(static_cast<long>(line.shortest_life_ms * line.slow));
  line.plan.longest_life = milliseconds(static_cast<long>(line.longest_life_ms * line.slow));
  std::cout << "storm: seed " << line.plan.seed << std::endl;

  test::temporary_directory directory;
  try {
    const outcome came =
        run_storm(line.musiclink, line.plan, rates_times(line.faults), directory.path());
    report(line.plan.seed, came);
    if (line.keep || !came.is_clean()) {
      directory.keep();
      std::cout << "log and store: " << directory.path().string() << std::endl;
    }
    return came.is_clean() ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::exception& failure) {
    std::cerr << "musiclink_storm: " << failure.what() << '\n';
    return EXIT_FAILURE;
  }
}
