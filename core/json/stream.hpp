#pragma once

#include "core/json/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// JSON as a stream, for the long texts of /sync, of which most is not wanted.

namespace musiclink::json {

/// Receives the parts of a text as they are read. Strings point into the text and stay valid as
/// long as it does.
class handler {
public:
  virtual ~handler() = default;
  virtual void on_null() = 0; ///< also a number that no double holds
  virtual void on_boolean(bool truth) = 0;
  virtual void on_integer(std::int64_t number) = 0;
  virtual void on_number(double number) = 0; ///< also what no int64 holds
  virtual void on_string(std::string_view text) = 0;

  // True: what follows is read. False: it is skipped, and nothing more is told of it.
  virtual bool on_key(std::string_view name) = 0; ///< the member's value
  virtual bool on_begin_object() = 0;             ///< the object, its end included
  virtual bool on_begin_array() = 0;              ///< the array, its end included

  virtual void on_end_object() = 0;
  virtual void on_end_array() = 0;
};

/// Reads `text` in place (its bytes are overwritten), telling `receiver` what it meets; nothing
/// when all went well. Bytes that are not UTF-8 and halves of surrogate pairs, which RFC 8259
/// lets pass as escapes, read as U+FFFD.
///
/// What is read is RFC 8259, except that NaN and Infinity, which some serializers write, are null.
/// What is skipped is text: only its brackets must match and its strings must end, so that nothing
/// in it (a number of 400 digits, say) can make the rest unreadable. Depth costs no stack.
std::optional<syntax_error> parse_in_place(std::string& text, handler& receiver);

} // namespace musiclink::json
