#pragma once

#include "core/model/time.hpp"
#include "core/model/work.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Keys and their bytes: one codec a kind of key, for the tables to be made of.
/// Private to store/. LMDB sorts keys byte by byte and holds up to 511 bytes of
/// them; whatever comes, `bytes` stays below that.
namespace musiclink::store {

/// A text of any length: one byte that says which form, then the text itself or,
/// if it is too long, its head and a 128-bit hash. Hashes can be made to meet,
/// so records keep the text too where it matters.
struct by_text {
  using type = std::string_view;
  static std::string bytes(std::string_view text);
  static constexpr std::size_t longest = 401;
};

/// The length and the text key of the room, so that no room's range can reach
/// into another's, then the arrival.
struct by_job {
  using type = job_key;
  static std::string bytes(const job_key& key);
  static std::string prefix(std::string_view room_id); ///< of all keys of that room
  static std::optional<std::uint64_t> arrival(std::string_view bytes);
  /// A key behind all keys of the room that has this one, and before the next's.
  static std::string room_end(std::string_view bytes);
};

/// What an event is known by. From room version 3 on its id is a hash of the event. Before, its
/// homeserver chose the id, which therefore may stand for another event in another room.
std::string event_name(std::string_view room_id, std::string_view event_id);

/// A time; the job's arrival tells equal times apart.
struct moment {
  unix_ms at = 0;
  std::uint64_t arrival = 0;
};

struct by_moment {
  using type = moment;
  static std::string bytes(const moment& key);
};

/// What was learned of an event before the event itself, in a gap or from a page.
struct ahead_key {
  std::string room_id;
  std::string event_id;
  std::string sender; ///< of what was learned; empty: whoever it was, it counts

  bool operator==(const ahead_key&) const = default;
};

/// Hashes of the room and the sender around the text key of the event; the record
/// holds the whole texts.
struct by_ahead {
  using type = ahead_key;
  static std::string bytes(const ahead_key& key);
  static std::string prefix(std::string_view room_id); ///< of all keys of that room
};

/// An event of a room.
struct event_key {
  std::string room_id;
  std::string event_id;

  bool operator==(const event_key&) const = default;
};

/// A hash of the room before the text key of the event; the record holds both texts.
struct by_event {
  using type = event_key;
  static std::string bytes(const event_key& key);
  static std::string prefix(std::string_view room_id); ///< of all keys of that room
  static constexpr std::size_t prefix_size = 16;
};

/// A record, named by its table's number and its raw key, and when it may go.
struct expiry {
  unix_ms when = 0;
  std::uint8_t table = 0;
  std::string target;
};

struct by_expiry {
  using type = expiry;
  static std::string bytes(const expiry& key);
  static std::optional<expiry> parse(std::string_view bytes);
};

} // namespace musiclink::store
