#pragma once

#include "core/model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The bytes of keys and records. Private to store/.
///
/// A record is: format version (1 byte), fields, checksum (4 bytes) over all
/// before it. Numbers are little-endian and of fixed size, texts have a 4-byte
/// length before them. LMDB has no checksums of its own, so this one is what
/// tells a damaged record from a good one.
namespace musiclink::store {

inline constexpr std::uint8_t record_version = 1;

class encoder {
public:
  encoder();
  void byte(std::uint8_t number);
  void number32(std::uint32_t number);
  void number64(std::uint64_t number);
  void time(unix_ms when);
  void text(std::string_view bytes);

  std::string finish() &&; ///< the record, with its checksum

private:
  std::string out_;
};

/// Reads a record. Total: what is not there reads as zero or empty, and
/// `complete` tells in the end whether all was well.
class decoder {
public:
  explicit decoder(std::string_view record);
  std::uint8_t byte();
  bool boolean(); ///< a byte above 1 is damage
  std::uint32_t number32();
  std::uint64_t number64();
  unix_ms time();
  std::string text();

  /// Whether all was read: what a later version added is not there.
  bool at_end() const noexcept { return rest_.empty(); }

  void fail() noexcept { good_ = false; }
  bool good() const noexcept { return good_; }
  bool complete() const noexcept { return good_ && rest_.empty(); }

private:
  std::uint64_t little_endian(std::size_t size);

  std::string_view rest_;
  bool good_ = true;
};

/// A record type T has `write(encoder&, const T&)` and `read(decoder&, T&)`.
template<class T>
std::string pack(const T& value) {
  encoder out;
  write(out, value);
  return std::move(out).finish();
}

/// The value, or nothing if the record is damaged.
template<class T>
std::optional<T> unpack(std::string_view record) {
  decoder in(record);
  T value{};
  read(in, value);
  if (!in.complete())
    return std::nullopt;
  return value;
}

} // namespace musiclink::store
