#pragma once

#include "store/codec.hpp"
#include "store/keys.hpp"
#include "store/lmdb.hpp"
#include "store/records.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The tables of a store, typed: what kind of key, what kind of record. Private to store/.
///
/// A table is one row of `tables`. Opening, `verify`, `prune` and `store stat` go through all rows.
namespace musiclink::store {

struct tables;

/// A table, whatever its records are. One that an older version did not have, and no newer one has
/// made yet, reads as empty; nobody writes to it.
class any_table {
public:
  struct row {
    const char* name;
    std::string_view counted_as = ""; ///< by `store stat`; empty: it is not
    /// Names the table in keys of `expiry`, and so in stores: for ever. 0: its records stay.
    std::uint8_t expiry = 0;
  };

  /// What a good record says of itself.
  struct claim {
    std::optional<std::string> key; ///< raw
    std::optional<unix_ms> until;
  };

  any_table(tables& in, const row& what);
  any_table(const any_table&) = delete;
  any_table& operator=(const any_table&) = delete;

  const row about;

  /// Nothing of a damaged record.
  virtual std::optional<claim> read(std::string_view value) const = 0;

  void open(lmdb::transaction& txn) { id_ = txn.open_table(about.name); }
  std::size_t size(lmdb::transaction& txn) const { return id_ ? txn.size(*id_) : 0; }

  /// For those who walk the table and have keys as they are stored.
  lmdb::cursor walk(lmdb::transaction& txn) const {
    return id_ ? lmdb::cursor(txn, *id_) : lmdb::cursor();
  }
  std::optional<std::string_view> value(lmdb::transaction& txn, std::string_view raw) const {
    return id_ ? txn.get(*id_, raw) : std::nullopt;
  }
  bool erase_raw(lmdb::transaction& txn, std::string_view raw) const {
    return txn.erase(id_.value(), raw);
  }

protected:
  ~any_table() = default;

  const tables& in_;
  std::optional<lmdb::table_id> id_;
};

template<class Key, class Record>
class table final : public any_table {
public:
  using key = typename Key::type;

  table(tables& in, const row& what);

  std::optional<claim> read(std::string_view value) const override;

  bool contains(lmdb::transaction& txn, const key& name) const {
    return value(txn, Key::bytes(name)).has_value();
  }
  /// Nothing where there is no record, or a damaged one.
  std::optional<Record> get(lmdb::transaction& txn, const key& name) const {
    return get_raw(txn, Key::bytes(name));
  }
  /// The record that holds that very name: keys of long texts can be made to meet.
  std::optional<Record> find(lmdb::transaction& txn, const key& name) const {
    auto record = get(txn, name);
    if (record && key_of(*record) != name)
      record.reset();
    return record;
  }
  void put(lmdb::transaction& txn, const key& name, const Record& record) const {
    txn.put(id_.value(), Key::bytes(name), pack(record));
  }
  bool erase(lmdb::transaction& txn, const key& name) const {
    return erase_raw(txn, Key::bytes(name));
  }

  /// For a table that expires: puts a record and its entry in `expiry`, replacing the one before.
  void keep(lmdb::transaction& txn, const key& name, const Record& record) const;
  /// The same for removing it.
  void drop(lmdb::transaction& txn, const key& name) const;

  static std::optional<Record> decode(std::string_view value) { return unpack<Record>(value); }
  std::optional<Record> get_raw(lmdb::transaction& txn, std::string_view raw) const {
    const auto found = value(txn, raw);
    return found ? decode(*found) : std::nullopt;
  }

  /// Calls `visit` with each good record, from that raw key on.
  template<class Visit>
  void each(lmdb::transaction& txn, std::string_view from, Visit visit) const {
    lmdb::cursor at = walk(txn);
    for (auto entry = from.empty() ? at.first() : at.seek(from); entry; entry = at.next())
      if (auto record = decode(entry->value))
        visit(std::move(*record));
  }
  std::vector<Record> all(lmdb::transaction& txn) const {
    std::vector<Record> records;
    each(txn, "", [&](Record record) { records.push_back(std::move(record)); });
    return records;
  }

private:
  void forget_expiry(lmdb::transaction& txn, const std::string& raw) const;
};

/// Single values by name. They are what the rest stands on: a damaged one is
/// damage of the store.
class meta_table {
public:
  template<class Value>
  class value {
  public:
    value(meta_table& in, const char* name) : in_(in), name_(name) {
      in.checks_.emplace_back(name, [this](lmdb::transaction& txn) { get(txn); });
    }
    std::optional<Value> get(lmdb::transaction& txn) const {
      const auto raw = txn.get(in_.id_.value(), name_);
      if (!raw)
        return std::nullopt;
      auto result = unpack<Value>(*raw);
      if (!result)
        throw lmdb::failure::from_damage("reading the table meta");
      return result;
    }
    void put(lmdb::transaction& txn, const Value& what) const {
      txn.put(in_.id_.value(), name_, pack(what));
    }

