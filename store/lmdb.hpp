#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

/// LMDB with owners instead of handles. Private to store/. Keys and values are
/// views into the map: they die with their transaction, and at the next write.
namespace musiclink::store::lmdb {

/// What LMDB or the system below it could not do.
class failure : public std::runtime_error {
public:
  failure(const char* doing, int code);
  static failure from_damage(const char* doing); ///< as if LMDB had found it

  int code() const noexcept { return code_; }
  bool no_room() const noexcept; ///< disk, quota or file size limit
  bool damage() const noexcept;  ///< the data file is not what it should be

private:
  int code_;
};

/// The map is too small: grow it and repeat the transaction. Not a
/// std::exception, so that nobody but the store catches it on its way out.
struct map_full {};

enum class mode : std::uint8_t { read, write };

/// Names a table within its environment.
using table_id = unsigned;

struct entry {
  std::string_view key;
  std::string_view value;
};

/// One transaction; aborted unless committed. A write transaction is the only
/// one at its time; a read transaction must be short, as it keeps old pages.
class transaction {
public:
  transaction(MDB_env* environment, mode how);

  /// Opens a table by name; in a read transaction only if it exists.
  std::optional<table_id> open_table(const char* name);

  std::optional<std::string_view> get(table_id table, std::string_view key);
  void put(table_id table, std::string_view key, std::string_view value);
  bool erase(table_id table, std::string_view key); ///< whether it was there
  std::size_t size(table_id table);                 ///< number of entries, without counting

  void commit(); ///< synced to disk on return

private:
  friend class cursor;
  struct abort {
    void operator()(MDB_txn* raw) const noexcept;
  };
  std::unique_ptr<MDB_txn, abort> raw_;
  mode how_;
};

/// Walks a table in the order of its keys. Must end before its transaction. One
/// without a table finds nothing.
class cursor {
public:
  cursor() = default;
  cursor(transaction& within, table_id table);

  std::optional<entry> first();
  std::optional<entry> seek(std::string_view key); ///< the first at or after `key`
  std::optional<entry> next();
  std::optional<entry> last();
  std::optional<entry> previous();

private:
  struct close {
    void operator()(MDB_cursor* raw) const noexcept;
  };
  std::optional<entry> move(int how, std::string_view key);
  std::unique_ptr<MDB_cursor, close> raw_;
};

/// The memory map over the data file and lock table of one directory. Must not
/// be opened twice in a process (its file locks belong to the process).
class environment {
public:
  struct options {
    mode how = mode::write;
    std::size_t map_size = 0; ///< 0: as large as the writer's
    unsigned tables = 0;
  };
  environment(const std::string& directory, const options& how);

  /// Follows a map that another process has grown.
  transaction begin(mode how);

  std::size_t map_size() const;
  void set_map_size(std::size_t bytes); ///< only between transactions

private:
  struct close {
    void operator()(MDB_env* raw) const noexcept;
  };
  std::unique_ptr<MDB_env, close> raw_;
  bool mapped_ = true; ///< false after a failed set_map_size: LMDB has unmapped the file
};

} // namespace musiclink::store::lmdb
