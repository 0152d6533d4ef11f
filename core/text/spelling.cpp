#include "core/text/spelling.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace musiclink {
namespace {

bool same_letter(char left, char right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return lower(left) == lower(right);
}

/// Optimal string alignment distance.
std::size_t distance(std::string_view left, std::string_view right) {
  const auto width = right.size() + 1;
  std::vector<std::size_t> before_last(width), last(width), row(width);
  for (std::size_t j = 0; j < width; ++j)
    last[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const std::size_t replaced = same_letter(left[i - 1], right[j - 1]) ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + replaced});
      if (i > 1 && j > 1 && same_letter(left[i - 1], right[j - 2]) &&
          same_letter(left[i - 2], right[j - 1]))
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last.back();
}

} // namespace

std::optional<std::string_view> closest_word(std::string_view typed,
                                             std::span<const std::string_view> words) {
  std::optional<std::string_view> best;
  std::size_t best_distance = 0;
  for (const auto word : words) {
    const auto allowed = std::max<std::size_t>(1, word.size() / 3);
    if (typed.size() > word.size() + allowed || word.size() > typed.size() + allowed)
      continue;
    const auto far = distance(typed, word);
    if (far <= allowed && (!best || far < best_distance)) {
      best = word;
      best_distance = far;
    }
  }
  return best;
}

} // namespace musiclink
