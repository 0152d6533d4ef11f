#include "store/directory.hpp"
#include "store/implementation.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace musiclink::store {

namespace {

/// Removes the record that was to be kept until then; one that was renewed since, and has a later
/// entry, stays.
void expire(const tables& in, lmdb::transaction& txn, const expiry& entry) {
  const any_table* from = in.expiring(entry.table);
  const auto value = from ? from->value(txn, entry.target) : std::nullopt;
  if (!value)
    return;
  const auto record = from->read(*value);
  if (record && record->until != entry.when)
    return;
  if (from == &in.replies)
    if (const auto reply = in.replies.get_raw(txn, entry.target))
      in.reply_ids.erase(txn, reply->said.event_id);
  from->erase_raw(txn, entry.target);
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
    impl_->in.journal.each(txn, by_moment::bytes({since, 0}), [&](journal_record record) {
      entries.push_back(std::move(record.entry));
    });
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

std::size_t store::count_seen() {
  return impl_->read([this](lmdb::transaction& txn) { return impl_->in.seen.size(txn); });
}

statistics store::count() {
  return impl_->read([this](lmdb::transaction& txn) {
    statistics result;
    for (const auto* one : impl_->in.all)
      if (!one->about.counted_as.empty())
        result.counts.push_back({one->about.counted_as, one->size(txn)});
    result.file_bytes = data_file_size(impl_->directory);
    result.map_bytes = impl_->environment.map_size();
    return result;
  });
}

} // namespace musiclink::store
