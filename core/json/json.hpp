#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace musiclink::json {

/// Where and why a text is not JSON. Line and column count from 1, in bytes; a
/// strict text, which is not kept, counts as one line.
struct syntax_error {
  std::string message;
  std::size_t offset = 0;
  unsigned line = 1;
  unsigned column = 1;
};

enum class dialect : std::uint8_t {
  strict,  ///< RFC 8259, valid UTF-8: what comes from the network; see core/json/stream.hpp
  relaxed, ///< and comments and trailing commas: what people write
};

class document;

/// A value inside a document, or nothing. Every accessor is total: asked for
/// what is not there, it answers "nothing", so that hostile input needs no
/// special care. Valid as long as its document.
class value {
public:
  value() = default; ///< nothing

  bool exists() const noexcept { return raw_ != nullptr; }
  bool is_object() const noexcept;
  bool is_array() const noexcept;
  bool is_null() const noexcept;

  /// The member of that name: the last one, if it is repeated; or nothing.
  value operator[](std::string_view name) const noexcept;
  /// The element at that place, or nothing.
  value at(std::size_t index) const noexcept;
  /// Elements of an array or members of an object; otherwise 0.
  std::size_t size() const noexcept;
  /// Name and value of an object's member at that place.
  std::string_view name_at(std::size_t index) const noexcept;
  value member_at(std::size_t index) const noexcept;

  std::optional<std::string_view> string() const noexcept;
  std::optional<std::int64_t> integer() const noexcept; ///< also 12.0, if it fits
  std::optional<double> number() const noexcept;
  std::optional<bool> boolean() const noexcept;

  /// The string, or `otherwise` where there is none.
  std::string_view string_or(std::string_view otherwise) const noexcept;

  /// This value as compact JSON; "null" for nothing.
  std::string text() const;

private:
  friend class document;
  explicit value(const void* raw) noexcept : raw_(raw) {}
  const void* raw_ = nullptr;
};

/// A parsed text. Move-only; owns what its values point into. Half a surrogate
/// pair, which RFC 8259 lets pass as an escape, reads as U+FFFD; in a strict text
/// a number that no double holds reads as null.
class document {
public:
  document(document&&) noexcept;
  document& operator=(document&&) noexcept;
  ~document();

  value root() const noexcept;

  /// Parses without recursion, so that depth costs no stack. The text is taken
  /// over and parsed in place.
  static std::variant<document, syntax_error> parse(std::string text,
                                                    dialect how = dialect::strict);

private:
  struct implementation;
  explicit document(std::unique_ptr<implementation> impl);
  std::unique_ptr<implementation> impl_;
};

/// The document that a strict text is, where it does not matter why it is none.
std::optional<document> parsed(std::string text);

/// Writes compact JSON. The caller keeps the order: key before value inside an
/// object. Bytes that are not UTF-8 are written as U+FFFD.
class writer {
public:
  writer();
  ~writer();
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;

  writer& begin_object();
  writer& end_object();
  writer& begin_array();
  writer& end_array();
  writer& key(std::string_view name);
  writer& string(std::string_view text);
  writer& integer(std::int64_t number);
  writer& number(double number);
  writer& boolean(bool truth);
  writer& null();
  /// Inserts JSON text that is known to be valid.
  writer& raw(std::string_view json);

  /// What was written so far.
  std::string_view text() const noexcept;

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace musiclink::json
