#pragma once

#include "core/model/time.hpp"

#include <chrono>

namespace musiclink::commands {

inline unix_ms now_ms() {
  using namespace std::chrono;
  return duration_cast<std::chrono::milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace musiclink::commands
