#pragma once

#include "store/codec.hpp"
#include "store/keys.hpp"
#include "store/lmdb.hpp"
#include "store/records.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

/// Typed tables: what kind of key, what kind of record. Private to store/.
namespace musiclink::store {

/// Without an id it is a table that the store of an older version does not have:
/// it reads as empty, and nobody writes to it.
template<class Key, class Record>
class table {
public:
  using key = typename Key::type;

  explicit table(std::optional<lmdb::table_id> id) : id_(id) {}

  bool contains(lmdb::transaction& txn, const key& name) const {
    return id_ && txn.get(*id_, Key::bytes(name)).has_value();
  }
  /// Nothing where there is no record, or a damaged one.
  std::optional<Record> get(lmdb::transaction& txn, const key& name) const {
    return get_raw(txn, Key::bytes(name));
  }
  void put(lmdb::transaction& txn, const key& name, const Record& value) const {
    txn.put(id_.value(), Key::bytes(name), pack(value));
  }
  bool erase(lmdb::transaction& txn, const key& name) const {
    return erase_raw(txn, Key::bytes(name));
  }
  std::size_t size(lmdb::transaction& txn) const { return id_ ? txn.size(*id_) : 0; }

  /// For those who walk the table and have keys as they are stored.
  lmdb::cursor walk(lmdb::transaction& txn) const {
    return id_ ? lmdb::cursor(txn, *id_) : lmdb::cursor();
  }
  static std::optional<Record> decode(std::string_view value) { return unpack<Record>(value); }
  std::optional<Record> get_raw(lmdb::transaction& txn, std::string_view raw) const {
    const auto value = id_ ? txn.get(*id_, raw) : std::nullopt;
    return value ? decode(*value) : std::nullopt;
  }
  bool erase_raw(lmdb::transaction& txn, std::string_view raw) const {
    return txn.erase(id_.value(), raw);
  }

private:
  std::optional<lmdb::table_id> id_;
};

/// A record that says nothing but that its key is there.
struct presence {};
inline void write(encoder&, const presence&) {
}
inline void read(decoder&, presence&) {
}

/// Single values by name. They are what the rest stands on: a damaged one is
/// damage of the store.
class meta_table {
public:
  explicit meta_table(lmdb::table_id id) : id_(id) {}

  template<class Value>
  std::optional<Value> get(lmdb::transaction& txn, std::string_view name) const {
    const auto raw = txn.get(id_, name);
    if (!raw)
      return std::nullopt;
    auto value = unpack<Value>(*raw);
    if (!value)
      throw lmdb::failure::from_damage("reading the table meta");
    return value;
  }
  template<class Value>
  void put(lmdb::transaction& txn, std::string_view name, const Value& value) const {
    txn.put(id_, name, pack(value));
  }

private:
  lmdb::table_id id_;
};

/// The names in the table meta, and the type of each.
namespace meta {
inline constexpr std::string_view schema = "schema";           ///< uint64
inline constexpr std::string_view since = "since";             ///< string
inline constexpr std::string_view filter = "filter";           ///< filter_record
inline constexpr std::string_view mode = "mode";               ///< service_mode
inline constexpr std::string_view loaded_mode = "loaded_mode"; ///< service_mode
inline constexpr std::string_view arrival = "arrival";         ///< uint64, the last one given
inline constexpr std::string_view life = "life";               ///< uint64, see begin_life

/// Calls `visit(name, std::type_identity<type>)` for each.
template<class Visit>
void for_each(Visit&& visit) {
  visit(schema, std::type_identity<std::uint64_t>{});
  visit(since, std::type_identity<std::string>{});
  visit(filter, std::type_identity<filter_record>{});
  visit(mode, std::type_identity<service_mode>{});
  visit(loaded_mode, std::type_identity<service_mode>{});
  visit(arrival, std::type_identity<std::uint64_t>{});
  visit(life, std::type_identity<std::uint64_t>{});
}
} // namespace meta

struct tables {
  meta_table meta;
  table<by_text, seen_record> seen; ///< by event_name
  table<by_expiry, presence> expiries;
  table<by_job, job_record> jobs;
  table<by_text, reply_record> replies; ///< by the trigger's event_name
  table<by_text, link_record> links;    ///< by canonical link
  table<by_moment, journal_record> journal;
  table<by_text, room_record> rooms; ///< by room id
  table<by_job, gap_record> gaps;
  table<by_ahead, ahead_record> ahead;
  table<by_moment, failure_record> failures;
  table<by_text, compared_record> compared; ///< by the link event's id
  table<by_text, theirs_record> theirs;     ///< by the id of their message
  table<by_text, room_activity> activity;   ///< by room id
  table<by_text, budget_entry> budgets;     ///< by the outlet's name
  table<by_event, job_record> waiting;      ///< jobs of which nothing is known yet
  table<by_event, completion_record> completions;
  table<by_text, std::string> reply_ids;     ///< key of `replies`, by the reply's event id
  table<by_text, exchange_record> exchanges; ///< by core/limits/exchange.hpp's name of a link, or
                                             ///< by a headline
  table<by_text, fuse_record> fuses;         ///< by the same
  table<by_ahead, early_record> early;

  /// Opens all tables; a write transaction creates those that are missing. A read
  /// transaction gives nothing for a store that has none, and reads as empty what
  /// an older version did not know.
  static std::optional<tables> open(lmdb::transaction& txn);
  static constexpr unsigned count = 21;
};

} // namespace musiclink::store
