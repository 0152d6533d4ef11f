#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace musiclink {

struct file_text {
  std::string text;
  bool anybody_may_read = false; ///< by its permissions
};

/// All of a file; or, in words for people, why not. A file of more than `most` bytes is refused,
/// and what is no regular file: a pipe or a device may give nothing for ever, or gives it once.
std::variant<file_text, std::string> read_file(const std::string& path, std::size_t most);

/// Gives a file this text, making it if need be, in one step that is on disk when
/// it returns: whoever reads it meets the old text or the new one. Its mode is
/// then 0600. A symbolic link stays, and what it leads to is replaced. What is no regular
/// file is refused. Otherwise, in words for people, why not; the file is then as it was.
std::optional<std::string> replace_file(const std::string& path, std::string_view text);

/// What stands at that path, or where its links lead, and is no file to be replaced: a device, a
/// pipe, a socket, an open file of a process (/dev/stdout). Nothing for what is not there yet.
std::optional<std::string> why_no_file(const std::string& path);

/// Why `replace_file` could not replace that file, as far as can be known before.
std::optional<std::string> why_not_replaceable(const std::string& path);

} // namespace musiclink
