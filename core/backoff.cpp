#include "core/backoff.hpp"

#include <algorithm>

namespace musiclink {
namespace {

milliseconds share(milliseconds whole, double random) noexcept {
  return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(whole.count()) * random)};
}

} // namespace

milliseconds backoff(unsigned failures, milliseconds initial, milliseconds maximum,
                     double random) noexcept {
  auto ceiling = std::min(initial, maximum);
  // Doubling stops at the maximum, so that no count of failures overflows it.
  for (unsigned doubled = 1; doubled < failures && ceiling < maximum; ++doubled) {
    if (ceiling <= milliseconds::zero())
      break;
    ceiling = ceiling > maximum / 2 ? maximum : ceiling * 2;
  }
  const auto half = ceiling / 2;
  return ceiling - half + share(half, random);
}

milliseconds backoff_told(milliseconds told, double random) noexcept {
  constexpr milliseconds most_on_top{1000};
  told = std::max(told, milliseconds::zero());
  return told + share(std::min(told / 10, most_on_top), random);
}

} // namespace musiclink
