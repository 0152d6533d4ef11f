#pragma once

#include <span>
#include <string>
#include <string_view>

namespace musiclink {

/// Whether any of the globs (`ignoreUsers`, conf/CONTRACT.md 3) is the whole
/// of a user id: `*` stands for any text, `?` for one byte, all else for itself.
/// Case counts, as it does in user ids. A hostile pattern or id costs at most
/// the product of their lengths.
bool matches_any(std::span<const std::string> globs, std::string_view user_id) noexcept;

} // namespace musiclink
