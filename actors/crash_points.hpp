#pragma once

#include "actors/surroundings.hpp"

#include <array>
#include <string_view>

// The instants at which an end of the process could lose or double something. A
// test ends it at each of them (tests/storm).

namespace musiclink {

inline constexpr std::array<std::string_view, 26> crash_points{
    "commit_page.before",
    "commit_page.after", //
    "commit_gap.before",
    "commit_gap.after", //
    "claim_jobs.before",
    "claim_jobs.after", //
    "conclude.before",
    "conclude.after", //
    "remember_link.before",
    "remember_link.after",
    "save_mode.before",
    "save_mode.after", //
    "save_filter.before",
    "save_filter.after", //
    "save_budget.before",
    "save_budget.after",
    "put.before",
    "put.after",
    "plan_completion.before",
    "plan_completion.after",
    "park_job.before",
    "park_job.after",
    "resume_event.before",
    "resume_event.after",
    "remember_said.before",
    "remember_said.after",
};

inline void reach(const surroundings& around, std::string_view point) {
  if (around.reached)
    around.reached(point);
}

} // namespace musiclink
