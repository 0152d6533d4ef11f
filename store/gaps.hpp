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

/// What a room's open gaps hold back of its jobs. Gaps whose record is damaged
/// are gaps no longer, and are removed and counted.
struct held_jobs {
  std::optional<std::uint64_t> from; ///< no job from there on: the oldest gap with patience left
  /// Gaps without patience whose jobs may yet be dropped: none of their blocks.
  std::vector<std::uint64_t> blocks;
  std::size_t damaged = 0;

  bool hold(std::uint64_t arrival) const;
};
held_jobs find_held(const tables& in, lmdb::transaction& txn, const std::string& room_id,
                    unix_ms now);

/// Opens a gap with the next block of arrival numbers. `own_replies` are those
/// of the page that opens it.
void open_gap(const tables& in, lmdb::transaction& txn, intake& page, const gap& what,
              std::uint64_t own_replies);

} // namespace musiclink::store
