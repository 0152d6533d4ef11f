#pragma once

#include "store/intake.hpp"
#include "store/tables.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Open gaps. Private to store/.
namespace musiclink::store {

/// The arrival numbers of a gap's jobs: they lie before those of all that comes
/// after the gap was opened. More events with links than that are not read back.
inline constexpr std::uint64_t gap_block = std::uint64_t{1} << 20;

/// How many of these are of that room.
std::uint64_t count_own(const std::vector<own_reply>& own, const std::string& room_id);

bool has_gap(const tables& in, lmdb::transaction& txn, const std::string& room_id);

/// The id of the room's oldest gap: no job from there on may be claimed. Gaps
/// whose record is damaged are gaps no longer, and are removed and counted.
struct oldest_gap {
  std::optional<std::uint64_t> id;
  std::size_t damaged = 0;
};
oldest_gap find_oldest_gap(const tables& in, lmdb::transaction& txn, const std::string& room_id);

/// Opens a gap with the next block of arrival numbers. `own_replies` are those
/// of the page that opens it.
void open_gap(const tables& in, lmdb::transaction& txn, intake& page, const gap& what,
              std::uint64_t own_replies);

} // namespace musiclink::store
