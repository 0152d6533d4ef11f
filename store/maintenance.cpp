#include "store/directory.hpp"
#include "store/implementation.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace musiclink::store {

namespace {

/// Removes a record that was to be kept until then; one that was renewed since,
/// and has a later entry, stays.
template<class Table, class Until>
void expire(const Table& from, lmdb::transaction& txn, const expiry& entry, Until until) {
  const auto record = from.get_raw(txn, entry.target);
  if (!record || until(*record) == entry.when)
    from.erase_raw(txn, entry.target);
}

void expire(const tables& in, lmdb::transaction& txn, const expiry& entry) {
  switch (entry.kind) {
  case expiring::seen:
    return expire(in.seen, txn, entry, [](const seen_record& r) { return r.until; });
  case expiring::journal:
    return expire(in.journal, txn, entry, [](const journal_record& r) { return r.until; });
  case expiring::links:
    return expire(in.links, txn, entry, [](const link_record& r) { return r.cached.until; });
  case expiring::replies:
    if (const auto record = in.replies.get_raw(txn, entry.target);
        record && record->until == entry.when)
      in.reply_ids.erase(txn, record->said.event_id);
    return expire(in.replies, txn, entry, [](const reply_record& r) { return r.until; });
  case expiring::failures:
    return expire(in.failures, txn, entry, [](const failure_record& r) { return r.until; });
  case expiring::compared:
    return expire(in.compared, txn, entry, [](const compared_record& r) { return r.until; });
  case expiring::theirs:
    return expire(in.theirs, txn, entry, [](const theirs_record& r) { return r.until; });
  case expiring::completions:
    return expire(in.completions, txn, entry, [](const completion_record& r) { return r.until; });
  case expiring::budgets:
    return expire(in.budgets, txn, entry, [](const budget_entry& r) { return r.until; });
  case expiring::exchanges:
    return expire(in.exchanges, txn, entry, [](const exchange_record& r) { return r.until; });
  case expiring::fuses:
    return expire(in.fuses, txn, entry, [](const fuse_record& r) { return r.what.until; });
  case expiring::early:
    return expire(in.early, txn, entry, [](const early_record& r) { return r.until; });
  }
}

/// The first `budget` raw keys that are due.
std::vector<std::string> due(const tables& in, lmdb::transaction& txn, unix_ms now,
                             std::size_t budget) {
  std::vector<std::string> keys;
  lmdb::cursor at = in.expiries.walk(txn);
  for (auto entry = at.first(); entry && keys.size() < budget; entry = at.next()) {
    const auto what = by_expiry::parse(entry->key);
    if (what && what->when > now)
      break;
    keys.emplace_back(entry->key);
  }
  return keys;
}

// A key, as a text that may stand in a URL.

std::string name_of_key(std::string_view key) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string name;
  for (const unsigned char byte : key) {
    name += digits[byte >> 4U];
    name += digits[byte & 15U];
  }
  return name;
}

/// Nothing for a text that names no key.
std::optional<std::string> key_of_name(std::string_view name) {
  std::string key;
  for (; name.size() >= 2; name.remove_prefix(2)) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + 2, byte, 16);
    if (error != std::errc() || end != name.data() + 2)
      return std::nullopt;
    key += static_cast<char>(byte);
  }
  if (!name.empty() || key.size() != by_moment::bytes({}).size())
    return std::nullopt;
  return key;
}

} // namespace

std::vector<journal_entry> store::journal(unix_ms since) {
  return impl_->read([&](lmdb::transaction& txn) {
    std::vector<journal_entry> entries;
    lmdb::cursor at = impl_->in.journal.walk(txn);
    for (auto entry = at.seek(by_moment::bytes({since, 0})); entry; entry = at.next())
      if (auto record = unpack<journal_record>(entry->value))
        entries.push_back(std::move(record->entry));
    return entries;
  });
}

journal_page store::newest_of_journal(unix_ms since, std::size_t most, std::string_view before) {
  return impl_->read([&](lmdb::transaction& txn) {
    journal_page page;
    const auto from = by_moment::bytes({since, 0});
    const auto end = before.empty() ? std::nullopt : key_of_name(before);
    lmdb::cursor at = impl_->in.journal.walk(txn);
    auto entry = end && at.seek(*end) ? at.previous() : at.last();
    for (; entry && entry->key >= from && page.entries.size() < most; entry = at.previous()) {
      if (auto record = unpack<journal_record>(entry->value))
        page.entries.push_back(std::move(record->entry));
      page.older = name_of_key(entry->key);
    }
    if (!entry || entry->key < from)
      page.older.clear();
    std::ranges::reverse(page.entries);
    return page;
  });
}

std::size_t store::prune(unix_ms now, std::size_t budget) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const auto keys = due(in, txn, now, budget);
    for (const auto& key : keys) {
      if (const auto entry = by_expiry::parse(key))
        expire(in, txn, *entry);
      in.expiries.erase_raw(txn, key);
    }
    return keys.size();
  });
}

statistics store::count() {
  return impl_->read([this](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    statistics result;
    result.seen = in.seen.size(txn);
    result.jobs = in.jobs.size(txn);
    result.waiting = in.waiting.size(txn);
    result.completions = in.completions.size(txn);
    result.replies = in.replies.size(txn);
    result.links = in.links.size(txn);
    result.journal = in.journal.size(txn);
    result.rooms = in.rooms.size(txn);
    result.gaps = in.gaps.size(txn);
    result.failures = in.failures.size(txn);
    result.compared = in.compared.size(txn);
    result.theirs = in.theirs.size(txn);
    result.budgets = in.budgets.size(txn);
    result.exchanges = in.exchanges.size(txn);
    result.fuses = in.fuses.size(txn);
    result.early = in.early.size(txn);
    result.file_bytes = data_file_size(impl_->directory);
    result.map_bytes = impl_->environment.map_size();
    return result;
  });
}

} // namespace musiclink::store
