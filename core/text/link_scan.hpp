#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace musiclink {

// Where links begin and end in running text (core/links/RULES.md 3). Nothing is
// copied; bytes that are not UTF-8 are part of no link.

/// Whether the text begins like a link: http://, https:// or spotify:, in any
/// case.
bool starts_link(std::string_view text) noexcept;

/// Bytes up to the first character that cannot be part of a link: white space,
/// controls, zero-width and bidi characters, quotes, brackets, CJK punctuation.
std::size_t link_extent(std::string_view text) noexcept;

/// The link without the punctuation at its end that belongs to the sentence
/// around it: . , ; : ! ? ' * ~ and closing parentheses without an opening one.
std::string_view without_trailing_punctuation(std::string_view link) noexcept;

/// Finds the links of a text one after the other. What stands inside a URL of
/// whatever scheme is part of that URL and never a link (core/links/RULES.md 5).
class link_scanner {
public:
  explicit link_scanner(std::string_view text) noexcept : text_(text) {}

  /// The next link without trailing punctuation, or nothing at the end.
  std::optional<std::string_view> next() noexcept;

private:
  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace musiclink
