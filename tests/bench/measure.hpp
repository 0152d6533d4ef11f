#pragma once

#include "tests/bench/load.hpp"
#include "tests/bench/page_sources.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace musiclink::bench {

/// What is measured: the service, or a floor below it.
struct subject {
  std::string name;
  /// The command for a homeserver with so many rooms; `directory` is empty and
  /// its own.
  std::function<std::vector<std::string>(const std::string& homeserver, std::size_t rooms,
                                         const std::filesystem::path& directory)>
      command;
  bool replies = false;            ///< else it is done with an event when it asks for what follows
  std::filesystem::path directory; ///< for its files, and what it writes to its stderr
};

/// Until all events of a burst are read, and replied to if the subject replies.
struct burst_figures {
  double events_per_second = 0;
  double cpu_seconds = 0;
  std::size_t peak_bytes = 0;
  std::size_t replies = 0;
  std::size_t doubles = 0;
};

/// From an event's being visible to its reply's arrival, or to its being read.
struct paced_figures {
  std::chrono::duration<double, std::milli> p50{};
  std::chrono::duration<double, std::milli> p99{};
  double cpu_seconds = 0;
};

// Each starts the subject, waits until it is idle after its start, measures and
// ends it. They throw std::runtime_error where it does not do its work; the text
// names the file with what it said.

burst_figures measure_burst(const subject& who, const load& how, const std::vector<event>& events,
                            burst_pages& pages);
paced_figures measure_paced(const subject& who, const load& how, const std::vector<event>& events,
                            paced_pages& pages);
/// Resident bytes with so many joined rooms in which nothing happens.
std::size_t measure_idle(const subject& who, std::size_t rooms);

} // namespace musiclink::bench
