#include "core/text/glob.hpp"

#include <algorithm>

namespace musiclink {
namespace {

bool matches(std::string_view glob, std::string_view text) noexcept {
  std::size_t at_glob = 0;
  std::size_t at_text = 0;
  // Only the last star ever has to take more: whatever an earlier one could
  // still take, the last one can take as well.
  std::size_t star = std::string_view::npos;
  std::size_t star_ends = 0;
  while (at_text < text.size()) {
    if (at_glob < glob.size() && glob[at_glob] == '*') {
      star = at_glob++;
      star_ends = at_text;
    } else if (at_glob < glob.size() && (glob[at_glob] == '?' || glob[at_glob] == text[at_text])) {
      ++at_glob;
      ++at_text;
    } else if (star != std::string_view::npos) {
      at_glob = star + 1;
      at_text = ++star_ends;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at_glob) == std::string_view::npos;
}

} // namespace

bool matches_any(std::span<const std::string> globs, std::string_view user_id) noexcept {
  return std::ranges::any_of(globs,
                             [&](const std::string& glob) { return matches(glob, user_id); });
}

} // namespace musiclink
