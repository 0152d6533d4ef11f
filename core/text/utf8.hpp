#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace musiclink {

/// How many bytes at the front are UTF-8.
std::size_t utf8_length(std::string_view bytes) noexcept;

/// Whether these bytes are UTF-8 as RFC 3629 has it: no overlong forms, no
/// surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes) noexcept;

/// The same text with every byte that is not part of a character replaced by
/// U+FFFD.
std::string to_utf8(std::string_view bytes);

/// Without the byte order mark that editors on Windows begin a file with.
std::string_view without_byte_order_mark(std::string_view text) noexcept;

} // namespace musiclink
