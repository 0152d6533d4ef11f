#include "core/breaker.hpp"

namespace musiclink {
namespace {

constexpr unsigned most_failures = 5;

} // namespace

void breaker::failed(unix_ms now) noexcept {
  if (++failures_ >= most_failures)
    closed_from_ = now + pause;
}

void breaker::worked() noexcept {
  failures_ = 0;
  closed_from_ = 0;
}

} // namespace musiclink
