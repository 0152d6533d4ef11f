#include "store/lmdb.hpp"

#include <lmdb.h>

#include <cerrno>

namespace musiclink::store::lmdb {

namespace {

void check(int code, const char* doing) {
  if (code == MDB_MAP_FULL)
    throw map_full{};
  if (code != MDB_SUCCESS)
    throw failure(doing, code);
}

/// LMDB's type has no const, though it does not write through keys and values.
MDB_val to_value(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

std::string_view to_view(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

} // namespace

failure::failure(const char* doing, int code)
    : std::runtime_error(std::string(doing) + ": " + mdb_strerror(code)), code_(code) {
}

failure failure::from_damage(const char* doing) {
  return {doing, MDB_CORRUPTED};
}

bool failure::no_room() const noexcept {
  return code_ == ENOSPC || code_ == EDQUOT || code_ == EFBIG;
}

bool failure::damage() const noexcept {
  return code_ == MDB_CORRUPTED || code_ == MDB_PAGE_NOTFOUND || code_ == MDB_INVALID ||
         code_ == MDB_VERSION_MISMATCH || code_ == MDB_INCOMPATIBLE || code_ == MDB_PAGE_FULL;
}

void transaction::abort::operator()(MDB_txn* raw) const noexcept {
  mdb_txn_abort(raw);
}

transaction::transaction(MDB_env* environment, mode how) : how_(how) {
  MDB_txn* raw = nullptr;
  check(mdb_txn_begin(environment, nullptr, how == mode::read ? MDB_RDONLY : 0, &raw),
        "starting a transaction");
  raw_.reset(raw);
}

std::optional<table_id> transaction::open_table(const char* name) {
  table_id table = 0;
  const unsigned flags = how_ == mode::write ? MDB_CREATE : 0;
  const int code = mdb_dbi_open(raw_.get(), name, flags, &table);
  if (code == MDB_NOTFOUND)
    return std::nullopt;
  check(code, "opening a table");
  return table;
}

std::optional<std::string_view> transaction::get(table_id table, std::string_view key) {
  MDB_val name = to_value(key);
  MDB_val value{};
  const int code = mdb_get(raw_.get(), table, &name, &value);
  if (code == MDB_NOTFOUND)
    return std::nullopt;
  check(code, "reading");
  return to_view(value);
}

void transaction::put(table_id table, std::string_view key, std::string_view value) {
  MDB_val name = to_value(key);
  MDB_val data = to_value(value);
  check(mdb_put(raw_.get(), table, &name, &data, 0), "writing");
}

bool transaction::erase(table_id table, std::string_view key) {
  MDB_val name = to_value(key);
  const int code = mdb_del(raw_.get(), table, &name, nullptr);
  if (code == MDB_NOTFOUND)
    return false;
  check(code, "removing");
  return true;
}

std::size_t transaction::size(table_id table) {
  MDB_stat stat{};
  check(mdb_stat(raw_.get(), table, &stat), "counting");
  return stat.ms_entries;
}

void transaction::commit() {
  // The handle is gone whatever mdb_txn_commit answers.
  check(mdb_txn_commit(raw_.release()), "committing");
}

void cursor::close::operator()(MDB_cursor* raw) const noexcept {
  mdb_cursor_close(raw);
}

cursor::cursor(transaction& within, table_id table) {
  MDB_cursor* raw = nullptr;
  check(mdb_cursor_open(within.raw_.get(), table, &raw), "opening a cursor");
  raw_.reset(raw);
}

std::optional<entry> cursor::first() {
  return move(MDB_FIRST, {});
}

std::optional<entry> cursor::seek(std::string_view key) {
  return move(MDB_SET_RANGE, key);
}

std::optional<entry> cursor::next() {
  return move(MDB_NEXT, {});
}

std::optional<entry> cursor::last() {
  return move(MDB_LAST, {});
}

std::optional<entry> cursor::previous() {
  return move(MDB_PREV, {});
}

std::optional<entry> cursor::move(int how, std::string_view key) {
  if (!raw_)
    return std::nullopt;
  MDB_val name = to_value(key);
  MDB_val value{};
  const int code = mdb_cursor_get(raw_.get(), &name, &value, static_cast<MDB_cursor_op>(how));
  if (code == MDB_NOTFOUND)
    return std::nullopt;
  check(code, "reading");
  return entry{to_view(name), to_view(value)};
}

void environment::close::operator()(MDB_env* raw) const noexcept {
  mdb_env_close(raw);
}

environment::environment(const std::string& directory, const options& how) {
  MDB_env* raw = nullptr;
  check(mdb_env_create(&raw), "starting LMDB");
  raw_.reset(raw);
  check(mdb_env_set_maxdbs(raw, how.tables), "starting LMDB");
  if (how.map_size != 0)
    check(mdb_env_set_mapsize(raw, how.map_size), "sizing the map");
  // NOTLS: a reader's slot belongs to its transaction, not to the thread, as
  // the owner of a store may run on any thread. On a read-only file system
  // LMDB leaves out its lock table by itself.
  const unsigned flags = MDB_NOTLS | (how.how == mode::read ? MDB_RDONLY : 0U);
  check(mdb_env_open(raw, directory.c_str(), flags, 0600), "opening");
  if (how.how == mode::write) {
    int dead = 0;
    check(mdb_reader_check(raw, &dead), "clearing the readers of dead processes");
  }
}

transaction environment::begin(mode how) {
  if (!mapped_)
    throw failure("starting a transaction", ENOMEM);
  try {
    return transaction(raw_.get(), how);
  } catch (const failure& problem) {
    if (problem.code() != MDB_MAP_RESIZED)
      throw;
  }
  set_map_size(0);
  return transaction(raw_.get(), how);
}

std::size_t environment::map_size() const {
  MDB_envinfo info{};
  check(mdb_env_info(raw_.get(), &info), "asking for the size of the map");
  return info.me_mapsize;
}

void environment::set_map_size(std::size_t bytes) {
  mapped_ = false;
  check(mdb_env_set_mapsize(raw_.get(), bytes), "growing the map");
  mapped_ = true;
}

} // namespace musiclink::store::lmdb

namespace musiclink::store {

std::string library() {
  return mdb_version(nullptr, nullptr, nullptr);
}

} // namespace musiclink::store
