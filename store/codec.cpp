#include "store/codec.hpp"

#include <utility>

namespace musiclink::store {

namespace {

constexpr std::size_t checksum_size = 4;

/// FNV-1a: any single damaged byte changes it.
std::uint32_t checksum(std::string_view bytes) noexcept {
  std::uint32_t hash = 0x811c9dc5;
  for (const char byte : bytes)
    hash = (hash ^ static_cast<std::uint8_t>(byte)) * 0x01000193;
  return hash;
}

void append_little_endian(std::string& out, std::uint64_t number, std::size_t size) {
  for (std::size_t at = 0; at < size; ++at)
    out += static_cast<char>(number >> (8 * at));
}

std::uint64_t read_little_endian(std::string_view bytes) noexcept {
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    number |= std::uint64_t{static_cast<std::uint8_t>(bytes[at])} << (8 * at);
  return number;
}

} // namespace

encoder::encoder() {
  byte(record_version);
}

void encoder::byte(std::uint8_t number) {
  out_ += static_cast<char>(number);
}

void encoder::number32(std::uint32_t number) {
  append_little_endian(out_, number, 4);
}

void encoder::number64(std::uint64_t number) {
  append_little_endian(out_, number, 8);
}

void encoder::at_most_one(bool first, bool second) {
  byte(second ? 2 : first);
}

void encoder::text(std::string_view bytes) {
  number32(static_cast<std::uint32_t>(bytes.size()));
  out_ += bytes;
}

std::string encoder::finish() && {
  number32(checksum(out_));
  return std::move(out_);
}

decoder::decoder(std::string_view record) {
  if (record.size() < checksum_size) {
    fail();
    return;
  }
  rest_ = record.substr(0, record.size() - checksum_size);
  if (read_little_endian(record.substr(rest_.size())) != checksum(rest_) ||
      byte() != record_version)
    fail();
}

std::uint64_t decoder::little_endian(std::size_t size) {
  if (!good_ || rest_.size() < size) {
    fail();
    return 0;
  }
  const std::uint64_t number = read_little_endian(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return number;
}

void decoder::at_most_one(bool& first, bool& second) {
  const auto number = byte();
  if (number > 2)
    fail();
  first = number == 1;
  second = number == 2;
}

void decoder::get(bool& value) {
  const auto number = byte();
  if (number > 1)
    fail();
  value = number == 1;
}

void decoder::get(std::optional<std::string>& bytes) {
  bool is_there = false;
  get(is_there);
  std::string read = text();
  if (is_there)
    bytes = std::move(read);
}

std::string decoder::text() {
  const std::size_t size = little_endian(4);
  if (!good_ || rest_.size() < size) {
    fail();
    return {};
  }
  std::string bytes(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return bytes;
}

} // namespace musiclink::store
