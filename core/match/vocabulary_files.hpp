#pragma once

#include <string_view>

namespace musiclink::match {

/// A file of core/match/vocabulary/, made part of the program by the build. Its lines
/// are "LANGUAGE PHRASE", "# comment", "= GROUP" (the phrases that follow mean the same)
/// and "- GROUP" (they are of one kind, and each means something else).
struct vocabulary_file {
  std::string_view subject; ///< the file's name: "live"
  std::string_view lines;
};

struct vocabulary_files {
  const vocabulary_file* first;
  const vocabulary_file* last;

  const vocabulary_file* begin() const noexcept { return first; }
  const vocabulary_file* end() const noexcept { return last; }
};
vocabulary_files all_vocabulary() noexcept;

} // namespace musiclink::match
