#include "core/span.hpp"

#include <charconv>

namespace musiclink {

std::optional<milliseconds> parse_span(const std::string& text) {
  if (text.size() < 2 || text.size() > 7)
    return std::nullopt;
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, number);
  if (error != std::errc{} || end != text.data() + text.size() - 1 || number < 0)
    return std::nullopt;
  switch (text.back()) {
  case 's':
    return std::chrono::seconds(number);
  case 'm':
    return std::chrono::minutes(number);
  case 'h':
    return std::chrono::hours(number);
  case 'd':
    return std::chrono::hours(24 * number);
  default:
    return std::nullopt;
  }
}

} // namespace musiclink
