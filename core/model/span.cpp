#include "core/model/span.hpp"

#include <charconv>

namespace musiclink {
namespace {

constexpr milliseconds longest = std::chrono::hours(24 * 1'000'000);

std::optional<milliseconds> unit_of(char letter) {
  switch (letter) {
  case 's':
    return std::chrono::seconds(1);
  case 'm':
    return std::chrono::minutes(1);
  case 'h':
    return std::chrono::hours(1);
  case 'd':
    return std::chrono::hours(24);
  default:
    return std::nullopt;
  }
}

} // namespace

std::optional<milliseconds> parse_span(const std::string& text) {
  const auto unit = text.empty() ? std::nullopt : unit_of(text.back());
  if (!unit)
    return std::nullopt;
  const auto* const number_end = text.data() + text.size() - 1;
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), number_end, number);
  if (error != std::errc{} || end != number_end || number < 0 || number > longest / *unit)
    return std::nullopt;
  return number * *unit;
}

} // namespace musiclink
