#pragma once

#include "core/model/time.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace musiclink::storm {

/// One of many rooms is limited while people post in all others.
struct limited_room_plan {
  std::size_t rooms = 50;
  std::vector<std::chrono::seconds> told{std::chrono::seconds(30), std::chrono::seconds(2)};
  std::size_t posts = 3;    ///< in the limited room
  milliseconds look_up{50}; ///< what the resolver takes to answer
  std::size_t people = 8;   ///< each waits for a reply before the next post
};

struct limited_room_figures {
  /// Milliseconds from post to reply in the other rooms, with the limit and without.
  std::vector<double> limited;
  std::vector<double> free;
  std::size_t sends = 0;   ///< to the limited room: due is one for each time told and each post
  milliseconds elapsed{0}; ///< until all posts of the limited room were answered
};

/// Runs two services side by side for as long as the first time told, one of them
/// with the limit. Each person posts to the one and the other by turns, so that whatever else
/// the machine does meets both alike. `directory` is empty and takes their files.
/// Throws std::runtime_error where something is not answered at all.
limited_room_figures run_limited_room(const std::string& binary, const limited_room_plan& plan,
                                      const std::filesystem::path& directory);

/// What that share of the values does not exceed.
double quantile(std::vector<double> values, double share);

} // namespace musiclink::storm
