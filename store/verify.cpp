#include "store/gaps.hpp"
#include "store/implementation.hpp"

#include <functional>
#include <limits>

namespace musiclink::store {

namespace {

/// Bytes as people can read them: what is not printable ASCII as \xNN.
std::string printable(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto number = static_cast<std::uint8_t>(byte);
    if (number >= 0x20 && number < 0x7f && byte != '\\') {
      text += byte;
      continue;
    }
    text += "\\x";
    text += digits[number >> 4];
    text += digits[number & 15];
  }
  return text;
}

/// Collects what is wrong while it goes through the tables.
class inspection {
public:
  inspection(const tables& in, lmdb::transaction& txn) : in_(in), txn_(txn) {}

  std::vector<damage> run() && {
    for (const auto& [name, check] : in_.meta.checks())
      if (!is_sound(check))
        found_.push_back({"meta", name, "cannot be read back"});
    is_sound([this](auto& txn) { last_arrival_ = in_.meta.arrival.get(txn).value_or(0); });
    for (const auto* one : in_.all)
      inspect(*one);
    return std::move(found_);
  }

private:
  bool is_sound(const std::function<void(lmdb::transaction&)>& check) {
    try {
      check(txn_);
      return true;
    } catch (const lmdb::failure& problem) {
      if (!problem.damage())
        throw;
      return false;
    }
  }

  void inspect(const any_table& of) {
    lmdb::cursor at = of.walk(txn_);
    for (auto entry = at.first(); entry; entry = at.next())
      if (const auto what = fault(of, *entry); !what.empty())
        found_.push_back({of.about.name, printable(entry->key), std::string(what)});
  }

  std::string_view fault(const any_table& of, const lmdb::entry& entry) {
    const auto record = of.read(entry.value);
    if (!record)
      return "cannot be read back";
    if (record->key && record->key != entry.key)
      return "belongs to another key";
    if (of.about.expiry != 0 &&
        !in_.expiries.contains(
            txn_, {record->until.value_or(0), of.about.expiry, std::string(entry.key)}))
      return never_removed;
    return special_fault(of, entry);
  }

  /// What some tables hold of others.
  std::string_view special_fault(const any_table& of, const lmdb::entry& entry) {
    if (&of == &in_.jobs)
      return job_fault(entry.key, in_.jobs.decode(entry.value)->event.room_id);
    if (&of == &in_.gaps)
      return gap_fault(*in_.gaps.decode(entry.value));
    if (&of == &in_.ahead)
      return has_gap(in_, txn_, in_.ahead.decode(entry.value)->key.room_id) ? "" : never_removed;
    if (&of == &in_.replies)
      return reply_fault(entry.key, *in_.replies.decode(entry.value));
    if (&of == &in_.reply_ids) {
      const auto reply = in_.replies.get(txn_, *in_.reply_ids.decode(entry.value));
      return reply && entry.key == by_text::bytes(reply->said.event_id) ? "" : "leads to no reply";
    }
    if (&of == &in_.expiries)
      return expiry_fault(by_expiry::parse(entry.key));
    return "";
  }

  std::string_view job_fault(std::string_view key, const std::string& room_id) const {
    const auto arrival = by_job::arrival(key);
    if (!arrival || key != by_job::bytes({room_id, *arrival}))
      return "belongs to another key";
    return *arrival <= last_arrival_ ? "" : never_given;
  }

  std::string_view gap_fault(const gap_record& record) const {
    const auto end = record.what.id + (gap_block - 1);
    return end <= last_arrival_ && record.next_arrival <= end ? "" : never_given;
  }

  /// Version 1.0 knew a reply by the trigger's id alone.
  static std::string_view reply_fault(std::string_view key, const reply_record& record) {
    const bool is_at_home =
        key == by_text::bytes(event_name(record.said.room_id, record.trigger)) ||
        key == by_text::bytes(record.trigger);
    return is_at_home ? "" : "belongs to another key";
  }

  std::string_view expiry_fault(const std::optional<expiry>& entry) {
    if (!entry)
      return "has a key that cannot be read";
    const any_table* to = in_.expiring(entry->table);
    const auto value = to ? to->value(txn_, entry->target) : std::nullopt;
    return value && to->read(*value) ? "" : "leads to no good record";
  }

  static constexpr std::string_view never_removed = "would never be removed";
  static constexpr std::string_view never_given = "has an arrival that was never given";

  const tables& in_;
  lmdb::transaction& txn_;
  std::vector<damage> found_;
  /// Where it is damaged, which is reported with meta, no arrival is too high.
  std::uint64_t last_arrival_ = std::numeric_limits<std::uint64_t>::max();
};

} // namespace

std::vector<damage> store::verify() {
  return impl_->read([this](lmdb::transaction& txn) { return inspection(impl_->in, txn).run(); });
}

} // namespace musiclink::store
