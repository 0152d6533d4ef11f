#pragma once

#include "core/limits/budget.hpp"
#include "core/model/modes.hpp"
#include "core/model/song.hpp"
#include "core/model/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What is remembered from one life to the next beside events and jobs: answers, budgets, rooms,
/// the sync position; and what the store says of itself.
namespace musiclink::store {

/// An answer from the link cache, with its age.
struct cached_answer {
  answer value;
  unix_ms at = 0;
  unix_ms until = 0;
};

/// What was taken from the budget of somebody who is asked over the network.
struct budget_entry {
  std::string outlet; ///< names whom
  budget_record record;
  unix_ms until = 0; ///< then it says nothing any more

  bool operator==(const budget_entry&) const = default;
};

/// What is remembered of an allowlist entry's room across restarts.
struct room_record {
  std::string room_id;
  std::string alias;      ///< the allowlist's alias that led here, pinned; may be empty
  bool encrypted = false; ///< as its state said; sticky: a room that was once encrypted stays so
  std::string successor;  ///< the room that took its place, proven; empty: none
  std::string refused;    ///< a room that was named as successor and is none

  bool operator==(const room_record&) const = default;
};

/// Whether a room was last answered in, and from when on: what was said before is
/// never posted (conf/CONTRACT.md 4).
struct room_activity {
  std::string room_id;
  bool active = false;
  unix_ms since = 0; ///< of `active`; 0: it always was

  bool operator==(const room_activity&) const = default;
};

/// What is kept of the sync position and the operator's switch.
struct sync_state {
  std::string since; ///< empty: never synced
  std::string filter_id;
  std::string filter_json;                 ///< what `filter_id` was made from, on which account
  std::optional<service_mode> mode;        ///< the switch as last set
  std::optional<service_mode> loaded_mode; ///< the file's `mode` at the last load
};

/// How much the store holds.
struct statistics {
  struct count {
    std::string_view name; ///< of a table, as people are shown it
    std::size_t records = 0;
  };
  std::vector<count> counts;
  std::size_t file_bytes = 0; ///< of the data file
  std::size_t map_bytes = 0;  ///< address space, an upper bound of growth so far
};

/// A record that cannot be read back.
struct damage {
  std::string table;
  std::string key; ///< printable
  std::string what;
};

} // namespace musiclink::store