  private:
    const meta_table& in_;
    const char* name_;
  };

  meta_table() = default;
  meta_table(const meta_table&) = delete;
  meta_table& operator=(const meta_table&) = delete;

  /// False: there is none, so the store holds nothing.
  bool open(lmdb::transaction& txn) {
    id_ = txn.open_table("meta");
    return id_.has_value();
  }

  /// By name: reads the value, and throws where it is damaged.
  using check = std::pair<const char*, std::function<void(lmdb::transaction&)>>;
  const std::vector<check>& checks() const noexcept { return checks_; }

private:
  std::optional<lmdb::table_id> id_;
  std::vector<check> checks_;

public:
  value<std::uint64_t> schema{*this, "schema"};
  value<std::string> since{*this, "since"};
  value<filter_record> filter{*this, "filter"};
  value<service_mode> mode{*this, "mode"};
  value<service_mode> loaded_mode{*this, "loaded_mode"};
  value<std::uint64_t> arrival{*this, "arrival"}; ///< the last one given
  value<std::uint64_t> life{*this, "life"};       ///< see begin_life
};

struct tables {
  /// Opens all tables; a write transaction creates those that are missing. A read
  /// transaction gives nothing for a store that has none, and reads as empty what
  /// an older version did not know.
  static std::unique_ptr<const tables> open(lmdb::transaction& txn);
  static constexpr unsigned most = 32; ///< that LMDB makes room for

  tables();

  /// The table that keys of `expiry` name so, if this version knows it.
  const any_table* expiring(std::uint8_t number) const noexcept;

  std::vector<any_table*> all; ///< but `meta`, in the order of their rows
  meta_table meta;

  table<by_text, seen_record> seen{*this, {"seen", "seenEvents", 1}}; ///< by event_name
  table<by_job, job_record> jobs{*this, {"jobs", "jobs"}};
  table<by_event, job_record> waiting{*this, {"waiting", "waiting"}};
  table<by_event, completion_record> completions{*this, {"completions", "completions", 9}};
  table<by_job, gap_record> gaps{*this, {"gaps", "gaps"}};
  table<by_ahead, ahead_record> ahead{*this, {"ahead"}};
  table<by_text, reply_record> replies{*this, {"replies", "replies", 4}}; ///< by event_name
  table<by_text, std::string> reply_ids{*this, {"reply_ids"}}; ///< event_name of each reply's id
  table<by_moment, failure_record> failures{*this, {"failures", "failures", 5}};
  table<by_moment, journal_record> journal{*this, {"journal", "journal", 2}};
  table<by_text, link_record> links{*this, {"links", "links", 3}};
  table<by_text, compared_record> compared{*this, {"compared", "compared", 6}};
  table<by_text, theirs_record> theirs{*this, {"theirs", "theirs", 7}};
  table<by_text, room_record> rooms{*this, {"rooms", "rooms"}};
  table<by_text, room_activity> activity{*this, {"activity"}};
  table<by_text, budget_entry> budgets{*this, {"budgets", "budgets", 8}};
  table<by_text, exchange_record> exchanges{*this, {"exchanges", "exchanges", 10}};
  table<by_text, fuse_record> fuses{*this, {"fuses", "fuses", 11}};
  table<by_ahead, early_record> early{*this, {"early", "early", 12}};
  table<by_expiry, presence> expiries{*this, {"expiry"}};
};

template<class Key, class Record>
void table<Key, Record>::forget_expiry(lmdb::transaction& txn, const std::string& raw) const {
  if (const auto old = get_raw(txn, raw))
    in_.expiries.erase(txn, {until_of(*old), about.expiry, raw});
}

template<class Key, class Record>
void table<Key, Record>::keep(lmdb::transaction& txn, const key& name, const Record& record) const {
  const auto raw = Key::bytes(name);
  forget_expiry(txn, raw);
  put(txn, name, record);
  in_.expiries.put(txn, {until_of(record), about.expiry, raw}, {});
}

template<class Key, class Record>
void table<Key, Record>::drop(lmdb::transaction& txn, const key& name) const {
  const auto raw = Key::bytes(name);
  forget_expiry(txn, raw);
  erase_raw(txn, raw);
}

} // namespace musiclink::store
