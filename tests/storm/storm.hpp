#pragma once

#include "tests/storm/people.hpp"
#include "tests/storm/script.hpp"
#include "tests/support/fault_storm.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace musiclink::storm {

/// What came of a storm.
struct outcome {
  std::size_t link_events = 0;
  std::size_t kills = 0;
  verdict rooms;
  std::vector<std::string> others; ///< violations, and processes that ended by themselves
  test::fault_storm::counts faults;
  std::size_t completions = 0; ///< replies that an edit completed
  std::size_t gaps = 0;
  std::size_t redeliveries = 0;
  std::size_t server_restarts = 0;

  bool is_clean() const { return rooms.is_clean() && others.empty(); }
};

/// Runs `binary` through a storm and then until it has done its work, or does no
/// more of it. `directory` is empty and takes its files.
outcome run_storm(const std::string& binary, const storm_plan& plan, const test::fault_rates& rates,
                  const std::filesystem::path& directory);

} // namespace musiclink::storm
