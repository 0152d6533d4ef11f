#include "core/limits/line_limit.hpp"

#include <utility>

namespace musiclink {

bool line_limit::admit(unix_ms now) noexcept {
  if (now < began_at_ || now - began_at_ >= window.count()) {
    began_at_ = now;
    written_ = 0;
  }
  if (written_ == most_lines) {
    ++left_out_;
    return false;
  }
  ++written_;
  return true;
}

std::size_t line_limit::take_left_out() noexcept {
  return std::exchange(left_out_, 0);
}

} // namespace musiclink
