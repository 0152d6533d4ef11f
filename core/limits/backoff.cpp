#include "core/limits/backoff.hpp"

#include <algorithm>

namespace musiclink {
namespace {

milliseconds share(milliseconds whole, double random) noexcept {
  return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(whole.count()) * random)};
}

} // namespace

milliseconds doubled(milliseconds initial, unsigned times, milliseconds maximum) noexcept {
  auto result = std::min(initial, maximum);
  for (unsigned done = 1; done < times && result < maximum; ++done) {
    if (result <= milliseconds::zero())
      break;
    result = result > maximum / 2 ? maximum : result * 2;
  }
  return result;
}

milliseconds backoff(unsigned failures, milliseconds initial, milliseconds maximum,
                     double random) noexcept {
  const auto ceiling = doubled(initial, failures, maximum);
  const auto half = ceiling / 2;
  return ceiling - half + share(half, random);
}

milliseconds least_wait(unsigned tries) noexcept {
  constexpr milliseconds first{10};
  constexpr milliseconds longest{30000};
  return doubled(first, tries, longest);
}

milliseconds backoff_told(milliseconds told, unsigned failures, double random) noexcept {
  constexpr milliseconds most_on_top{500};
  const auto wait = std::max(told, least_wait(failures));
  return wait + share(std::min(wait / 20, most_on_top), random);
}

} // namespace musiclink
