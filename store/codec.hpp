#pragma once

#include "core/model/time.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// The bytes of keys and records. Private to store/.
///
/// A record is: format version (1 byte), fields, checksum (4 bytes) over all
/// before it. Numbers are little-endian and of fixed size, texts have a 4-byte
/// length before them. LMDB has no checksums of its own, so this one is what
/// tells a damaged record from a good one.
///
/// The fields of a record are listed once, for writing and for reading, by
///
///     void fields(auto& io, is<T> auto& of) { io(of.one, of.other); }
///
/// where `io` is an encoder or a decoder.
namespace musiclink::store {

inline constexpr std::uint8_t record_version = 1;

static_assert(sizeof(std::size_t) == sizeof(std::uint64_t), "counts are stored in eight bytes");

/// T or const T: that of a record which is read, or written.
template<class T, class Of>
concept is = std::same_as<std::remove_const_t<T>, Of>;

class encoder {
public:
  encoder();

  template<class... Fields>
  void operator()(const Fields&... values) {
    (add(values), ...);
  }

  /// A last field that older records do not have; they are read with `otherwise`.
  template<class Field>
  void later(const Field& value, const Field& /*otherwise*/) {
    add(value);
  }
  /// A last list that older records do not have: an empty one takes no bytes.
  template<class T>
  void later_list(const std::vector<T>& values) {
    if (!values.empty())
      add(values);
  }
  /// A number: of none of them, of the first or of the second.
  void at_most_one(bool first, bool second);
  /// A number: the value's place among those that are known.
  template<class Enum>
  void one_of(Enum value, std::initializer_list<Enum> known) {
    byte(static_cast<std::uint8_t>(std::ranges::find(known, value) - known.begin()));
  }
  /// A text: the value's key, that `parse` reads.
  template<class Enum, class Parse>
  void named(Enum value, Parse /*parse*/) {
    text(to_key(value));
  }

  void byte(std::uint8_t number);
  void number32(std::uint32_t number);
  void number64(std::uint64_t number);
  void text(std::string_view bytes);

  std::string finish() &&; ///< the record, with its checksum

private:
  void add(bool value) { byte(value); }
  void add(std::uint32_t number) { number32(number); }
  void add(std::uint64_t number) { number64(number); }
  void add(unix_ms when) { number64(static_cast<std::uint64_t>(when)); }
  void add(milliseconds span) { add(unix_ms{span.count()}); }
  void add(const std::string& bytes) { text(bytes); }
  void add(const std::optional<std::string>& bytes) {
    add(bytes.has_value());
    text(bytes.value_or(""));
  }
  template<class T>
  void add(const std::vector<T>& values) {
    number32(static_cast<std::uint32_t>(values.size()));
    for (const auto& value : values)
      add(value);
  }
  template<class Record>
  void add(const Record& record) {
    fields(*this, record);
  }

  std::string out_;
};

/// Reads what an encoder wrote. Total: what is not there reads as zero or empty, and
/// `complete` tells in the end whether all was well.
class decoder {
public:
  explicit decoder(std::string_view record);

  template<class... Fields>
  void operator()(Fields&... values) {
    (get(values), ...);
  }

  template<class Field>
  void later(Field& value, const Field& otherwise) {
    if (rest_.empty())
      value = otherwise;
    else
      get(value);
  }
  template<class T>
  void later_list(std::vector<T>& values) {
    if (!rest_.empty())
      get(values);
  }
  void at_most_one(bool& first, bool& second);
  template<class Enum>
  void one_of(Enum& value, std::initializer_list<Enum> known) {
    if (const auto place = byte(); place < known.size())
      value = known.begin()[place];
    else
      fail();
  }
  template<class Enum, class Parse>
  void named(Enum& value, Parse parse) {
    if (const std::optional<Enum> known = parse(text()))
      value = *known;
    else
      fail();
  }

  bool complete() const noexcept { return good_ && rest_.empty(); }

private:
  void fail() noexcept { good_ = false; }
  std::uint64_t little_endian(std::size_t size);
  std::uint8_t byte() { return static_cast<std::uint8_t>(little_endian(1)); }
  std::string text();

  void get(bool& value); ///< a byte above 1 is damage
  void get(std::uint32_t& number) { number = static_cast<std::uint32_t>(little_endian(4)); }
  void get(std::uint64_t& number) { number = little_endian(8); }
  void get(unix_ms& when) { when = static_cast<unix_ms>(little_endian(8)); }
  void get(milliseconds& span) { span = milliseconds(static_cast<unix_ms>(little_endian(8))); }
  void get(std::string& bytes) { bytes = text(); }
  void get(std::optional<std::string>& bytes);
  /// Makes no room in advance: the count may be anything.
  template<class T>
  void get(std::vector<T>& values) {
    std::uint32_t count = 0;
    get(count);
    for (std::uint32_t at = 0; at < count && good_; ++at)
      get(values.emplace_back());
  }
  template<class Record>
  void get(Record& record) {
    fields(*this, record);
  }

  std::string_view rest_;
  bool good_ = true;
};

template<class T>
std::string pack(const T& value) {
  encoder out;
  out(value);
  return std::move(out).finish();
}

/// The value, or nothing if the record is damaged.
template<class T>
std::optional<T> unpack(std::string_view record) {
  decoder in(record);
  T value{};
  in(value);
  if (!in.complete())
    return std::nullopt;
  return value;
}

} // namespace musiclink::store
