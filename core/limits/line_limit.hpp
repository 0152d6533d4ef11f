#pragma once

#include "core/model/time.hpp"

#include <cstddef>

namespace musiclink {

/// Bounds what the log says about one kind of event that anybody can cause: the first
/// lines of each minute are written, the others counted.
class line_limit {
public:
  static constexpr milliseconds window{60000};
  static constexpr std::size_t most_lines = 5; ///< of one window

  /// Whether the line of an event at that time is to be written.
  bool admit(unix_ms now) noexcept;

  /// How many lines were left out since this was asked last.
  std::size_t take_left_out() noexcept;

private:
  unix_ms began_at_ = 0;
  std::size_t written_ = 0; ///< in this window
  std::size_t left_out_ = 0;
};

} // namespace musiclink
