#pragma once

#include <filesystem>

namespace musiclink {

/// From now on, a fatal signal (a crash of this program, unlike a kill from
/// outside) leaves a mark in `file` before the process ends as it would have.
/// Says whether an earlier process left one there; the mark is then removed. Call
/// it once a process. Where the file cannot be written there are no marks.
bool mark_crashes(const std::filesystem::path& file);

} // namespace musiclink
