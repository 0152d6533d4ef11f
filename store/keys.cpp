#include "store/keys.hpp"

#include <algorithm>

namespace musiclink::store {

namespace {

__extension__ using uint128 = unsigned __int128;

constexpr std::size_t length_size = 2;
constexpr std::size_t number_size = 8;
constexpr std::size_t hash_size = 16;
constexpr char whole_text = 0;
constexpr char hashed_text = 1;

/// FNV-1a, 128 bits wide.
uint128 hash_of(std::string_view bytes) noexcept {
  constexpr uint128 prime = (uint128{1} << 88) + 0x13b;
  uint128 hash = (uint128{0x6c62272e07bb0142} << 64) + 0x62b821756295c58d;
  for (const char byte : bytes)
    hash = (hash ^ static_cast<std::uint8_t>(byte)) * prime;
  return hash;
}

/// Big-endian, because LMDB compares byte by byte.
void append(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out += static_cast<char>(number >> shift);
}

std::uint64_t number_in(std::string_view bytes) noexcept {
  std::uint64_t number = 0;
  for (const char byte : bytes)
    number = number << 8 | static_cast<std::uint8_t>(byte);
  return number;
}

/// Makes times before 1970 sort before the others; its own inverse.
std::uint64_t flip_sign(std::uint64_t number) noexcept {
  return number ^ (std::uint64_t{1} << 63);
}

void append_time(std::string& out, unix_ms when) {
  append(out, flip_sign(static_cast<std::uint64_t>(when)));
}

void append_hash(std::string& out, std::string_view text) {
  const uint128 hash = hash_of(text);
  append(out, static_cast<std::uint64_t>(hash >> 64));
  append(out, static_cast<std::uint64_t>(hash));
}

} // namespace

std::string by_text::bytes(std::string_view text) {
  std::string key;
  if (text.size() < longest) {
    key += whole_text;
    key += text;
    return key;
  }
  key += hashed_text;
  key += text.substr(0, longest - 1 - hash_size);
  append_hash(key, text);
  return key;
}

std::string event_name(std::string_view room_id, std::string_view event_id) {
  std::string name(event_id);
  if (event_id.find(':') != std::string_view::npos) // the id of a hash has no server name
    name.append(" ").append(room_id);
  return name;
}

std::string by_job::bytes(const job_key& key) {
  std::string out = prefix(key.room_id);
  append(out, key.arrival);
  return out;
}

std::string by_job::prefix(std::string_view room_id) {
  const std::string room = by_text::bytes(room_id);
  std::string out;
  out += static_cast<char>(room.size() >> 8);
  out += static_cast<char>(room.size());
  return out += room;
}

std::optional<std::uint64_t> by_job::arrival(std::string_view bytes) {
  if (bytes.size() < length_size + number_size)
    return std::nullopt;
  const std::size_t room_size = number_in(bytes.substr(0, length_size));
  if (bytes.size() != length_size + room_size + number_size)
    return std::nullopt;
  return number_in(bytes.substr(length_size + room_size));
}

std::string by_job::room_end(std::string_view bytes) {
  std::string out(bytes.substr(0, bytes.size() - std::min(bytes.size(), number_size)));
  return out.append(number_size + 1, '\xff');
}

std::string by_moment::bytes(const moment& key) {
  std::string out;
  append_time(out, key.at);
  append(out, key.arrival);
  return out;
}

std::string by_ahead::bytes(const ahead_key& key) {
  std::string out = prefix(key.room_id);
  out += by_text::bytes(key.event_id);
  append_hash(out, key.sender);
  return out;
}

std::string by_ahead::prefix(std::string_view room_id) {
  std::string out;
  append_hash(out, room_id);
  return out;
}

std::string by_event::bytes(const event_key& key) {
  return prefix(key.room_id) + by_text::bytes(key.event_id);
}

std::string by_event::prefix(std::string_view room_id) {
  std::string out;
  append_hash(out, room_id);
  return out;
}

std::string by_expiry::bytes(const expiry& key) {
  std::string out;
  append_time(out, key.when);
  out += static_cast<char>(key.table);
  return out += key.target;
}

std::optional<expiry> by_expiry::parse(std::string_view bytes) {
  if (bytes.size() <= number_size + 1)
    return std::nullopt;
  const auto when = static_cast<unix_ms>(flip_sign(number_in(bytes.substr(0, number_size))));
  return expiry{when, static_cast<std::uint8_t>(bytes[number_size]),
                std::string(bytes.substr(number_size + 1))};
}

} // namespace musiclink::store
